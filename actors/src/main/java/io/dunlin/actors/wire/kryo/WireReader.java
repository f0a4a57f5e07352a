package io.dunlin.actors.wire.kryo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import io.dunlin.actors.wire.WireLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Reads what {@link WireWriter} wrote. Checks every length against the bytes that are left before
 * it makes room for anything, and throws a RuntimeException where something is wrong.
 */
final class WireReader {
  private static final float[] NO_FLOATS = {};

  private final WireKryo kryo;
  private final ActorNames names;
  private final LongSupplier nanoTime;
  private final Input in = new Input();
  private int filters;

  WireReader(WireKryo kryo, ActorNames names, LongSupplier nanoTime) {
    this.kryo = kryo;
    this.names = names;
    this.nanoTime = nanoTime;
  }

  void begin(byte[] bytes) {
    in.setBuffer(bytes);
    filters = 0;
  }

  /** Nothing may be left. */
  void end() {
    if (left() != 0) {
      throw new MalformedMessageException(left() + " bytes too many");
    }
  }

  private int left() {
    return in.limit() - in.position();
  }

  /** A value whose class stands before it and has to be of that kind. */
  <T> T kind(Class<T> kind) {
    Registration found = kryo.readClass(in);
    if (!kind.isAssignableFrom(found.getType())) {
      throw new MalformedMessageException(
          found.getType().getName() + " stands where a " + kind.getName() + " should");
    }
    @SuppressWarnings("unchecked") // Kryo pairs the class and its form without saying so
    Object value = kryo.readObject(in, found.getType(), found.getSerializer());
    return kind.cast(value);
  }

  boolean bool() {
    return switch (in.readByte()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new MalformedMessageException("neither true nor false");
    };
  }

  int code() {
    return in.readByte();
  }

  /** What to throw where a code is of none of a few. */
  static MalformedMessageException unknown(String what, int code) {
    return new MalformedMessageException(
        "unknown %s %d: written by a newer Dunlin?".formatted(what, code));
  }

  /** How many follow, of things that take a byte at least. */
  int count() {
    int count = in.readVarInt(true);
    if (count < 0 || count > left()) {
      throw new MalformedMessageException(
          "%d things in the %d bytes that are left".formatted(count, left()));
    }
    return count;
  }

  int varInt() {
    return in.readVarInt(true);
  }

  long varLong() {
    return in.readVarLong(true);
  }

  long fixedLong() {
    return in.readLong();
  }

  float float32() {
    return Float.intBitsToFloat(in.readInt());
  }

  double float64() {
    return Double.longBitsToDouble(in.readLong());
  }

  String string() {
    int length = count();
    if (length == 0) {
      return "";
    }
    int from = in.position();
    String text = new String(in.getBuffer(), from, length, UTF_8);
    // Malformed bytes come out as U+FFFD, which may also be what was written.
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        text = UTF_8.newDecoder().decode(ByteBuffer.wrap(in.getBuffer(), from, length)).toString();
      } catch (CharacterCodingException e) {
        throw new MalformedMessageException("text that is not UTF-8");
      }
    }
    in.setPosition(from + length);
    return text;
  }

  byte[] bytes() {
    int length = count();
    return in.readBytes(length);
  }

  float[] floats() {
    int length = in.readVarInt(true);
    if (length < 0 || length > left() / Float.BYTES) {
      throw new MalformedMessageException(
          "%d floats in the %d bytes that are left".formatted(length, left()));
    }
    if (length == 0) {
      return NO_FLOATS;
    }
    float[] values = new float[length];
    ByteBuffer.wrap(in.getBuffer(), in.position(), length * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    in.setPosition(in.position() + length * Float.BYTES);
    return values;
  }

  int[] ints() {
    int length = in.readVarInt(true);
    if (length < 0 || length > left() / Integer.BYTES) {
      throw new MalformedMessageException(
          "%d ints in the %d bytes that are left".formatted(length, left()));
    }
    int[] values = new int[length];
    ByteBuffer.wrap(in.getBuffer(), in.position(), length * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(values);
    in.setPosition(in.position() + length * Integer.BYTES);
    return values;
  }

  <T> ActorRef<T> actor() {
    return names.named(string());
  }

  /** Now, on the clock that deadlines go by. */
  long nanoTime() {
    return nanoTime.getAsLong();
  }

  void openFilter() {
    if (++filters > WireLimits.MAX_FILTER_DEPTH) {
      throw new MalformedMessageException(
          "filters nest deeper than " + WireLimits.MAX_FILTER_DEPTH + " levels");
    }
  }

  void closeFilter() {
    filters--;
  }
}
