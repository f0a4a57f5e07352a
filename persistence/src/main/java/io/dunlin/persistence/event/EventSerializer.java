package io.dunlin.persistence.event;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.dunlin.persistence.event.proto.CollectionCreatedProto;
import io.dunlin.persistence.event.proto.CollectionDroppedProto;
import io.dunlin.persistence.event.proto.CollectionUpdatedProto;
import io.dunlin.persistence.event.proto.CommittedProto;
import io.dunlin.persistence.event.proto.SegmentFrozenProto;
import io.dunlin.persistence.event.proto.SegmentsMergedProto;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Events to and from their protobuf form. The manifest names the event and the version of its form;
 * a form that changes beyond what protobuf tolerates gets a new version, and the old one stays
 * readable.
 */
public final class EventSerializer extends SerializerWithStringManifest {
  /** As in reference.conf; stands in every stored event. */
  static final int IDENTIFIER = 14001;

  static final String COMMITTED = "shard.committed.1";
  static final String SEGMENT_FROZEN = "shard.segment-frozen.1";
  static final String SEGMENTS_MERGED = "shard.segments-merged.1";
  static final String COLLECTION_CREATED = "catalog.collection-created.3";
  static final String COLLECTION_UPDATED = "catalog.collection-updated.3";
  static final String COLLECTION_DROPPED = "catalog.collection-dropped.1";

  // Before datatypes, quantization and kinds of index (1), and before fused, tiered and partitioned
  // indexes (2): a node that knows only these must not read later forms, or it would keep vectors
  // otherwise than their users were told.
  static final String COLLECTION_CREATED_1 = "catalog.collection-created.1";
  static final String COLLECTION_UPDATED_1 = "catalog.collection-updated.1";
  static final String COLLECTION_CREATED_2 = "catalog.collection-created.2";
  static final String COLLECTION_UPDATED_2 = "catalog.collection-updated.2";

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object event) {
    return switch (event) {
      case ShardEvent shard ->
          switch (shard) {
            case ShardEvent.Committed _ -> COMMITTED;
            case ShardEvent.SegmentFrozen _ -> SEGMENT_FROZEN;
            case ShardEvent.SegmentsMerged _ -> SEGMENTS_MERGED;
          };
      case CatalogEvent catalog ->
          switch (catalog) {
            case CatalogEvent.CollectionCreated _ -> COLLECTION_CREATED;
            case CatalogEvent.CollectionUpdated _ -> COLLECTION_UPDATED;
            case CatalogEvent.CollectionDropped _ -> COLLECTION_DROPPED;
          };
      default -> throw notAnEvent(event);
    };
  }

  @Override
  public byte[] toBinary(Object event) {
    return bytes(
        switch (event) {
          case ShardEvent shard -> ShardEventProtos.toProto(shard);
          case CatalogEvent catalog -> CatalogEventProtos.toProto(catalog);
          default -> throw notAnEvent(event);
        });
  }

  /**
   * @throws NotSerializableException when the manifest is unknown or the bytes are not of that form
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    CodedInputStream input = CodedInputStream.newInstance(bytes);
    // Vectors are copied out of views of the event's bytes.
    input.enableAliasing(true);
    try {
      return switch (manifest) {
        case COMMITTED -> ShardEventProtos.fromProto(CommittedProto.parseFrom(input));
        case SEGMENT_FROZEN -> ShardEventProtos.fromProto(SegmentFrozenProto.parseFrom(input));
        case SEGMENTS_MERGED -> ShardEventProtos.fromProto(SegmentsMergedProto.parseFrom(input));
        case COLLECTION_CREATED, COLLECTION_CREATED_1, COLLECTION_CREATED_2 ->
            CatalogEventProtos.fromProto(CollectionCreatedProto.parseFrom(input));
        case COLLECTION_UPDATED, COLLECTION_UPDATED_1, COLLECTION_UPDATED_2 ->
            CatalogEventProtos.fromProto(CollectionUpdatedProto.parseFrom(input));
        case COLLECTION_DROPPED ->
            CatalogEventProtos.fromProto(CollectionDroppedProto.parseFrom(input));
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
  private static byte[] bytes(MessageLite message) {
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
