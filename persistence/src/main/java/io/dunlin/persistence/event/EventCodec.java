package io.dunlin.persistence.event;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.dunlin.persistence.event.proto.AliasesChangedProto;
import io.dunlin.persistence.event.proto.CollectionCreatedProto;
import io.dunlin.persistence.event.proto.CollectionDroppedProto;
import io.dunlin.persistence.event.proto.CollectionReplacedProto;
import io.dunlin.persistence.event.proto.CollectionUpdatedProto;
import io.dunlin.persistence.event.proto.CommittedProto;
import io.dunlin.persistence.event.proto.EpochStartedProto;
import io.dunlin.persistence.event.proto.IndexesAcceptedProto;
import io.dunlin.persistence.event.proto.NodeMarkedProto;
import io.dunlin.persistence.event.proto.ReleaseChangedProto;
import io.dunlin.persistence.event.proto.SegmentFrozenProto;
import io.dunlin.persistence.event.proto.SegmentsMergedProto;
import io.dunlin.persistence.event.proto.ShardKeyCreatedProto;
import io.dunlin.persistence.event.proto.ShardKeyDroppedProto;
import io.dunlin.persistence.event.proto.ShardsForgottenProto;
import io.dunlin.persistence.event.proto.ShardsPlacedProto;
import io.dunlin.persistence.event.proto.VectorsChangedProto;
import io.dunlin.persistence.event.proto.WishesChangedProto;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;

/**
 * Log entries to and from their protobuf form. The manifest names the event and the version of its
 * form; a form that changes beyond what protobuf tolerates gets a new version, and the old one
 * stays readable.
 */
final class EventCodec {
  static final String EPOCH_STARTED = "log.epoch-started.1";
  static final String COMMITTED = "shard.committed.1";
  static final String SEGMENT_FROZEN = "shard.segment-frozen.1";
  static final String SEGMENTS_MERGED = "shard.segments-merged.1";
  static final String COLLECTION_CREATED = "catalog.collection-created.3";
  static final String COLLECTION_UPDATED = "catalog.collection-updated.3";
  static final String COLLECTION_DROPPED = "catalog.collection-dropped.1";
  static final String COLLECTION_REPLACED = "catalog.collection-replaced.1";
  static final String SHARD_KEY_CREATED = "catalog.shard-key-created.1";
  static final String SHARD_KEY_DROPPED = "catalog.shard-key-dropped.1";
  static final String SHARDS_PLACED = "catalog.shards-placed.1";
  static final String SHARDS_FORGOTTEN = "catalog.shards-forgotten.1";
  static final String WISHES_CHANGED = "catalog.wishes-changed.1";
  static final String NODE_MARKED = "catalog.node-marked.1";
  static final String ALIASES_CHANGED = "catalog.aliases-changed.1";
  static final String INDEXES_ACCEPTED = "catalog.indexes-accepted.1";
  static final String RELEASE_CHANGED = "catalog.release-changed.1";

  // With shard keys: a node that does not know of them would route by ids. All others are written
  // in the form before, which such a node reads.
  static final String KEYED_COLLECTION_CREATED = "catalog.collection-created.4";
  static final String KEYED_COLLECTION_UPDATED = "catalog.collection-updated.4";

  // With payload indexes: a node that does not know of them would forget them with the next change.
  static final String FIELDS_COLLECTION_CREATED = "catalog.collection-created.5";
  static final String FIELDS_COLLECTION_UPDATED = "catalog.collection-updated.5";

  // With limits on its users: a node that does not know of them would not keep to them.
  static final String STRICT_COLLECTION_CREATED = "catalog.collection-created.6";
  static final String STRICT_COLLECTION_UPDATED = "catalog.collection-updated.6";

  // With sparse vectors or multivectors: a node that does not know of them would take them for
  // dense ones.
  static final String SPARSE_COMMITTED = "shard.committed.2";
  static final String SPARSE_COLLECTION_CREATED = "catalog.collection-created.7";
  static final String SPARSE_COLLECTION_UPDATED = "catalog.collection-updated.7";

  // After vectors were made or dropped: a node that does not know of that would take what is stored
  // under one name for the vector that has the name now.
  static final String VECTORS_CHANGED = "shard.vectors-changed.1";
  static final String CHANGED_COLLECTION_CREATED = "catalog.collection-created.8";
  static final String CHANGED_COLLECTION_UPDATED = "catalog.collection-updated.8";

