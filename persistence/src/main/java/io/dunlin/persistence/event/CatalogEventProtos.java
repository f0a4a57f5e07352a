package io.dunlin.persistence.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.dunlin.persistence.event.proto.CollectionCreatedProto;
import io.dunlin.persistence.event.proto.CollectionDroppedProto;
import io.dunlin.persistence.event.proto.CollectionInfoProto;
import io.dunlin.persistence.event.proto.CollectionReplacedProto;
import io.dunlin.persistence.event.proto.CollectionUpdatedProto;
import io.dunlin.persistence.event.proto.IndexesAcceptedProto;
import io.dunlin.persistence.event.proto.PlacementProto;
import io.dunlin.persistence.event.proto.ReleaseChangedProto;
import io.dunlin.persistence.event.proto.ShardsForgottenProto;
import io.dunlin.persistence.event.proto.ShardsPlacedProto;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The catalog's events to and from their protobuf form. */
final class CatalogEventProtos {
  private CatalogEventProtos() {}

  static MessageLite toProto(long epoch, CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.CollectionCreated(CollectionInfo collection) ->
          CollectionCreatedProto.newBuilder()
              .setCollection(toProto(collection))
              .setEpoch(epoch)
              .build();
      case CatalogEvent.CollectionUpdated(UUID collection, CollectionConfig config) ->
          CollectionUpdatedProto.newBuilder()
              .setCollectionUuid(toProto(collection))
              .setConfig(CollectionConfigProtos.toProto(config))
              .setEpoch(epoch)
              .build();
      case CatalogEvent.IndexesAccepted(UUID collection) ->
          IndexesAcceptedProto.newBuilder()
              .setCollectionUuid(toProto(collection))
              .setEpoch(epoch)
              .build();
      case CatalogEvent.ReleaseChanged(UUID collection, boolean released) ->
          ReleaseChangedProto.newBuilder()
              .setCollectionUuid(toProto(collection))
              .setReleased(released)
              .setEpoch(epoch)
              .build();
      case CatalogEvent.CollectionDropped(UUID collection) ->
          CollectionDroppedProto.newBuilder()
              .setCollectionUuid(toProto(collection))
              .setEpoch(epoch)
              .build();
      case CatalogEvent.CollectionReplaced(UUID prepared, String name, var shard) -> {
        CollectionReplacedProto.Builder proto =
            CollectionReplacedProto.newBuilder()
                .setPreparedUuid(toProto(prepared))
                .setName(name)
                .setEpoch(epoch);
        shard.ifPresent(replaced -> proto.setShardUuid(toProto(replaced.uuid())));
        yield proto.build();
      }
      case CatalogEvent.ShardKeyCreated created -> ShardKeyProtos.toProto(epoch, created);
      case CatalogEvent.ShardKeyDropped dropped -> ShardKeyProtos.toProto(epoch, dropped);
      case CatalogEvent.ShardsPlaced(var placements) -> {
        ShardsPlacedProto.Builder proto = ShardsPlacedProto.newBuilder().setEpoch(epoch);
        placements.forEach((shard, placement) -> proto.addPlacements(toProto(shard, placement)));
        yield proto.build();
      }
      case CatalogEvent.ShardsForgotten(var shards) -> {
        ShardsForgottenProto.Builder proto = ShardsForgottenProto.newBuilder().setEpoch(epoch);
        shards.forEach(shard -> proto.addShardUuids(toProto(shard.uuid())));
        yield proto.build();
      }
      case CatalogEvent.WishesChanged changed -> OperatorEventProtos.toProto(epoch, changed);
      case CatalogEvent.AliasesChanged changed -> AliasEventProtos.toProto(epoch, changed);
      case CatalogEvent.NodeMarked marked -> OperatorEventProtos.toProto(epoch, marked);
    };
  }

  private static PlacementProto toProto(ShardId shard, Placement placement) {
    PlacementProto.Builder proto =
        PlacementProto.newBuilder()
            .setShardUuid(toProto(shard.uuid()))
            .setPrimaryUuid(toProto(placement.primary().uuid()));
    placement.replicas().forEach(node -> proto.addReplicaUuids(toProto(node.uuid())));
    return proto.build();
  }

  static CollectionInfoProto toProto(CollectionInfo collection) {
    CollectionInfoProto.Builder proto =
        CollectionInfoProto.newBuilder()
            .setName(collection.name())
            .setUuid(toProto(collection.uuid()))
            .setConfig(CollectionConfigProtos.toProto(collection.config()));
    if (collection.keys().isEmpty()) {
      collection.shards().forEach(shard -> proto.addShardUuids(toProto(shard.uuid())));
    }
    collection.keys().forEach(keyed -> proto.addKeys(ShardKeyProtos.toProto(keyed)));
    return proto.build();
  }

  static ByteString toProto(UUID uuid) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }

  static CatalogEvent fromProto(CollectionCreatedProto proto) {
    return new CatalogEvent.CollectionCreated(fromProto(proto.getCollection()));
  }

  static CollectionInfo fromProto(CollectionInfoProto proto) {
    return new CollectionInfo(
        proto.getName(),
        uuid(proto.getUuid()),
        CollectionConfigProtos.fromProto(proto.getConfig()),
        proto.getShardUuidsList().stream().map(bytes -> new ShardId(uuid(bytes))).toList(),
        proto.getKeysList().stream().map(ShardKeyProtos::fromProto).toList());
  }

  static CatalogEvent fromProto(CollectionUpdatedProto proto) {
    return new CatalogEvent.CollectionUpdated(
        uuid(proto.getCollectionUuid()), CollectionConfigProtos.fromProto(proto.getConfig()));
  }

  static CatalogEvent fromProto(IndexesAcceptedProto proto) {
    return new CatalogEvent.IndexesAccepted(uuid(proto.getCollectionUuid()));
  }

  static CatalogEvent fromProto(ReleaseChangedProto proto) {
    return new CatalogEvent.ReleaseChanged(uuid(proto.getCollectionUuid()), proto.getReleased());
  }

  static CatalogEvent fromProto(CollectionDroppedProto proto) {
    return new CatalogEvent.CollectionDropped(uuid(proto.getCollectionUuid()));
  }

  static CatalogEvent fromProto(CollectionReplacedProto proto) {
    return new CatalogEvent.CollectionReplaced(
        uuid(proto.getPreparedUuid()),
        proto.getName(),
        proto.hasShardUuid()
            ? Optional.of(new ShardId(uuid(proto.getShardUuid())))
            : Optional.empty());
  }

  static CatalogEvent fromProto(ShardsPlacedProto proto) {
    SortedMap<ShardId, Placement> placements = new TreeMap<>();
    for (PlacementProto placement : proto.getPlacementsList()) {
      placements.put(
          new ShardId(uuid(placement.getShardUuid())),
          new Placement(
              new NodeId(uuid(placement.getPrimaryUuid())),
              placement.getReplicaUuidsList().stream()
                  .map(bytes -> new NodeId(uuid(bytes)))
                  .toList()));
    }
    return new CatalogEvent.ShardsPlaced(Collections.unmodifiableSortedMap(placements));
  }

  static CatalogEvent fromProto(ShardsForgottenProto proto) {
    SortedSet<ShardId> shards = new TreeSet<>();
    proto.getShardUuidsList().forEach(bytes -> shards.add(new ShardId(uuid(bytes))));
    return new CatalogEvent.ShardsForgotten(Collections.unmodifiableSortedSet(shards));
  }

  static UUID uuid(ByteString bytes) {
    if (bytes.size() != 2 * Long.BYTES) {
      throw new IllegalArgumentException("A UUID of " + bytes.size() + " bytes");
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
