package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Vectors: an array of numbers, an array of such arrays, indices and values, or a text that becomes
 * one; or several by name.
 */
final class VectorJson {
  /** What the unnamed vector is called inside. */
  static final String UNNAMED = "";

  private VectorJson() {}

  /**
   * A point's vectors: one for the unnamed one, or an object of vectors by name. An object whose
   * first field is a text is a document, as no vector is a text.
   */
  static Map<String, VectorValue> readNamed(JsonReader json) throws IOException {
    if (json.isArray()) {
      return Map.of(UNNAMED, read(json, Documents.Use.STORED));
    }
    json.beginObject("a vector or vectors by name");
    Map<String, VectorValue> vectors = new LinkedHashMap<>();
    DocumentFields document = new DocumentFields();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!(document.begun() || json.isString()) || !document.accept(name, json)) {
        vectors.put(name, read(json, Documents.Use.STORED));
      }
    }
    if (!document.begun()) {
      return vectors;
    }
    if (!vectors.isEmpty()) {
      throw json.malformed("a document and vectors by name are no point's vectors together");
    }
    return Map.of(UNNAMED, document.vector(json, Documents.Use.STORED));
  }

  /**
   * One vector of any kind.
   *
   * @param use of a text, if it is one
   */
  static VectorValue read(JsonReader json, Documents.Use use) throws IOException {
    if (json.isObject()) {
      return sparse(json, use);
    }
    json.beginArray("a vector");
    if (json.nextElement() && json.isArray()) {
      return multi(json);
    }
    return new VectorValue.Dense(json.floats());
  }

  private static VectorValue sparse(JsonReader json, Documents.Use use) throws IOException {
    SparseFields fields = new SparseFields();
    DocumentFields document = new DocumentFields();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!fields.accept(name, json) && !document.accept(name, json)) {
        json.skip();
      }
    }
    return document.begun() ? document.vector(json, use) : fields.vector(json);
  }

  /** With the cursor on the first of its vectors. */
  private static VectorValue multi(JsonReader json) throws IOException {
    float[] components = new float[0];
    int dimension = 0;
    int length = 0;
    do {
      json.beginArray("a vector of a multivector");
      boolean _ = json.nextElement();
      float[] vector = json.floats();
      if (vector.length == 0) {
        throw json.invalid("vectors of a multivector must not be empty");
      }
      if (dimension != 0 && dimension != vector.length) {
        throw json.invalid(
            "vectors of a multivector must have the same dimension: %d components after %d"
                .formatted(vector.length, dimension));
      }
      dimension = vector.length;
      if (length + dimension > components.length) {
        components = Arrays.copyOf(components, Math.max(length + dimension, 2 * length));
      }
      System.arraycopy(vector, 0, components, length, dimension);
      length += dimension;
    } while (json.nextElement());
    return new VectorValue.Multi(Arrays.copyOf(components, length), dimension);
  }

  static void write(JsonGenerator json, VectorValue vector) throws IOException {
    switch (vector) {
      case VectorValue.Dense(float[] components) ->
          writeNumbers(json, components, 0, components.length);
      case VectorValue.Sparse(int[] indices, float[] values) -> {
        json.writeStartObject();
        json.writeArrayFieldStart("indices");
        for (int index : indices) {
          json.writeNumber(Integer.toUnsignedLong(index));
        }
        json.writeEndArray();
        json.writeFieldName("values");
        writeNumbers(json, values, 0, values.length);
        json.writeEndObject();
      }
      case VectorValue.Multi(float[] components, int dimension) -> {
        json.writeStartArray();
        for (int from = 0; from < components.length; from += dimension) {
          writeNumbers(json, components, from, from + dimension);
        }
        json.writeEndArray();
      }
    }
  }

  private static void writeNumbers(JsonGenerator json, float[] numbers, int from, int to)
      throws IOException {
    json.writeStartArray();
    for (int i = from; i < to; i++) {
      json.writeNumber(numbers[i]);
    }
    json.writeEndArray();
  }

  /** The vector itself where the unnamed one is all there is, else an object by name. */
  static void writeNamed(JsonGenerator json, Map<String, VectorValue> vectors) throws IOException {
    VectorValue unnamed = vectors.get(UNNAMED);
    if (unnamed != null && vectors.size() == 1) {
      write(json, unnamed);
      return;
    }
    json.writeStartObject();
    for (Map.Entry<String, VectorValue> vector : vectors.entrySet()) {
      json.writeFieldName(vector.getKey());
      write(json, vector.getValue());
    }
    json.writeEndObject();
  }
}
