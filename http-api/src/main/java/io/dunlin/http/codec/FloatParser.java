package io.dunlin.http.codec;

/**
 * Decimal text to the nearest float, as {@link Float#parseFloat} gives it, but some times faster
 * and without garbage.
 *
 * <p>The digits w and the power of ten are computed with as doubles: w rounds once and the
 * multiplication or division by an exact power (10^22 at most) once more, so the double is within
 * two units in its last place of the true value. Rounding that double to a float is then right,
 * unless a midpoint of two floats lies in that interval; those few numbers, and long or extreme
 * ones, take the slow way.
 */
final class FloatParser {
  private static final int MAX_DIGITS = 18;
  private static final int MAX_EXPONENT = 22;
  private static final int MAX_EXPONENT_CHARACTERS = 6;
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** The 29 bits by which a double's fraction is longer than a float's, and their midpoint. */
  private static final long EXTRA_BITS = (1L << 29) - 1;

  private static final long MIDPOINT = 1L << 28;
  private static final long MARGIN = 2;

  private FloatParser() {}

  /** Reads a JSON number, known to be well formed, from {@code text[from, from + length)}. */
  static float parse(char[] text, int from, int length) {
    int end = from + length;
    int at = from;
    boolean negative = text[at] == '-';
    if (negative) {
      at++;
    }
    long digits = 0;
    int count = 0;
    int exponent = 0;
    boolean fraction = false;
    for (; at < end; at++) {
      char c = text[at];
      if (c == '.') {
        fraction = true;
      } else if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
        count += digits == 0 ? 0 : 1;
        exponent -= fraction ? 1 : 0;
        if (count > MAX_DIGITS) {
          return slowly(text, from, length);
        }
      } else {
        break;
      }
    }
    if (at < end) {
      // A JSON number goes on with e or E only.
      if (end - at > MAX_EXPONENT_CHARACTERS) {
        return slowly(text, from, length);
      }
      exponent += exponent(text, at + 1, end);
    }
    if (digits == 0) {
      return negative ? -0f : 0f;
    }
    if (exponent < -MAX_EXPONENT || exponent > MAX_EXPONENT) {
      return slowly(text, from, length);
    }
    double value =
        exponent < 0 ? digits / POWERS_OF_TEN[-exponent] : digits * POWERS_OF_TEN[exponent];
    long extra = Double.doubleToRawLongBits(value) & EXTRA_BITS;
    if (Math.abs(extra - MIDPOINT) <= MARGIN || value < Float.MIN_NORMAL) {
      return slowly(text, from, length);
    }
    return negative ? (float) -value : (float) value;
  }

  private static int exponent(char[] text, int from, int end) {
    boolean signed = text[from] == '-' || text[from] == '+';
    int magnitude = 0;
    for (int at = signed ? from + 1 : from; at < end; at++) {
      magnitude = magnitude * 10 + (text[at] - '0');
    }
    return text[from] == '-' ? -magnitude : magnitude;
  }

  private static float slowly(char[] text, int from, int length) {
    return Float.parseFloat(new String(text, from, length));
  }
}
