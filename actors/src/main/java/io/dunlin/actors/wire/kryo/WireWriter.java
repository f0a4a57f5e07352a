package io.dunlin.actors.wire.kryo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.esotericsoftware.kryo.io.Output;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.WireLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/** Writes what messages are made of. {@link WireReader} is the other end. */
final class WireWriter {
  private static final int CHUNK = 4 << 10;

  private final WireKryo kryo;
  private final ActorNames names;
  private final LongSupplier nanoTime;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
  private Output out;
  private int filters;

  WireWriter(WireKryo kryo, ActorNames names, LongSupplier nanoTime, Output out) {
    this.kryo = kryo;
    this.names = names;
    this.nanoTime = nanoTime;
    this.out = out;
  }

  void begin(Output output) {
    out = output;
    filters = 0;
  }

  /** The number of the value's class and its form. */
  void kind(Object value) {
    if (!kryo.knows(value.getClass())) {
      throw new IllegalArgumentException(
          value.getClass().getName() + " is not sent between nodes: it has no number in WireType");
    }
    kryo.writeClassAndObject(out, value);
  }

  void bool(boolean value) {
    out.writeByte(value ? 1 : 0);
  }

  /** Which of a few, 0 to 127. */
  void code(int code) {
    out.writeByte(code);
  }

  /** How many follow. */
  void count(int count) {
    out.writeVarInt(count, true);
  }

  /** Short where it is small and not negative. */
  void varInt(int value) {
    out.writeVarInt(value, true);
  }

  /** Short where it is small and not negative. */
  void varLong(long value) {
    out.writeVarLong(value, true);
  }

  void fixedLong(long value) {
    out.writeLong(value);
  }

  void float32(float value) {
    out.writeInt(Float.floatToRawIntBits(value));
  }

  void float64(double value) {
    out.writeLong(Double.doubleToRawLongBits(value));
  }

  /** As UTF-8, which has no unpaired surrogates: one is written as a question mark. */
  void string(String value) {
    bytes(value.getBytes(UTF_8));
  }

  void bytes(byte[] value) {
    count(value.length);
    out.writeBytes(value);
  }

  /** Their bits, little-endian. */
  void floats(float[] values) {
    count(values.length);
    int perChunk = CHUNK / Float.BYTES;
    for (int from = 0; from < values.length; from += perChunk) {
      int length = Math.min(perChunk, values.length - from);
      chunk.asFloatBuffer().put(values, from, length);
      out.writeBytes(chunk.array(), 0, length * Float.BYTES);
    }
  }

  /** Four bytes each, little-endian. */
  void ints(int[] values) {
    count(values.length);
    int perChunk = CHUNK / Integer.BYTES;
    for (int from = 0; from < values.length; from += perChunk) {
      int length = Math.min(perChunk, values.length - from);
      chunk.asIntBuffer().put(values, from, length);
      out.writeBytes(chunk.array(), 0, length * Integer.BYTES);
    }
  }

  void actor(ActorRef<?> actor) {
    string(names.nameOf(actor));
  }

  /** Now, on the clock that deadlines go by. */
  long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Begins a filter, which may hold others. */
  void openFilter() {
    if (++filters > WireLimits.MAX_FILTER_DEPTH) {
      throw new MessageTooLargeException(
          "filters nest deeper than the %d levels that are allowed"
              .formatted(WireLimits.MAX_FILTER_DEPTH));
    }
  }

  void closeFilter() {
    filters--;
  }
}
