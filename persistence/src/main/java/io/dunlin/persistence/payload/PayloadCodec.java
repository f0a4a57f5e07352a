package io.dunlin.persistence.payload;

import io.dunlin.persistence.model.Payload;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A payload's bytes, in events, segments and manifests alike.
 *
 * <pre>
 * payload = version (1 byte, 1), entry*              entries until the end of the bytes
 * entry   = key length (varint), key (UTF-8), value  in the order in which the user wrote them
 * value   = tag (1 byte), body
 *
 * tag  kind     body
 *  0   null     -
 *  1   false    -
 *  2   true     -
 *  3   long     varint of the zigzag form, 1 to 10 bytes
 *  4   integer  length (varint), two's complement, big-endian: an integer beyond a long
 *  5   double   8 bytes, IEEE 754, little-endian
 *  6   string   length (varint), UTF-8
 *  7   array    length of its values together (varint), value*
 *  8   object   length of its entries together (varint), entry*
 * </pre>
 *
 * Lengths count bytes and are LEB128 varints below 2^31. Since arrays and objects carry theirs, a
 * value is stepped over without looking inside; {@link PayloadReader} uses that to read one path.
 * Arrays and objects nest at most {@value #MAX_DEPTH} deep, the payload itself included: the depth
 * at which common JSON parsers stop, and far from the end of a thread's stack.
 *
 * <p>UTF-8 has no unpaired surrogates: one in a string is stored as a question mark.
 */
public final class PayloadCodec {
  /** How deep arrays and objects may stand in one another; the payload is the first. */
  public static final int MAX_DEPTH = 128;

  static final byte VERSION = 1;

  static final byte NULL = 0;
  static final byte FALSE = 1;
  static final byte TRUE = 2;
  static final byte LONG = 3;
  static final byte INTEGER = 4;
  static final byte DOUBLE = 5;
  static final byte STRING = 6;
  static final byte ARRAY = 7;
  static final byte OBJECT = 8;

  private PayloadCodec() {}

  /**
   * @throws IllegalArgumentException when the payload nests deeper than {@link #MAX_DEPTH}, or
   *     holds something that is no JSON value
   */
  public static byte[] encode(Payload payload) {
    return new PayloadWriter().write(payload);
  }

  /**
   * @throws MalformedPayloadException when the bytes are not what {@link #encode} writes
   */
  public static Payload decode(byte[] bytes) {
    return new PayloadReader(bytes).payload();
  }

  /**
   * Whether the payload nests no deeper than {@link #MAX_DEPTH} when it stands {@code below} levels
   * down in another. Looks no deeper than that itself.
   */
  public static boolean fits(Payload payload, int below) {
    return fits(payload.fields().values(), below + 1);
  }

  private static boolean fits(Collection<?> values, int depth) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    for (Object value : values) {
      boolean fits =
          switch (value) {
            case List<?> elements -> fits(elements, depth + 1);
            case Map<?, ?> fields -> fits(fields.values(), depth + 1);
            default -> true;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