  // With what payloads have to be: a node that does not know of it would write others.
  static final String SCHEMA_COLLECTION_CREATED = "catalog.collection-created.9";
  static final String SCHEMA_COLLECTION_UPDATED = "catalog.collection-updated.9";

  // With vectors that are normalised: a node that does not know of it would store others as sent.
  static final String NORMALIZED_COLLECTION_CREATED = "catalog.collection-created.10";
  static final String NORMALIZED_COLLECTION_UPDATED = "catalog.collection-updated.10";

  // With lineage: a node that does not know of it would write points that do not tell of it.
  static final String LINEAGE_COLLECTION_CREATED = "catalog.collection-created.11";
  static final String LINEAGE_COLLECTION_UPDATED = "catalog.collection-updated.11";

  // Before datatypes, quantization and kinds of index (1), and before fused, tiered and partitioned
  // indexes (2): a node that knows only these must not read later forms, or it would keep vectors
  // otherwise than their users were told.
  static final String COLLECTION_CREATED_1 = "catalog.collection-created.1";
  static final String COLLECTION_UPDATED_1 = "catalog.collection-updated.1";
  static final String COLLECTION_CREATED_2 = "catalog.collection-created.2";
  static final String COLLECTION_UPDATED_2 = "catalog.collection-updated.2";

  private EventCodec() {}

  static String manifest(LogEntry<?> entry) {
    return switch (entry) {
      case LogEntry.EpochStarted<?> _ -> EPOCH_STARTED;
      case LogEntry.Written<?> written -> manifest(written.event());
    };
  }

  static String manifest(Object event) {
    return switch (event) {
      case ShardEvent shard ->
          switch (shard) {
            case ShardEvent.Committed committed ->
                hasOtherThanDense(committed) ? SPARSE_COMMITTED : COMMITTED;
            case ShardEvent.SegmentFrozen _ -> SEGMENT_FROZEN;
            case ShardEvent.SegmentsMerged _ -> SEGMENTS_MERGED;
            case ShardEvent.VectorsChanged _ -> VECTORS_CHANGED;
          };
      case CatalogEvent catalog ->
          switch (catalog) {
            case CatalogEvent.CollectionCreated created ->
                switch (CollectionBytes.version(created.collection().config())) {
                  case CollectionBytes.LINEAGE -> LINEAGE_COLLECTION_CREATED;
                  case CollectionBytes.NORMALIZED -> NORMALIZED_COLLECTION_CREATED;
                  case CollectionBytes.SCHEMA -> SCHEMA_COLLECTION_CREATED;
                  case CollectionBytes.CHANGED_VECTORS -> CHANGED_COLLECTION_CREATED;
                  case CollectionBytes.SPARSE -> SPARSE_COLLECTION_CREATED;
                  case CollectionBytes.STRICT -> STRICT_COLLECTION_CREATED;
                  case CollectionBytes.FIELDS -> FIELDS_COLLECTION_CREATED;
                  case CollectionBytes.KEYED -> KEYED_COLLECTION_CREATED;
                  default -> COLLECTION_CREATED;
                };
            case CatalogEvent.CollectionUpdated updated ->
                switch (CollectionBytes.version(updated.config())) {
                  case CollectionBytes.LINEAGE -> LINEAGE_COLLECTION_UPDATED;
                  case CollectionBytes.NORMALIZED -> NORMALIZED_COLLECTION_UPDATED;
                  case CollectionBytes.SCHEMA -> SCHEMA_COLLECTION_UPDATED;
                  case CollectionBytes.CHANGED_VECTORS -> CHANGED_COLLECTION_UPDATED;
                  case CollectionBytes.SPARSE -> SPARSE_COLLECTION_UPDATED;
                  case CollectionBytes.STRICT -> STRICT_COLLECTION_UPDATED;
                  case CollectionBytes.FIELDS -> FIELDS_COLLECTION_UPDATED;
                  case CollectionBytes.KEYED -> KEYED_COLLECTION_UPDATED;
                  default -> COLLECTION_UPDATED;
                };
            case CatalogEvent.IndexesAccepted _ -> INDEXES_ACCEPTED;
            case CatalogEvent.ReleaseChanged _ -> RELEASE_CHANGED;
            case CatalogEvent.CollectionDropped _ -> COLLECTION_DROPPED;
            case CatalogEvent.CollectionReplaced _ -> COLLECTION_REPLACED;
            case CatalogEvent.ShardKeyCreated _ -> SHARD_KEY_CREATED;
            case CatalogEvent.ShardKeyDropped _ -> SHARD_KEY_DROPPED;
            case CatalogEvent.ShardsPlaced _ -> SHARDS_PLACED;
            case CatalogEvent.ShardsForgotten _ -> SHARDS_FORGOTTEN;
            case CatalogEvent.WishesChanged _ -> WISHES_CHANGED;
            case CatalogEvent.NodeMarked _ -> NODE_MARKED;
            case CatalogEvent.AliasesChanged _ -> ALIASES_CHANGED;
          };
      default -> throw notAnEvent(event);
    };
  }

