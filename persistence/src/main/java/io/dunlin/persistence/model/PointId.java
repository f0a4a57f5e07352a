package io.dunlin.persistence.model;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a user calls a point: an unsigned 64-bit number or a UUID. Numbers come before UUIDs; both
 * compare as unsigned.
 *
 * @param uuid false for a number
 * @param high upper half of the UUID; 0 for a number
 * @param low lower half of the UUID, or the number
 */
public record PointId(boolean uuid, long high, long low) implements Comparable<PointId> {
  private static final Pattern HEX32 = Pattern.compile("[0-9a-f]{32}");

  public static PointId of(long unsigned) {
    return new PointId(false, 0, unsigned);
  }

  public static PointId of(UUID uuid) {
    return new PointId(true, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /** Reads a UUID in any of its textual forms: hyphenated, bare hex, braced, urn. */
  public static Optional<PointId> parseUuid(String text) {
    String hex = text.toLowerCase(Locale.ROOT);
    if (hex.startsWith("urn:uuid:")) {
      hex = hex.substring("urn:uuid:".length());
    } else if (hex.startsWith("{") && hex.endsWith("}")) {
      hex = hex.substring(1, hex.length() - 1);
    }
    if (hex.length() == 36
        && hex.charAt(8) == '-'
        && hex.charAt(13) == '-'
        && hex.charAt(18) == '-'
        && hex.charAt(23) == '-') {
      hex = hex.replace("-", "");
    }
    if (!HEX32.matcher(hex).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new PointId(
            true, Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16)));
  }

  @Override
  public int compareTo(PointId other) {
    if (uuid != other.uuid) {
      return uuid ? 1 : -1;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The number in decimal, or the UUID hyphenated in lower case. */
  @Override
  public String toString() {
    return uuid ? new UUID(high, low).toString() : Long.toUnsignedString(low);
  }
}
