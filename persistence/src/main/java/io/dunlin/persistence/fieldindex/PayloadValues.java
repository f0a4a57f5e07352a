package io.dunlin.persistence.fieldindex;

import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.payload.EncodedPath;
import io.dunlin.persistence.payload.PayloadReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The values at a path that an index of the type would have, taken from a payload: for rows that no
 * index covers.
 */
public final class PayloadValues {
  private final FieldType type;
  private final EncodedPath path;

  public PayloadValues(FieldType type, JsonPath path) {
    this.type = type;
    this.path = EncodedPath.of(path);
  }

  /** The distinct values, as {@link KeyIndex#value} gives them. */
  public Set<Object> keys(byte[] payload) {
    Set<Object> keys = new LinkedHashSet<>();
    for (Object value : values(payload)) {
      if (FieldValues.key(type, value) != null) {
        keys.add(value);
      }
    }
    return keys;
  }

  /** The numbers that stand for the values, as {@link ColumnIndex#number} gives them. */
  public List<Long> numbers(byte[] payload) {
    List<Long> numbers = new ArrayList<>();
    for (Object value : values(payload)) {
      OptionalLong number = FieldValues.number(type, value);
      if (number.isPresent()) {
        numbers.add(number.getAsLong());
      }
    }
    return numbers;
  }

  /** Elements of an array in its place. */
  private List<Object> values(byte[] payload) {
    if (payload.length == 0) {
      return List.of();
    }
    List<Object> values = new ArrayList<>();
    for (Object value : new PayloadReader(payload).valuesAt(path)) {
      if (value instanceof List<?> elements) {
        values.addAll(elements);
      } else {
        values.add(value);
      }
    }
    return values;
  }
}
