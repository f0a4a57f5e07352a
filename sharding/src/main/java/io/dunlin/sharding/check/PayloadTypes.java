package io.dunlin.sharding.check;

import io.dunlin.persistence.filter.Datetimes;
import io.dunlin.persistence.filter.Geo;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PayloadSchema.Field;
import io.dunlin.persistence.model.PointId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether a value is what a field is declared to have, in the words of those who wrote it. */
final class PayloadTypes {
  private static final int MOST_QUOTED = 60;

  private PayloadTypes() {}

  /** What is wrong with one value, if anything; null is no value, which is always right. */
  static Optional<String> problem(Object value, Field field) {
    return value == JsonNull.NULL || isOf(value, field)
        ? Optional.empty()
        : Optional.of("found %s, expected %s".formatted(found(value), expected(field)));
  }

  private static boolean isOf(Object value, Field field) {
    return switch (field.type()) {
      case KEYWORD, TEXT ->
          value instanceof String text
              && field
                  .maxLength()
                  .filter(most -> text.codePointCount(0, text.length()) > most)
                  .isEmpty();
      case INTEGER -> value instanceof Long;
      case FLOAT -> value instanceof Number;
      case BOOL -> value instanceof Boolean;
      case GEO -> Geo.point(value) != null;
      case DATETIME -> value instanceof String text && Datetimes.parse(text).isPresent();
      case UUID -> value instanceof String text && PointId.parseUuid(text).isPresent();
      case OBJECT -> value instanceof Map<?, ?>;
    };
  }

  /** Such as {@code a required keyword of at most 64 characters}. */
  static String expected(Field field) {
    String type = field.type().name().toLowerCase(Locale.ROOT);
    String article =
        field.required() ? "a required " : "aeio".indexOf(type.charAt(0)) < 0 ? "a " : "an ";
    return article
        + type
        + field.maxLength().map(" of at most %d characters"::formatted).orElse("");
  }

  private static String found(Object value) {
    return switch (value) {
      case String text -> "the string \"" + shortened(text) + "\"";
      case Boolean bool -> "the bool " + bool;
      case Double number -> "the float " + number;
      case Number number -> "the integer " + number;
      case List<?> _ -> "an array in an array";
      default -> "an object";
    };
  }

  private static String shortened(String text) {
    int end =
        text.offsetByCodePoints(0, Math.min(MOST_QUOTED, text.codePointCount(0, text.length())));
    return end == text.length() ? text : text.substring(0, end) + "…";
  }
}
