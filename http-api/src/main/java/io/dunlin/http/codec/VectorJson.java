package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.http.error.ErrorMapping;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Vectors: an array of numbers, or several by name. */
final class VectorJson {
  /** What the unnamed vector is called inside. */
  static final String UNNAMED = "";

  private VectorJson() {}

  /** A point's vectors: one array for the unnamed one, or an object of arrays by name. */
  static Map<String, float[]> readNamed(JsonReader json) throws IOException {
    if (json.isArray()) {
      return Map.of(UNNAMED, read(json));
    }
    json.beginObject("a vector or vectors by name");
    Map<String, float[]> vectors = new LinkedHashMap<>();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (json.isString() && isInference(name)) {
        throw notBuiltInference();
      }
      vectors.put(name, read(json));
    }
    return vectors;
  }

  /** One dense vector. */
  static float[] read(JsonReader json) throws IOException {
    if (json.isObject()) {
      throw unbuiltObject(json);
    }
    json.beginArray("a vector");
    return json.floats();
  }

  /** Why an object cannot stand where a vector is wanted. */
  static RuntimeException unbuiltObject(JsonReader json) throws IOException {
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (isInference(name)) {
        return notBuiltInference();
      }
      if (name.equals("indices") || name.equals("values")) {
        return ErrorMapping.notBuilt("A sparse vector");
      }
      json.skip();
    }
    return json.wrongType("a vector");
  }

  static void write(JsonGenerator json, float[] vector) throws IOException {
    json.writeStartArray();
    for (float component : vector) {
      json.writeNumber(component);
    }
    json.writeEndArray();
  }

  /** An array where the unnamed vector is all there is, else an object by name. */
  static void writeNamed(JsonGenerator json, Map<String, float[]> vectors) throws IOException {
    float[] unnamed = vectors.get(UNNAMED);
    if (unnamed != null && vectors.size() == 1) {
      write(json, unnamed);
      return;
    }
    json.writeStartObject();
    for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
      json.writeFieldName(vector.getKey());
      write(json, vector.getValue());
    }
    json.writeEndObject();
  }

  private static boolean isInference(String field) {
    return switch (field) {
      case "text", "image", "object", "model" -> true;
      default -> false;
    };
  }

  private static RuntimeException notBuiltInference() {
    return ErrorMapping.notBuilt("Inference (a vector given as `text`, `image` or `object`)");
  }
}
