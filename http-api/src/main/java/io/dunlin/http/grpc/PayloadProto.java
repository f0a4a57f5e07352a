package io.dunlin.http.grpc;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.qdrant.client.grpc.JsonWithInt.ListValue;
import io.qdrant.client.grpc.JsonWithInt.NullValue;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Payloads: JSON objects whose numbers are integers or doubles. Integers beyond a long, which a
 * message cannot hold, leave as doubles.
 */
final class PayloadProto {
  private PayloadProto() {}

  static Payload decode(Map<String, Value> fields) {
    return fields.isEmpty() ? Payload.EMPTY : new Payload(object(fields));
  }

  private static Map<String, Object> object(Map<String, Value> fields) {
    Map<String, Object> decoded = LinkedHashMap.newLinkedHashMap(fields.size());
    fields.forEach((key, value) -> decoded.put(key, decode(value)));
    return Collections.unmodifiableMap(decoded);
  }

  private static Object decode(Value value) {
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> JsonNull.NULL;
      case DOUBLE_VALUE -> finite(value.getDoubleValue());
      case INTEGER_VALUE -> value.getIntegerValue();
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case STRUCT_VALUE -> object(value.getStructValue().getFieldsMap());
      case LIST_VALUE -> list(value.getListValue().getValuesList());
    };
  }

  private static Double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new DunlinFailure.WrongInput("A payload's number must be finite, got " + value)
          .asException();
    }
    return value;
  }

  private static List<Object> list(List<Value> values) {
    List<Object> decoded = new ArrayList<>(values.size());
    values.forEach(value -> decoded.add(decode(value)));
    return Collections.unmodifiableList(decoded);
  }

  static Map<String, Value> encode(Payload payload) {
    Map<String, Value> encoded = LinkedHashMap.newLinkedHashMap(payload.fields().size());
    payload.fields().forEach((key, value) -> encoded.put(key, encode(value)));
    return encoded;
  }

  private static Value encode(Object value) {
    Value.Builder encoded = Value.newBuilder();
    return switch (value) {
      case JsonNull _ -> encoded.setNullValue(NullValue.NULL_VALUE).build();
      case Double number -> encoded.setDoubleValue(number).build();
      case Long number -> encoded.setIntegerValue(number).build();
      case BigInteger number -> encoded.setDoubleValue(number.doubleValue()).build();
      case String text -> encoded.setStringValue(text).build();
      case Boolean truth -> encoded.setBoolValue(truth).build();
      case Map<?, ?> object -> encoded.setStructValue(encodeObject(object)).build();
      case List<?> list -> encoded.setListValue(encodeList(list)).build();
      default ->
          throw new IllegalArgumentException("not a payload value: " + value.getClass().getName());
    };
  }

  private static Struct encodeObject(Map<?, ?> object) {
    Struct.Builder encoded = Struct.newBuilder();
    object.forEach((key, value) -> encoded.putFields((String) key, encode(value)));
    return encoded.build();
  }

  private static ListValue encodeList(List<?> list) {
    ListValue.Builder encoded = ListValue.newBuilder();
    list.forEach(value -> encoded.addValues(encode(value)));
    return encoded.build();
  }
}
