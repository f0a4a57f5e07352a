package io.dunlin.persistence.event;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.dunlin.persistence.event.proto.CollectionConfigProto;
import io.dunlin.persistence.event.proto.CollectionInfoProto;
import io.dunlin.persistence.event.proto.FieldSchemaProto;
import io.dunlin.persistence.event.proto.HnswSettingsProto;
import io.dunlin.persistence.event.proto.IndexProto;
import io.dunlin.persistence.event.proto.IndexRecipeProto;
import io.dunlin.persistence.event.proto.OptimizerSettingsProto;
import io.dunlin.persistence.event.proto.PayloadSchemaProto.FieldProto;
import io.dunlin.persistence.event.proto.QuantizationProto;
import io.dunlin.persistence.event.proto.SparseSpecProto;
import io.dunlin.persistence.event.proto.StrictModeProto;
import io.dunlin.persistence.event.proto.TextSchemaProto;
import io.dunlin.persistence.event.proto.VectorColumnsProto;
import io.dunlin.persistence.event.proto.VectorSpecProto;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorHistory;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Arrays;

/**
 * Collections and their settings in the form that they have in events, for messages: a byte with
 * the form's version, then its protobuf. What is read throws IllegalArgumentException where the
 * bytes are not of a known form.
 */
public final class CollectionBytes {
  /**
   * The version of the catalog's events that hold collections. Protobuf drops the fields that it
   * does not know: a node must not read a form that says more than it understands.
   */
  static final byte VERSION = 3;

  /** That of collections with shard keys. */
  static final byte KEYED = 4;

  /** That of collections with payload indexes. */
  static final byte FIELDS = 5;

  /** That of collections that limit their users. */
  static final byte STRICT = 6;

  /** That of collections with sparse vectors or multivectors. */
  static final byte SPARSE = 7;

  /** That of collections whose vectors are not those that they were made with. */
  static final byte CHANGED_VECTORS = 8;

  /** That of collections that say what payloads have to be. */
  static final byte SCHEMA = 9;

  /** That of collections whose vectors are normalised for another metric than cosine. */
  static final byte NORMALIZED = 10;

  /** That of collections whose points tell who wrote them, the newest. */
  static final byte LINEAGE = 11;

  private CollectionBytes() {}

  public static byte[] of(CollectionInfo collection) {
    int least = collection.keys().isEmpty() ? VERSION : KEYED;
    return bytes(
        (byte) Math.max(least, version(collection.config())),
        CatalogEventProtos.toProto(collection));
  }

  public static byte[] of(CollectionConfig config) {
    return bytes(version(config), CollectionConfigProtos.toProto(config));
  }

  /** The oldest that says all of a configuration. */
  static byte version(CollectionConfig config) {
    if (config.lineage()) {
      return LINEAGE;
    }
    if (config.vectors().values().stream().anyMatch(VectorSpec::normalized)) {
      return NORMALIZED;
    }
    if (!config.schema().equals(PayloadSchema.NONE)) {
      return SCHEMA;
    }
    if (!config.history().equals(VectorHistory.NONE)) {
      return CHANGED_VECTORS;
    }
    if (!config.sparse().isEmpty()
        || config.vectors().values().stream().anyMatch(VectorSpec::isMulti)) {
      return SPARSE;
    }
    if (!config.strictMode().equals(StrictModeSettings.NONE)) {
      return STRICT;
    }
    if (!config.fields().isEmpty()) {
      return FIELDS;
    }
    return config.sharding() == ShardingMethod.CUSTOM ? KEYED : VERSION;
  }

  /** Of vectors as a shard stores them. */
  public static byte[] of(VectorColumns vectors) {
    return bytes(CHANGED_VECTORS, VectorColumnsProtos.toProto(vectors));
  }

  public static VectorColumns toColumns(byte[] bytes) {
    return read(bytes, body -> VectorColumnsProtos.fromProto(VectorColumnsProto.parseFrom(body)));
  }

  public static byte[] of(VectorSpec spec) {
    return bytes(
        spec.normalized() ? NORMALIZED : CHANGED_VECTORS, CollectionConfigProtos.toProto(spec));
  }

  public static VectorSpec toVector(byte[] bytes) {
    return read(bytes, body -> CollectionConfigProtos.fromProto(VectorSpecProto.parseFrom(body)));
  }

