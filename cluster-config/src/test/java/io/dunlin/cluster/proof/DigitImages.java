package io.dunlin.cluster.proof;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * MNIST as the ann-benchmarks task {@code mnist-784-euclidean}: 60,000 images of handwritten digits
 * to be searched, 10,000 to search with, and the true neighbours of these.
 *
 * @param images 784 bytes each
 * @param queries likewise
 * @param neighbours ordinals of the 100 nearest images of each query, nearest first
 */
record DigitImages(List<byte[]> images, List<byte[]> queries, List<int[]> neighbours) {
  static final int DIMENSION = 784;

  /**
   * Reads them from {@code mnist784} in the folder that {@code DUNLIN_DATA} names, or in {@code
   * shared/data} beside this repository; gives the test up where neither is there.
   */
  static DigitImages read() throws IOException {
    Path folder = folder();
    return new DigitImages(
        vectors(folder.resolve("base.u8bin.gz")),
        vectors(folder.resolve("query.u8bin.gz")),
        lists(folder.resolve("gt_l2_top100.ivecs.gz")));
  }

  private static Path folder() {
    String named = System.getenv("DUNLIN_DATA");
    if (named != null) {
      return Path.of(named, "mnist784");
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path folder = up.resolve("shared/data/mnist784");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return abort(
        "recall on real data was not tested: no shared/data/mnist784 beside the repository, and"
            + " DUNLIN_DATA names no folder that has it");
  }

  static float[] floats(byte[] pixels) {
    float[] vector = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      vector[i] = Byte.toUnsignedInt(pixels[i]);
    }
    return vector;
  }

  /** int32 rows, int32 columns, then the rows. */
  private static List<byte[]> vectors(Path path) throws IOException {
    try (InputStream in = open(path)) {
      int[] header = ints(in, 2);
      byte[][] rows = new byte[header[0]][];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = bytes(in, header[1]);
      }
      return List.of(rows);
    }
  }

  /** For each row int32 length, then so many int32. */
  private static List<int[]> lists(Path path) throws IOException {
    byte[] all;
    try (InputStream in = open(path)) {
      all = in.readAllBytes();
    }
    ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int length = buffer.getInt(0);
    int rows = all.length / (Integer.BYTES * (length + 1));
    return IntStream.range(0, rows)
        .mapToObj(row -> {
          int[] list = new int[length];
          buffer.position(row * Integer.BYTES * (length + 1) + Integer.BYTES);
          buffer.asIntBuffer().get(list);
          return list;
        })
        .toList();
  }

  private static InputStream open(Path path) throws IOException {
    return new BufferedInputStream(new GZIPInputStream(Files.newInputStream(path)), 1 << 16);
  }

  private static int[] ints(InputStream in, int count) throws IOException {
    int[] values = new int[count];
    ByteBuffer.wrap(bytes(in, count * Integer.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(values);
    return values;
  }

  private static byte[] bytes(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("cut short");
    }
    return bytes;
  }
}