  private static boolean hasOtherThanDense(ShardEvent.Committed committed) {
    for (RowChange change : committed.changes()) {
      if (change instanceof RowChange.Put put) {
        for (VectorValue vector : put.vectors().values()) {
          if (!(vector instanceof VectorValue.Dense)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  static byte[] encode(long epoch, Object event) {
    return bytes(
        switch (event) {
          case ShardEvent shard -> ShardEventProtos.toProto(epoch, shard);
          case CatalogEvent catalog -> CatalogEventProtos.toProto(epoch, catalog);
          default -> throw notAnEvent(event);
        });
  }

  /** Of an epoch's start. */
  static byte[] encode(long epoch, long after, long afterEpoch, long prefix) {
    return bytes(
        EpochStartedProto.newBuilder()
            .setEpoch(epoch)
            .setAfter(after)
            .setAfterEpoch(afterEpoch)
            .setPrefix(prefix)
            .build());
  }

  /**
   * @throws NotSerializableException when the manifest is unknown or the bytes are not of that form
   */
  static LogEntry<?> decode(byte[] bytes, String manifest) throws NotSerializableException {
    CodedInputStream input = CodedInputStream.newInstance(bytes);
    // Vectors are copied out of views of the event's bytes.
    input.enableAliasing(true);
    try {
      return switch (manifest) {
        case EPOCH_STARTED -> {
          EpochStartedProto proto = EpochStartedProto.parseFrom(input);
          yield new LogEntry.EpochStarted<>(
              proto.getEpoch(), proto.getAfter(), proto.getAfterEpoch(), proto.getPrefix(), bytes);
        }
        case COMMITTED, SPARSE_COMMITTED -> {
          CommittedProto proto = CommittedProto.parseFrom(input);
          yield written(proto.getEpoch(), ShardEventProtos.fromProto(proto), bytes);
        }
        case SEGMENT_FROZEN -> {
          SegmentFrozenProto proto = SegmentFrozenProto.parseFrom(input);
          yield written(proto.getEpoch(), ShardEventProtos.fromProto(proto), bytes);
        }
        case SEGMENTS_MERGED -> {
          SegmentsMergedProto proto = SegmentsMergedProto.parseFrom(input);
          yield written(proto.getEpoch(), ShardEventProtos.fromProto(proto), bytes);
        }
        case VECTORS_CHANGED -> {
          VectorsChangedProto proto = VectorsChangedProto.parseFrom(input);
          yield written(proto.getEpoch(), ShardEventProtos.fromProto(proto), bytes);
        }
        case LINEAGE_COLLECTION_CREATED,
            NORMALIZED_COLLECTION_CREATED,
            SCHEMA_COLLECTION_CREATED,
            CHANGED_COLLECTION_CREATED,
            SPARSE_COLLECTION_CREATED,
            STRICT_COLLECTION_CREATED,
            FIELDS_COLLECTION_CREATED,
            KEYED_COLLECTION_CREATED,
            COLLECTION_CREATED,
            COLLECTION_CREATED_1,
            COLLECTION_CREATED_2 -> {
          CollectionCreatedProto proto = CollectionCreatedProto.parseFrom(input);
          yield written(proto.getEpoch(), CatalogEventProtos.fromProto(proto), bytes);
        }
        case LINEAGE_COLLECTION_UPDATED,
            NORMALIZED_COLLECTION_UPDATED,
            SCHEMA_COLLECTION_UPDATED,
            CHANGED_COLLECTION_UPDATED,
            SPARSE_COLLECTION_UPDATED,
            STRICT_COLLECTION_UPDATED,
            FIELDS_COLLECTION_UPDATED,
            KEYED_COLLECTION_UPDATED,
            COLLECTION_UPDATED,
            COLLECTION_UPDATED_1,
            COLLECTION_UPDATED_2 -> {
          CollectionUpdatedProto proto = CollectionUpdatedProto.parseFrom(input);
          yield written(proto.getEpoch(), CatalogEventProtos.fromProto(proto), bytes);
        }
        case INDEXES_ACCEPTED -> {
          IndexesAcceptedProto proto = IndexesAcceptedProto.parseFrom(input);
          yield written(proto.getEpoch(), CatalogEventProtos.fromProto(proto), bytes);
        }
        case RELEASE_CHANGED -> {
          ReleaseChangedProto proto = ReleaseChangedProto.parseFrom(input);
          yield written(proto.getEpoch(), CatalogEventProtos.fromProto(proto), bytes);
        }
        case COLLECTION_DROPPED -> {
          CollectionDroppedProto proto = CollectionDroppedProto.parseFrom(input);
          yield written(proto.getEpoch(), CatalogEventProtos.fromProto(proto), bytes);
        }
        case COLLECTION_REPLACED -> {
          CollectionReplacedProto proto = CollectionReplacedProto.parseFrom(input);
          yield written(proto.getEpoch(), CatalogEventProtos.fromProto(proto), bytes);
        }
        case SHARD_KEY_CREATED -> {
          ShardKeyCreatedProto proto = ShardKeyCreatedProto.parseFrom(input);
          yield written(proto.getEpoch(), ShardKeyProtos.fromProto(proto), bytes);
        }
        case SHARD_KEY_DROPPED -> {
          ShardKeyDroppedProto proto = ShardKeyDroppedProto.parseFrom(input);
          yield written(proto.getEpoch(), ShardKeyProtos.fromProto(proto), bytes);
        }
        case SHARDS_PLACED -> {
          ShardsPlacedProto proto = ShardsPlacedProto.parseFrom(input);
          yield written(proto.getEpoch(), CatalogEventProtos.fromProto(proto), bytes);
        }
        case SHARDS_FORGOTTEN -> {
          ShardsForgottenProto proto = ShardsForgottenProto.parseFrom(input);
          yield written(proto.getEpoch(), CatalogEventProtos.fromProto(proto), bytes);
        }
        case WISHES_CHANGED -> {
          WishesChangedProto proto = WishesChangedProto.parseFrom(input);
          yield written(proto.getEpoch(), OperatorEventProtos.fromProto(proto), bytes);
        }
        case ALIASES_CHANGED -> {
          AliasesChangedProto proto = AliasesChangedProto.parseFrom(input);
          yield written(proto.getEpoch(), AliasEventProtos.fromProto(proto), bytes);
        }
        case NODE_MARKED -> {
          NodeMarkedProto proto = NodeMarkedProto.parseFrom(input);
          yield written(proto.getEpoch(), OperatorEventProtos.fromProto(proto), bytes);
        }
        default ->
            throw new NotSerializableException(
                "Unknown event \"%s\": written by a newer version of Dunlin?".formatted(manifest));
      };
    } catch (IOException | IllegalArgumentException malformed) {
      if (malformed instanceof NotSerializableException unknown) {
        throw unknown;
      }
      throw malformed(manifest, malformed);
    }
  }

  private static LogEntry<?> written(long epoch, Object event, byte[] bytes) {
    return new LogEntry.Written<>(epoch, event, bytes);
  }

  private static NotSerializableException malformed(String manifest, Exception cause) {
    NotSerializableException exception =
        new NotSerializableException("Not a \"%s\": %s".formatted(manifest, cause.getMessage()));
    exception.initCause(cause);
    return exception;
  }

  private static IllegalArgumentException notAnEvent(Object object) {
    return new IllegalArgumentException("Not an event: " + object.getClass().getName());
  }

  /** Equal messages give equal bytes: maps are written in the order of their keys. */
  static byte[] bytes(MessageLite message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    try {
      message.writeTo(output);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    output.checkNoSpaceLeft();
    return bytes;
  }
}