  public static byte[] of(SparseSpec spec) {
    return bytes(SPARSE, SparseProtos.toProto(spec));
  }

  public static SparseSpec toSparse(byte[] bytes) {
    return read(bytes, body -> SparseProtos.fromProto(SparseSpecProto.parseFrom(body)));
  }

  public static byte[] of(FieldSchema schema) {
    return bytes(FieldProtos.toProto(schema));
  }

  public static byte[] of(TextSchema schema) {
    return bytes(FieldProtos.toProto(schema));
  }

  public static TextSchema toTextSchema(byte[] bytes) {
    return read(bytes, body -> FieldProtos.fromProto(TextSchemaProto.parseFrom(body)));
  }

  public static FieldSchema toFieldSchema(byte[] bytes) {
    return read(bytes, body -> FieldProtos.fromProto(FieldSchemaProto.parseFrom(body)));
  }

  public static byte[] of(StrictModeSettings settings) {
    return bytes(StrictModeProtos.toProto(settings));
  }

  public static StrictModeSettings toStrictMode(byte[] bytes) {
    return read(bytes, body -> StrictModeProtos.fromProto(StrictModeProto.parseFrom(body)));
  }

  public static byte[] of(PayloadSchema.Field field) {
    return bytes(SCHEMA, PayloadSchemaProtos.toProto(field));
  }

  public static PayloadSchema.Field toPayloadField(byte[] bytes) {
    return read(bytes, body -> PayloadSchemaProtos.fromProto(FieldProto.parseFrom(body)));
  }

  public static byte[] of(IndexRecipe recipe) {
    return bytes(IndexRecipeProtos.toProto(recipe));
  }

  public static IndexRecipe toRecipe(byte[] bytes) {
    return read(bytes, body -> IndexRecipeProtos.fromProto(IndexRecipeProto.parseFrom(body)));
  }

  public static byte[] of(HnswSettings settings) {
    return bytes(CollectionConfigProtos.toProto(settings));
  }

  public static byte[] of(OptimizerSettings settings) {
    return bytes(CollectionConfigProtos.toProto(settings));
  }

  public static byte[] of(QuantizationSettings settings) {
    return bytes(QuantizationProtos.toProto(settings));
  }

  public static byte[] of(IndexSettings settings) {
    return bytes(IndexProtos.toProto(settings));
  }

  public static CollectionInfo toCollection(byte[] bytes) {
    return read(bytes, body -> CatalogEventProtos.fromProto(CollectionInfoProto.parseFrom(body)));
  }

  public static CollectionConfig toConfig(byte[] bytes) {
    return read(
        bytes, body -> CollectionConfigProtos.fromProto(CollectionConfigProto.parseFrom(body)));
  }

  public static HnswSettings toHnsw(byte[] bytes) {
    return read(bytes, body -> CollectionConfigProtos.fromProto(HnswSettingsProto.parseFrom(body)));
  }

  public static OptimizerSettings toOptimizers(byte[] bytes) {
    return read(
        bytes, body -> CollectionConfigProtos.fromProto(OptimizerSettingsProto.parseFrom(body)));
  }

  public static QuantizationSettings toQuantization(byte[] bytes) {
    return read(bytes, body -> QuantizationProtos.fromProto(QuantizationProto.parseFrom(body)));
  }

  public static IndexSettings toIndex(byte[] bytes) {
    return read(bytes, body -> IndexProtos.fromProto(IndexProto.parseFrom(body)));
  }

  private static byte[] bytes(MessageLite proto) {
    return bytes(VERSION, proto);
  }

  private static byte[] bytes(byte version, MessageLite proto) {
    byte[] body = EventCodec.bytes(proto);
    byte[] bytes = new byte[1 + body.length];
    bytes[0] = version;
    System.arraycopy(body, 0, bytes, 1, body.length);
    return bytes;
  }

  private interface Reader<T> {
    T read(byte[] body) throws InvalidProtocolBufferException;
  }

  private static <T> T read(byte[] bytes, Reader<T> reader) {
    if (bytes.length == 0 || bytes[0] < 1 || bytes[0] > LINEAGE) {
      throw new IllegalArgumentException(
          bytes.length == 0
              ? "Settings without a version"
              : "Settings in version %d: written by a newer version of Dunlin?"
                  .formatted(bytes[0]));
    }
    try {
      return reader.read(Arrays.copyOfRange(bytes, 1, bytes.length));
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
  }
}
