package io.dunlin.http.codec;

import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A sparse vector while its fields are read, in any order. */
final class SparseFields {
  private int @Nullable [] indices;
  private float @Nullable [] values;

  /** Takes the field if it is one of a sparse vector. */
  boolean accept(String name, JsonReader json) throws IOException {
    switch (name) {
      case "indices" -> {
        json.beginArray("a list of indices");
        indices = json.unsignedInts();
      }
      case "values" -> {
        json.beginArray("a list of values");
        boolean _ = json.nextElement();
        values = json.floats();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The vector, with the cursor on its object's end. */
  VectorValue vector(JsonReader json) {
    if (indices == null || values == null) {
      throw json.missing(indices == null ? "indices" : "values");
    }
    VectorValue.Sparse.violation(indices, values)
        .map(violation -> violation.below(json.path()))
        .ifPresent(violation -> {
          throw RequestException.invalidBody(violation.field(), violation.reason());
        });
    return VectorValue.Sparse.of(indices, values);
  }
}
