package io.dunlin.bench.datasets;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Little-endian numbers from a file, unpacked on the way where its name ends in {@code .gz}. */
final class BinaryInput implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final InputStream in;

  private BinaryInput(Path path, InputStream in) {
    this.path = path;
    this.in = in;
  }

  static BinaryInput open(Path path) throws IOException {
    InputStream file = Files.newInputStream(path);
    InputStream plain =
        path.toString().endsWith(".gz") ? new GZIPInputStream(file, BUFFER_BYTES) : file;
    return new BinaryInput(path, new BufferedInputStream(plain, BUFFER_BYTES));
  }

  boolean atEnd() throws IOException {
    in.mark(1);
    boolean end = in.read() < 0;
    in.reset();
    return end;
  }

  byte[] readBytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(path + " ends in the middle of a record");
    }
    return bytes;
  }

  int readInt() throws IOException {
    return littleEndian(Integer.BYTES).getInt();
  }

  int readUnsignedShort() throws IOException {
    return Short.toUnsignedInt(littleEndian(Short.BYTES).getShort());
  }

  int[] readInts(int count) throws IOException {
    int[] values = new int[count];
    littleEndian(Math.multiplyExact(count, Integer.BYTES)).asIntBuffer().get(values);
    return values;
  }

  float[] readFloats(int count) throws IOException {
    float[] values = new float[count];
    littleEndian(Math.multiplyExact(count, Float.BYTES)).asFloatBuffer().get(values);
    return values;
  }

  /** Each unsigned byte as a float, unscaled. */
  float[] readBytesAsFloats(int count) throws IOException {
    byte[] bytes = readBytes(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return values;
  }

  private ByteBuffer littleEndian(int bytes) throws IOException {
    return ByteBuffer.wrap(readBytes(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
