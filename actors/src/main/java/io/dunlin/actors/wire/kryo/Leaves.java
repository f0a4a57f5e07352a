package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.query.Deadline;
import io.dunlin.persistence.event.CollectionBytes;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.payload.PayloadCodec;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/** Values that stand in many messages, in bytes that never change; see the package's rule. */
final class Leaves {
  private Leaves() {}

  static final Part<Boolean> BOOL = Part.of(WireWriter::bool, WireReader::bool);
  static final Part<Integer> INT = Part.of(WireWriter::varInt, WireReader::varInt);
  static final Part<Long> LONG = Part.of(WireWriter::varLong, WireReader::varLong);

  /** Eight bytes, for numbers that may be negative. */
  static final Part<Long> FIXED_LONG = Part.of(WireWriter::fixedLong, WireReader::fixedLong);

  static final Part<Double> DOUBLE = Part.of(WireWriter::float64, WireReader::float64);
  static final Part<String> STRING = Part.of(WireWriter::string, WireReader::string);

  static final Part<List<String>> STRINGS = Part.list(STRING);

  /** A dense vector, as forms had it that knew no others. */
  static final Part<VectorValue> DENSE =
      Part.of(
          (_, _) -> {
            throw new UnsupportedOperationException("is read only");
          },
          in -> new VectorValue.Dense(in.floats()));

