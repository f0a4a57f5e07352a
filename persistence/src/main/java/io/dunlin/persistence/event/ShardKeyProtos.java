package io.dunlin.persistence.event;

import static io.dunlin.persistence.event.CatalogEventProtos.uuid;

import com.google.protobuf.MessageLite;
import io.dunlin.persistence.event.proto.KeyedShardsProto;
import io.dunlin.persistence.event.proto.ShardKeyCreatedProto;
import io.dunlin.persistence.event.proto.ShardKeyDroppedProto;
import io.dunlin.persistence.event.proto.ShardKeyProto;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shard keys and their shards to and from their protobuf form. */
final class ShardKeyProtos {
  private ShardKeyProtos() {}

  static MessageLite toProto(long epoch, CatalogEvent.ShardKeyCreated created) {
    return ShardKeyCreatedProto.newBuilder()
        .setCollectionUuid(CatalogEventProtos.toProto(created.collection()))
        .setShards(toProto(created.shards()))
        .setEpoch(epoch)
        .build();
  }

  static MessageLite toProto(long epoch, CatalogEvent.ShardKeyDropped dropped) {
    return ShardKeyDroppedProto.newBuilder()
        .setCollectionUuid(CatalogEventProtos.toProto(dropped.collection()))
        .setKey(toProto(dropped.key()))
        .setEpoch(epoch)
        .build();
  }

  static CatalogEvent fromProto(ShardKeyCreatedProto proto) {
    return new CatalogEvent.ShardKeyCreated(
        uuid(proto.getCollectionUuid()), fromProto(proto.getShards()));
  }

  static CatalogEvent fromProto(ShardKeyDroppedProto proto) {
    return new CatalogEvent.ShardKeyDropped(
        uuid(proto.getCollectionUuid()), fromProto(proto.getKey()));
  }

  static KeyedShardsProto toProto(KeyedShards keyed) {
    KeyedShardsProto.Builder proto =
        KeyedShardsProto.newBuilder().setKey(toProto(keyed.key())).setFirst(keyed.first());
    keyed.shards().forEach(shard -> proto.addShardUuids(CatalogEventProtos.toProto(shard.uuid())));
    keyed.copies().ifPresent(proto::setCopies);
    keyed.nodes().forEach(node -> proto.addNodeUuids(CatalogEventProtos.toProto(node.uuid())));
    return proto.build();
  }

  static KeyedShards fromProto(KeyedShardsProto proto) {
    return new KeyedShards(
        fromProto(proto.getKey()),
        proto.getFirst(),
        proto.getShardUuidsList().stream().map(bytes -> new ShardId(uuid(bytes))).toList(),
        proto.hasCopies() ? Optional.of(proto.getCopies()) : Optional.empty(),
        proto.getNodeUuidsList().stream()
            .map(bytes -> new NodeId(uuid(bytes)))
            .collect(Collectors.toSet()));
  }

  private static ShardKeyProto toProto(ShardKey key) {
    return switch (key) {
      case ShardKey.Keyword(String text) -> ShardKeyProto.newBuilder().setKeyword(text).build();
      case ShardKey.Numeric(long value) -> ShardKeyProto.newBuilder().setNumber(value).build();
    };
  }

  private static ShardKey fromProto(ShardKeyProto proto) {
    return switch (proto.getKeyCase()) {
      case KEYWORD -> ShardKey.of(proto.getKeyword());
      case NUMBER -> ShardKey.of(proto.getNumber());
      case KEY_NOT_SET -> throw new IllegalArgumentException("A shard key without a key");
    };
  }
}
