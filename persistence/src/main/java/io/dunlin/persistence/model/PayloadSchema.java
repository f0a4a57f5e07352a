package io.dunlin.persistence.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the payloads of a collection's points have to be when they are written. It says nothing of
 * what was written before.
 *
 * @param fields by path, as it was written
 */
public record PayloadSchema(SortedMap<String, Field> fields, Extra extra) {
  /** Anything may be written. */
  public static final PayloadSchema NONE =
      new PayloadSchema(Collections.emptySortedMap(), Extra.ALLOW);

  /** So many fields may be declared. */
  public static final int MOST_FIELDS = 1000;

  /** What becomes of fields that are not declared. */
  public enum Extra {
    ALLOW,
    REFUSE
  }

  /** What the values at a path are, one by one where there is an array of them. */
  public enum Type {
    KEYWORD,
    /** Integers of 64 bits. */
    INTEGER,
    /** All numbers. */
    FLOAT,
    BOOL,
    /** Objects with the numbers lon and lat, in degrees. */
    GEO,
    /** Strings that are an RFC 3339 date or time. */
    DATETIME,
    /** Strings that are a UUID. */
    UUID,
    TEXT,
    /** Objects with any fields. */
    OBJECT;

    /** Whether the values are strings of any kind. */
    public boolean isString() {
      return this == KEYWORD || this == TEXT;
    }

    /** Whether each value of the other type is one of this. */
    public boolean includes(Type other) {
      return switch (this) {
        case KEYWORD, TEXT -> other.isString() || other == UUID || other == DATETIME;
        case FLOAT -> other == FLOAT || other == INTEGER;
        case OBJECT -> other == OBJECT || other == GEO;
        case INTEGER, BOOL, GEO, DATETIME, UUID -> other == this;
      };
    }
  }

  /**
   * @param required whether a point must have a value there, other than null
   * @param maxLength of strings, in characters
   */
  public record Field(
      Type type, boolean required, Optional<Integer> maxLength, Optional<String> description) {
    /** Why payloads that this field takes might not be taken by the other; none: they all are. */
    public Optional<Violation> tightenedBy(Field other) {
      if (!other.type.includes(type)) {
        return Violation.of("type", "values of the present type may be none of the new one");
      }
      if (other.required && !required) {
        return Violation.of("required", "points that are there may lack it");
      }
      int longest = maxLength.orElse(Integer.MAX_VALUE);
      return other.maxLength.filter(most -> most < longest).isPresent()
          ? Violation.of("max_length", "strings that are there may be longer")
          : Optional.empty();
    }

    private Optional<Violation> violation() {
      if (maxLength.isPresent() && !type.isString()) {
        return Violation.of("max_length", "can only be of types keyword and text");
      }
      return maxLength.filter(most -> most < 1).isPresent()
          ? Violation.of("max_length", "value must be 1 or larger")
          : Optional.empty();
    }
  }

  /** What keeps a collection from having it, if anything does. */
  public Optional<Violation> violation() {
    if (fields.size() > MOST_FIELDS) {
      return Violation.of(
          "schema.fields",
          "has %d fields, and can have no more than %d".formatted(fields.size(), MOST_FIELDS));
    }
    for (Map.Entry<String, Field> field : fields.entrySet()) {
      Optional<Violation> found = field.getValue().violation();
      if (found.isPresent()) {
        return found.map(v -> v.below(field.getKey()).below("schema.fields"));
      }
    }
    return Optional.empty();
  }

  /** The same with some fields other, and those without a value not declared any more. */
  public PayloadSchema with(Map<String, Optional<Field>> changed, Optional<Extra> other) {
    SortedMap<String, Field> merged = new TreeMap<>(fields);
    changed.forEach((path, field) ->
        field.ifPresentOrElse(declared -> merged.put(path, declared), () -> merged.remove(path)));
    return new PayloadSchema(Collections.unmodifiableSortedMap(merged), other.orElse(extra));
  }
}