  static final Part<VectorValue> VECTOR =
      Part.of(
          (out, vector) -> {
            switch (vector) {
              case VectorValue.Dense(float[] components) -> {
                out.code(1);
                out.floats(components);
              }
              case VectorValue.Sparse(int[] indices, float[] values) -> {
                out.code(2);
                out.ints(indices);
                out.floats(values);
              }
              case VectorValue.Multi(float[] components, int dimension) -> {
                out.code(3);
                out.varInt(dimension);
                out.floats(components);
              }
            }
          },
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> new VectorValue.Dense(in.floats());
              case 2 -> sparse(in.ints(), in.floats());
              case 3 -> multi(in.varInt(), in.floats());
              default -> throw WireReader.unknown("kind of vector", code);
            };
          });

  private static VectorValue sparse(int[] indices, float[] values) {
    if (indices.length != values.length) {
      throw new MalformedMessageException(
          "%d indices and %d values".formatted(indices.length, values.length));
    }
    return new VectorValue.Sparse(indices, values);
  }

  private static VectorValue multi(int dimension, float[] components) {
    if (dimension < 1 || components.length == 0 || components.length % dimension != 0) {
      throw new MalformedMessageException(
          "%d components in vectors of %d".formatted(components.length, dimension));
    }
    return new VectorValue.Multi(components, dimension);
  }

  /** Dense vectors by name, as {@link #DENSE}. */
  static final Part<Map<String, VectorValue>> DENSE_VECTORS = Part.map(STRING, DENSE);

  /** Vectors by name. */
  static final Part<Map<String, VectorValue>> VECTORS = Part.map(STRING, VECTOR);

  static final Part<UUID> ANY_UUID =
      Part.of(
          (out, uuid) -> {
            out.fixedLong(uuid.getMostSignificantBits());
            out.fixedLong(uuid.getLeastSignificantBits());
          },
          in -> new UUID(in.fixedLong(), in.fixedLong()));

  static final Part<ShardId> SHARD_ID =
      Part.of(
          (out, shard) -> ANY_UUID.write(out, shard.uuid()), in -> new ShardId(ANY_UUID.read(in)));

  static final Part<NodeId> NODE_ID =
      Part.of((out, node) -> ANY_UUID.write(out, node.uuid()), in -> new NodeId(ANY_UUID.read(in)));

  /** A number is short where it is small. */
  static final Part<PointId> POINT_ID =
      Part.of(
          (out, id) -> {
            out.bool(id.uuid());
            if (id.uuid()) {
              out.fixedLong(id.high());
              out.fixedLong(id.low());
            } else {
              out.varLong(id.low());
            }
          },
          in ->
              in.bool()
                  ? new PointId(true, in.fixedLong(), in.fixedLong())
                  : PointId.of(in.varLong()));

  static final Part<List<PointId>> POINT_IDS = Part.list(POINT_ID);

  /** No bytes for the empty one. */
  static final Part<Payload> PAYLOAD =
      Part.of(
          (out, payload) ->
              out.bytes(payload.isEmpty() ? new byte[0] : PayloadCodec.encode(payload)),
          in -> {
            byte[] bytes = in.bytes();
            return bytes.length == 0 ? Payload.EMPTY : PayloadCodec.decode(bytes);
          });

  /**
   * The time that is left, as no two machines have the same monotonic clock. Always as long, so
   * that a message's size does not depend on when it is sent.
   */
  static final Part<Deadline> DEADLINE =
      Part.of(
          (out, deadline) -> out.fixedLong(Math.max(0, deadline.nanoTime() - out.nanoTime())),
          in -> {
            long left = in.fixedLong();
            if (left < 0) {
              throw new MalformedMessageException("a deadline before it was sent");
            }
            return new Deadline(in.nanoTime() + left);
          });

  private static final Part<JsonPath.Step> STEP =
      Part.of(
          (out, step) -> {
            switch (step) {
              case JsonPath.Key(String name) -> {
                out.code(1);
                out.string(name);
              }
              case JsonPath.Index(int index) -> {
                out.code(2);
                out.varInt(index);
              }
              case JsonPath.Each _ -> out.code(3);
            }
          },
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> new JsonPath.Key(in.string());
              case 2 -> new JsonPath.Index(in.varInt());
              case 3 -> new JsonPath.Each();
              default -> throw WireReader.unknown("step", code);
            };
          });

  private static final Part<List<JsonPath.Step>> STEPS = Part.list(STEP);

  static final Part<JsonPath> PATH =
      Part.of(
          (out, path) -> {
            out.string(path.text());
            STEPS.write(out, path.steps());
          },
          in -> new JsonPath(in.string(), STEPS.read(in)));

  static final Part<List<JsonPath>> PATHS = Part.list(PATH);

  static final Part<FieldType> FIELD_TYPE =
      Part.of(
          (out, type) -> out.code(codeOf(type)),
          in -> {
            int code = in.code();
            for (FieldType type : FieldType.values()) {
              if (codeOf(type) == code) {
                return type;
              }
            }
            throw WireReader.unknown("type of field", code);
          });

  private static int codeOf(FieldType type) {
    return switch (type) {
      case KEYWORD -> 1;
      case INTEGER -> 2;
      case FLOAT -> 3;
      case BOOL -> 4;
      case GEO -> 5;
      case DATETIME -> 6;
      case TEXT -> 7;
      case UUID -> 8;
    };
  }

  // These have a version of their own: see CollectionBytes.
  static final Part<HnswSettings> HNSW =
      Part.of(
          (out, settings) -> out.bytes(CollectionBytes.of(settings)),
          in -> CollectionBytes.toHnsw(in.bytes()));
  static final Part<OptimizerSettings> OPTIMIZERS =
      Part.of(
          (out, settings) -> out.bytes(CollectionBytes.of(settings)),
          in -> CollectionBytes.toOptimizers(in.bytes()));
  static final Part<QuantizationSettings> QUANTIZATION =
      Part.of(
          (out, settings) -> out.bytes(CollectionBytes.of(settings)),
          in -> CollectionBytes.toQuantization(in.bytes()));
  static final Part<IndexSettings> INDEX =
      Part.of(
          (out, settings) -> out.bytes(CollectionBytes.of(settings)),
          in -> CollectionBytes.toIndex(in.bytes()));

  static final Part<StrictModeSettings> STRICT_MODE =
      Part.of(
          (out, settings) -> out.bytes(CollectionBytes.of(settings)),
          in -> CollectionBytes.toStrictMode(in.bytes()));
  static final Part<PayloadSchema.Field> PAYLOAD_FIELD =
      Part.of(
          (out, field) -> out.bytes(CollectionBytes.of(field)),
          in -> CollectionBytes.toPayloadField(in.bytes()));
  static final Part<SparseSpec> SPARSE =
      Part.of(
          (out, spec) -> out.bytes(CollectionBytes.of(spec)),
          in -> CollectionBytes.toSparse(in.bytes()));

  static <T> Part<ActorRef<T>> actor() {
    return Part.of(WireWriter::actor, WireReader::actor);
  }
}
