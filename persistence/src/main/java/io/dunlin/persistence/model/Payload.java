package io.dunlin.persistence.model;

import java.util.Map;

/**
 * A point's JSON object, decoded. Values are {@code String}, {@code Boolean}, {@code Long}, {@code
 * java.math.BigInteger} (integers beyond a long), {@code Double}, {@link JsonNull}, {@code
 * List<Object>} and {@code Map<String, Object>} in the order in which the user wrote them. Never
 * changed once made.
 */
public record Payload(Map<String, Object> fields) {
  public static final Payload EMPTY = new Payload(Map.of());

  /** JSON's null, so that no Java null stands in a payload. */
  public enum JsonNull {
    NULL;

    @Override
    public String toString() {
      return "null";
    }
  }

  public boolean isEmpty() {
    return fields.isEmpty();
  }
}
