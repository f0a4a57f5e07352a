package io.dunlin.persistence.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes one payload in the layout of {@link PayloadCodec}. Used once. */
final class PayloadWriter {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[256];
  private int size;

  byte[] write(Payload payload) {
    put(PayloadCodec.VERSION);
    entries(payload.fields(), 1);
    return Arrays.copyOf(bytes, size);
  }

  private void value(Object value, int depth) {
    switch (value) {
      case JsonNull _ -> put(PayloadCodec.NULL);
      case Boolean flag -> put(flag ? PayloadCodec.TRUE : PayloadCodec.FALSE);
      case Long number -> {
        put(PayloadCodec.LONG);
        varint(number << 1 ^ number >> 63);
      }
      case BigInteger number -> {
        put(PayloadCodec.INTEGER);
        sized(number.toByteArray());
      }
      case Double number -> {
        put(PayloadCodec.DOUBLE);
        reserve(Double.BYTES);
        LONGS.set(bytes, size, Double.doubleToRawLongBits(number));
        size += Double.BYTES;
      }
      case String text -> {
        put(PayloadCodec.STRING);
        sized(text.getBytes(UTF_8));
      }
      case List<?> elements -> {
        put(PayloadCodec.ARRAY);
        checkDepth(depth + 1);
        int start = open();
        for (Object element : elements) {
          value(element, depth + 1);
        }
        close(start);
      }
      case Map<?, ?> fields -> {
        put(PayloadCodec.OBJECT);
        int start = open();
        entries(fields, depth + 1);
        close(start);
      }
      default ->
          throw new IllegalArgumentException("not a payload value: " + value.getClass().getName());
    }
  }

  private void entries(Map<?, ?> fields, int depth) {
    checkDepth(depth);
    fields.forEach((key, value) -> {
      sized(((String) key).getBytes(UTF_8));
      value(value, depth);
    });
  }

  private static void checkDepth(int depth) {
    if (depth > PayloadCodec.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "payload nests deeper than " + PayloadCodec.MAX_DEPTH + " levels");
    }
  }

  /** Leaves one byte for the length of what follows; most bodies are shorter than 128 bytes. */
  private int open() {
    reserve(1);
    size++;
    return size;
  }

  /** Fills in the length of the body that began at {@code start}, moving it if that takes more. */
  private void close(int start) {
    int length = size - start;
    int extra = varintSize(length) - 1;
    reserve(extra);
    System.arraycopy(bytes, start, bytes, start + extra, length);
    size = start - 1;
    varint(length);
    size += length;
  }

  private static int varintSize(int value) {
    return (31 - Integer.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  private void sized(byte[] body) {
    varint(body.length);
    reserve(body.length);
    System.arraycopy(body, 0, bytes, size, body.length);
    size += body.length;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
  }

  private void put(byte value) {
    reserve(1);
    bytes[size++] = value;
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, bytes.length * 2L)));
    }
  }
}
