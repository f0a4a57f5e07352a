package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** How the components of stored vectors lie in memory, little endian. */
public enum ComponentType {
  FLOAT32,
  /** IEEE 754 binary16; finite. */
  FLOAT16,
  /** A whole number from 0 to 255. */
  UINT8,
  /**
   * Zero or one: component i is bit i % 64 of word i / 64. A row has whole words, with zeros behind
   * its components.
   */
  BIT;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Bytes of a row. */
  public long rowBytes(int dimension) {
    return switch (this) {
      case FLOAT32 -> (long) dimension * Float.BYTES;
      case FLOAT16 -> (long) dimension * Short.BYTES;
      case UINT8 -> dimension;
      case BIT -> (dimension + Long.SIZE - 1L) / Long.SIZE * Long.BYTES;
    };
  }

  /** Component i of the row at a byte offset. */
  public float component(MemorySegment data, long offset, int i) {
    return switch (this) {
      case FLOAT32 -> data.get(FLOAT, offset + (long) i * Float.BYTES);
      case FLOAT16 -> Float.float16ToFloat(data.get(HALF, offset + (long) i * Short.BYTES));
      case UINT8 -> Byte.toUnsignedInt(data.get(BYTE, offset + i));
      case BIT -> data.get(BYTE, offset + i / Byte.SIZE) >>> i % Byte.SIZE & 1;
    };
  }

  /** Copies the first {@code dimension} components of the row at a byte offset. */
  public void read(MemorySegment data, long offset, float[] target, int dimension) {
    switch (this) {
      case FLOAT32 -> MemorySegment.copy(data, FLOAT, offset, target, 0, dimension);
      case FLOAT16 -> {
        for (int i = 0; i < dimension; i++) {
          target[i] = Float.float16ToFloat(data.get(HALF, offset + (long) i * Short.BYTES));
        }
      }
      case UINT8 -> {
        for (int i = 0; i < dimension; i++) {
          target[i] = Byte.toUnsignedInt(data.get(BYTE, offset + i));
        }
      }
      case BIT -> {
        for (int first = 0; first < dimension; first += Long.SIZE) {
          long word = data.get(WORD, offset + first / Byte.SIZE);
          int count = Math.min(Long.SIZE, dimension - first);
          for (int i = 0; i < count; i++) {
            target[first + i] = word >>> i & 1;
          }
        }
      }
    }
  }

  /** Writes a row at a byte offset; components that the type cannot hold are rounded. */
  public void write(float[] vector, MemorySegment data, long offset) {
    switch (this) {
      case FLOAT32 -> MemorySegment.copy(vector, 0, data, FLOAT, offset, vector.length);
      case FLOAT16 -> {
        for (int i = 0; i < vector.length; i++) {
          data.set(HALF, offset + (long) i * Short.BYTES, Float.floatToFloat16(vector[i]));
        }
      }
      case UINT8 -> {
        for (int i = 0; i < vector.length; i++) {
          data.set(BYTE, offset + i, (byte) Math.round(vector[i]));
        }
      }
      case BIT -> {
        for (int first = 0; first < vector.length; first += Long.SIZE) {
          long word = 0;
          int count = Math.min(Long.SIZE, vector.length - first);
          for (int i = 0; i < count; i++) {
            word |= (vector[first + i] != 0 ? 1L : 0L) << i;
          }
          data.set(WORD, offset + first / Byte.SIZE, word);
        }
      }
    }
  }
}
