package io.dunlin.persistence.event;

import static com.google.protobuf.CodedOutputStream.computeInt32SizeNoTag;
import static com.google.protobuf.CodedOutputStream.computeSInt64SizeNoTag;
import static com.google.protobuf.CodedOutputStream.computeStringSizeNoTag;
import static com.google.protobuf.CodedOutputStream.computeUInt32SizeNoTag;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * How many bytes a change takes in a {@link ShardEvent.Committed}, found without writing it: what
 * bounds a commit. Follows {@link ShardEventProtos} and the payload's form; a test keeps them
 * equal.
 */
public final class EventBytes {
  /** A field's number and type: one byte for all fields up to 15. */
  private static final int TAG = 1;

  private EventBytes() {}

  /** The bytes by which {@code change} makes an event longer. */
  public static int sizeOf(RowChange change) {
    int id = field(sizeOf(change.id()));
    return field(
        id
            + switch (change) {
              case RowChange.Put put -> field(sizeOf(put));
              case RowChange.PutPayload put -> field(sizeOf(put.payload()));
              case RowChange.Remove _ -> TAG + 1;
            });
  }

  private static int sizeOf(RowChange.Put put) {
    int size = put.payload().isEmpty() ? 0 : field(sizeOf(put.payload()));
    size += put.kind() == RowChange.PutKind.UNKNOWN ? 0 : TAG + 1;
    for (Map.Entry<String, VectorValue> vector : put.vectors().entrySet()) {
      size += sizeOf(vector.getKey(), vector.getValue());
    }
    return size;
  }

  /** The bytes by which a vector makes a point longer. */
  public static int sizeOf(String name, VectorValue vector) {
    return switch (vector) {
      case VectorValue.Dense(float[] components) -> sizeOfDense(name, components.length);
      case VectorValue.Sparse(int[] indices, float[] values) ->
          sizeOfVector(name, values.length, field(indices.length * Integer.BYTES));
      case VectorValue.Multi(float[] components, int dimension) ->
          sizeOfVector(name, components.length, TAG + computeInt32SizeNoTag(dimension));
    };
  }

  /** The bytes by which a dense vector makes a point longer. */
  public static int sizeOfDense(String name, int dimension) {
    return sizeOfVector(name, dimension, 0);
  }

  private static int sizeOfVector(String name, int size, int more) {
    int components = size * Float.BYTES;
    return field(
        (name.isEmpty() ? 0 : TAG + computeStringSizeNoTag(name))
            + (components == 0 ? 0 : field(components))
            + more);
  }

  private static int sizeOf(PointId id) {
    return (id.uuid() ? TAG + 1 : 0)
        + (id.high() == 0 ? 0 : TAG + Long.BYTES)
        + (id.low() == 0 ? 0 : TAG + Long.BYTES);
  }

  private static int field(int length) {
    return TAG + prefixed(length);
  }

  private static int prefixed(int length) {
    return computeUInt32SizeNoTag(length) + length;
  }

  // ---- payload ----

  /** The bytes of a payload on its own. */
  public static int sizeOf(Payload payload) {
    return payload.isEmpty() ? 0 : 1 + sizeOfEntries(payload.fields());
  }

  private static int sizeOfEntries(Map<?, ?> fields) {
    int size = 0;
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      size += computeStringSizeNoTag((String) field.getKey()) + sizeOfValue(field.getValue());
    }
    return size;
  }

  private static int sizeOfValue(Object value) {
    return TAG
        + switch (value) {
          case Payload.JsonNull _ -> 0;
          case Boolean _ -> 0;
          case Long number -> computeSInt64SizeNoTag(number);
          case BigInteger number -> prefixed(number.bitLength() / Byte.SIZE + 1);
          case Double _ -> Double.BYTES;
          case String text -> computeStringSizeNoTag(text);
          case List<?> values -> prefixed(sizeOfValues(values));
          case Map<?, ?> fields -> prefixed(sizeOfEntries(fields));
          default ->
              throw new IllegalArgumentException("Not a JSON value: " + value.getClass().getName());
        };
  }

  private static int sizeOfValues(List<?> values) {
    int size = 0;
    for (Object value : values) {
      size += sizeOfValue(value);
    }
    return size;
  }
}
