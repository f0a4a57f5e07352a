package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.persistence.model.Payload;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Payloads and other free JSON objects, with the types of their numbers kept. */
final class PayloadJson {
  private PayloadJson() {}

  /** An object; null is the empty one. */
  static Payload read(JsonReader json) throws IOException {
    return json.isNull() ? Payload.EMPTY : new Payload(object(json));
  }

  static void write(JsonGenerator json, Payload payload) throws IOException {
    writeObject(json, payload.fields());
  }

  private static Map<String, Object> object(JsonReader json) throws IOException {
    json.beginObject("a JSON object");
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      fields.put(name, value(json));
    }
    return Collections.unmodifiableMap(fields);
  }

  private static Object value(JsonReader json) throws IOException {
    if (json.isString()) {
      return json.string();
    } else if (json.isInteger()) {
      return json.integer();
    } else if (json.isNumber()) {
      return json.number();
    } else if (json.isBoolean()) {
      return json.bool();
    } else if (json.isNull()) {
      return Payload.JsonNull.NULL;
    } else if (json.isArray()) {
      return json.list("an array", PayloadJson::value);
    }
    return object(json);
  }

  private static void writeObject(JsonGenerator json, Map<?, ?> fields) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      json.writeFieldName((String) field.getKey());
      writeValue(json, field.getValue());
    }
    json.writeEndObject();
  }

  static void writeValue(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case String text -> json.writeString(text);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case BigInteger number -> json.writeNumber(number);
      case Payload.JsonNull _ -> json.writeNull();
      case Map<?, ?> object -> writeObject(json, object);
      case List<?> array -> {
        json.writeStartArray();
        for (Object element : array) {
          writeValue(json, element);
        }
        json.writeEndArray();
      }
      default -> throw new IllegalArgumentException("No payload value: " + value.getClass());
    }
  }
}
