package io.dunlin.persistence.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A cursor over one payload's bytes, in the layout of {@link PayloadCodec}. Reads all of it, or
 * only the values at a path, stepping over the rest. Every method begins at the start of the
 * payload and throws {@link MalformedPayloadException} where the bytes that it looks at are not
 * well formed.
 *
 * <p>Belongs to one thread. The bytes must not change meanwhile.
 */
public final class PayloadReader {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int from;
  private final int to;
  private int position;

  public PayloadReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads a payload that fills {@code bytes} between {@code from} and {@code to}, exclusive. */
  public PayloadReader(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** All of it. */
  public Payload payload() {
    start();
    return position == to ? Payload.EMPTY : new Payload(entries(to, 1));
  }

  /**
   * Whether {@code test} holds for any value at the path, decoded as {@link Payload} says. The
   * values come in the order of the bytes and no more are decoded once one has passed.
   */
  public boolean anyAt(EncodedPath path, Predicate<Object> test) {
    start();
    return anyInObject(path.steps(), 0, to, test);
  }

  /** The values at the path, in the order of the bytes; empty when there are none. */
  public List<Object> valuesAt(EncodedPath path) {
    List<Object> values = new ArrayList<>();
    boolean _ =
        anyAt(
            path,
            value -> {
              values.add(value);
              return false;
            });
    return values;
  }

  private void start() {
    position = from;
    byte version = next(to);
    if (version != PayloadCodec.VERSION) {
      throw new MalformedPayloadException("unknown version " + version, from);
    }
  }

  /** The cursor stands before the value that {@code steps} from {@code step} on begin at. */
  private boolean any(List<EncodedPath.Step> steps, int step, int end, Predicate<Object> test) {
    if (step == steps.size()) {
      return test.test(value(end, step));
    }
    return switch (bytes[require(end)]) {
      case PayloadCodec.OBJECT -> {
        position++;
        int length = length(end);
        yield anyInObject(steps, step, position + length, test);
      }
      case PayloadCodec.ARRAY -> {
        position++;
        int length = length(end);
        yield anyInArray(steps, step, position + length, test);
      }
      default -> false;
    };
  }

  private boolean anyInObject(
      List<EncodedPath.Step> steps, int step, int end, Predicate<Object> test) {
    if (!(steps.get(step) instanceof EncodedPath.Key(byte[] name))) {
      return false;
    }
    while (position < end) {
      int length = length(end);
      int key = position;
      position += length;
      if (length == name.length && Arrays.equals(bytes, key, key + length, name, 0, name.length)) {
        return any(steps, step + 1, end, test);
      }
      skip(end);
    }
    return false;
  }

  private boolean anyInArray(
      List<EncodedPath.Step> steps, int step, int end, Predicate<Object> test) {
    return switch (steps.get(step)) {
      case EncodedPath.Key _ -> false;
      case EncodedPath.Index(int index) -> {
        for (int i = 0; i < index && position < end; i++) {
          skip(end);
        }
        yield position < end && any(steps, step + 1, end, test);
      }
      case EncodedPath.Each _ -> {
        while (position < end) {
          int element = position;
          if (any(steps, step + 1, end, test)) {
            yield true;
          }
          position = element;
          skip(end);
        }
        yield false;
      }
    };
  }

  /**
   * Decodes the value at the cursor and moves past it.
   *
   * @param depth how many arrays and objects it stands in
   */
  private Object value(int end, int depth) {
    int start = position;
    byte tag = next(end);
    return switch (tag) {
      case PayloadCodec.NULL -> JsonNull.NULL;
      case PayloadCodec.FALSE -> false;
      case PayloadCodec.TRUE -> true;
      case PayloadCodec.LONG -> {
        long zigzag = varint(end);
        yield zigzag >>> 1 ^ -(zigzag & 1);
      }
      case PayloadCodec.INTEGER -> {
        int length = length(end);
        if (length == 0) {
          throw new MalformedPayloadException("integer without digits", start);
        }
        position += length;
        yield new BigInteger(bytes, position - length, length);
      }
      case PayloadCodec.DOUBLE -> {
        advance(Double.BYTES, end);
        yield Double.longBitsToDouble((long) LONGS.get(bytes, position - Double.BYTES));
      }
      case PayloadCodec.STRING -> string(end);
      case PayloadCodec.ARRAY -> {
        int length = length(end);
        yield elements(position + length, depth + 1);
      }
      case PayloadCodec.OBJECT -> {
        int length = length(end);
        yield entries(position + length, depth + 1);
      }
      default -> throw new MalformedPayloadException("unknown tag " + tag, start);
    };
  }

  private List<Object> elements(int end, int depth) {
    checkDepth(depth);
    List<Object> elements = new ArrayList<>();
    while (position < end) {
      elements.add(value(end, depth));
    }
    return Collections.unmodifiableList(elements);
  }

  private Map<String, Object> entries(int end, int depth) {
    checkDepth(depth);
    Map<String, Object> fields = new LinkedHashMap<>();
    while (position < end) {
      int start = position;
      String key = string(end);
      if (fields.put(key, value(end, depth)) != null) {
        throw new MalformedPayloadException("key '" + key + "' stands twice", start);
      }
    }
    return Collections.unmodifiableMap(fields);
  }

  private void checkDepth(int depth) {
    if (depth > PayloadCodec.MAX_DEPTH) {
      throw new MalformedPayloadException(
          "nests deeper than " + PayloadCodec.MAX_DEPTH + " levels", position);
    }
  }

  /** Moves past the value at the cursor, looking no further than its length. */
  private void skip(int end) {
    int start = position;
    byte tag = next(end);
    switch (tag) {
      case PayloadCodec.NULL, PayloadCodec.FALSE, PayloadCodec.TRUE -> {}
      case PayloadCodec.LONG -> {
        long _ = varint(end);
      }
      case PayloadCodec.DOUBLE -> advance(Double.BYTES, end);
      case PayloadCodec.INTEGER, PayloadCodec.STRING, PayloadCodec.ARRAY, PayloadCodec.OBJECT -> {
        int length = length(end);
        position += length;
      }
      default -> throw new MalformedPayloadException("unknown tag " + tag, start);
    }
  }

  private String string(int end) {
    int length = length(end);
    int start = position;
    position += length;
    String text = new String(bytes, start, length, UTF_8);
    // Malformed bytes come out as U+FFFD, which may also be what the user wrote.
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length)).toString();
      } catch (CharacterCodingException e) {
        throw new MalformedPayloadException("text is not UTF-8", start);
      }
    }
    return text;
  }

  /** A length, checked to end before {@code end}. */
  private int length(int end) {
    int start = position;
    long length = varint(end);
    if (length < 0 || length > end - position) {
      throw new MalformedPayloadException("length runs past the end", start);
    }
    return (int) length;
  }

  private long varint(int end) {
    int start = position;
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte group = next(end);
      value |= (long) (group & 0x7F) << shift;
      if (group >= 0) {
        return value;
      }
    }
    throw new MalformedPayloadException("varint longer than 10 bytes", start);
  }

  private byte next(int end) {
    byte next = bytes[require(end)];
    position++;
    return next;
  }

  private int require(int end) {
    if (position >= end) {
      throw new MalformedPayloadException("ends too early", position);
    }
    return position;
  }

  private void advance(int count, int end) {
    if (count > end - position) {
      throw new MalformedPayloadException("ends too early", position);
    }
    position += count;
  }
}
