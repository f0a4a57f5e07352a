package io.dunlin.persistence.fieldindex;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.persistence.filter.Datetimes;
import io.dunlin.persistence.filter.Geo;
import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.FieldType;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How the values of a payload are keys of an index. What is no key is left to the payload. */
final class FieldValues {
  /** Longer texts are no keys. */
  static final int MAX_KEY_BYTES = 8 << 10;

  private FieldValues() {}

  /**
   * The key of a value in a {@link KeyIndex}, whose unsigned order is that of the values; null
   * where the value is none of the type.
   */
  static byte @Nullable [] key(FieldType type, Object value) {
    return switch (type) {
      case KEYWORD, UUID -> value instanceof String text ? key(text) : null;
      case INTEGER ->
          value instanceof Long number
              ? ByteBuffer.allocate(Long.BYTES).putLong(number ^ Long.MIN_VALUE).array()
              : null;
      case BOOL -> value instanceof Boolean truth ? new byte[] {(byte) (truth ? 1 : 0)} : null;
      case FLOAT, DATETIME, GEO, TEXT -> null;
    };
  }

  private static byte @Nullable [] key(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return bytes.length <= MAX_KEY_BYTES ? bytes : null;
  }

  /** The value that a key stands for. */
  static Object value(FieldType type, byte[] key) {
    return switch (type) {
      case KEYWORD, UUID -> new String(key, UTF_8);
      case INTEGER -> ByteBuffer.wrap(key).getLong() ^ Long.MIN_VALUE;
      case BOOL -> key[0] != 0;
      case FLOAT, DATETIME, GEO, TEXT -> throw new IllegalArgumentException(type + " has no keys");
    };
  }

  /** The number of a value in a {@link ColumnIndex}, in whose order the values are. */
  static OptionalLong number(FieldType type, Object value) {
    return switch (type) {
      case INTEGER -> value instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
      case FLOAT -> sortable(value);
      case DATETIME -> value instanceof String text ? Datetimes.parse(text) : OptionalLong.empty();
      case KEYWORD, UUID, BOOL, GEO, TEXT -> OptionalLong.empty();
    };
  }

  /** An integer that no double is equal to is left to the payload. */
  private static OptionalLong sortable(Object value) {
    return switch (value) {
      case Double number -> OptionalLong.of(sortable((double) number));
      case Long number when isExact(number) -> OptionalLong.of(sortable((double) number));
      default -> OptionalLong.empty();
    };
  }

  private static boolean isExact(long number) {
    double rounded = number;
    return rounded != 0x1p63 && (long) rounded == number;
  }

  /** Doubles in the order of these are in their own; zero has one sign. */
  static long sortable(double number) {
    long bits = Double.doubleToLongBits(number + 0.0);
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  static double fromSortable(long sortable) {
    return Double.longBitsToDouble(sortable ^ (sortable >> 63 & Long.MAX_VALUE));
  }

  /** Null where the value is no point on the globe. */
  static @Nullable GeoPoint point(Object value) {
    GeoPoint point = Geo.point(value);
    return point != null && Math.abs(point.lon()) <= 180 && Math.abs(point.lat()) <= 90
        ? point
        : null;
  }
}
