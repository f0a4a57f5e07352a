package io.dunlin.bench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFilesTest {
  @TempDir private Path folder;

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Path write(String name, ByteBuffer content) throws IOException {
    Path path = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(path);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
      byte[] bytes = new byte[content.capacity()];
      content.clear().get(bytes);
      out.write(bytes);
    }
    return path;
  }

  private static float[][] read(Path path, int maximum) throws IOException {
    return VectorFiles.toArrays(VectorFiles.readVectors(path, maximum));
  }

  @Test
  void bytesAreUnsignedAndUnscaled() throws IOException {
    ByteBuffer content = buffer(14).putInt(2).putInt(3);
    content.put(new byte[] {0, 1, (byte) 255, 7, (byte) 128, 9});
    float[][] expected = {{0, 1, 255}, {7, 128, 9}};
    assertThat(read(write("a.u8bin", content), 10)).isDeepEqualTo(expected);
    assertThat(read(write("a.u8bin.gz", content), 10)).isDeepEqualTo(expected);
  }

  @Test
  void noMoreRowsAreReadThanAskedFor() throws IOException {
    ByteBuffer content = buffer(24);
    content.putInt(2).putFloat(1.5f).putFloat(-2).putInt(2).putFloat(3).putFloat(4);
    Path path = write("a.fvecs", content);
    assertThat(read(path, 1)).isDeepEqualTo(new float[][] {{1.5f, -2}});
    assertThat(read(path, 5)).isDeepEqualTo(new float[][] {{1.5f, -2}, {3, 4}});
  }

  @Test
  void rowsOfBytesAndTablesOfFloats() throws IOException {
    ByteBuffer bytes = buffer(12);
    bytes.putInt(2).put(new byte[] {1, (byte) 255}).putInt(2).put(new byte[] {3, 4});
    assertThat(read(write("a.bvecs", bytes), 9)).isDeepEqualTo(new float[][] {{1, 255}, {3, 4}});
    ByteBuffer floats = buffer(24).putInt(2).putInt(2);
    floats.putFloat(1).putFloat(2).putFloat(3).putFloat(-4.5f);
    assertThat(read(write("a.fbin", floats), 9)).isDeepEqualTo(new float[][] {{1, 2}, {3, -4.5f}});
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    int[][] rows = {{3, 1}, {}, {7}};
    Path path = folder.resolve("w.ivecs");
    VectorFiles.writeIvecs(path, rows);
    assertThat(VectorFiles.readIvecs(path, 9)).isDeepEqualTo(rows);
  }

  @Test
  void aRowCutShortIsRefused() throws IOException {
    ByteBuffer content = buffer(16).putInt(2).putFloat(1).putFloat(2).putInt(2);
    Path path = write("a.fvecs", content);
    assertThatThrownBy(() -> read(path, 5))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ends");
  }

  @Test
  void neighboursAreReadPerRow() throws IOException {
    ByteBuffer content = buffer(20).putInt(3).putInt(9).putInt(8).putInt(7).putInt(0);
    assertThat(VectorFiles.readIvecs(write("a.ivecs.gz", content), 9))
        .isDeepEqualTo(new int[][] {{9, 8, 7}, {}});
  }

  @Test
  void numpyArraysOfFloatsAndBytes() throws IOException {
    assertThat(
            read(
                write(
                    "f.npy",
                    npy("<f4", buffer(16).putFloat(1).putFloat(2).putFloat(3).putFloat(4))),
                9))
        .isDeepEqualTo(new float[][] {{1, 2}, {3, 4}});
    assertThat(read(write("b.npy", npy("|u1", buffer(4).put(new byte[] {1, 2, 3, (byte) 200}))), 9))
        .isDeepEqualTo(new float[][] {{1, 2}, {3, 200}});
  }

  @Test
  void otherNumpyArraysAreRefused() throws IOException {
    Path doubles = write("d.npy", npy("<f8", buffer(32)));
    assertThatThrownBy(() -> read(doubles, 9)).hasMessageContaining("<f8");
    Path unknown = write("d.csv", buffer(1));
    assertThatThrownBy(() -> read(unknown, 9)).hasMessageContaining(".csv");
  }

  private static ByteBuffer npy(String type, ByteBuffer elements) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (2, 2), }\n".formatted(type);
    byte[] header = dictionary.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file = buffer(10 + header.length + elements.capacity());
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) 1).put((byte) 0).putShort((short) header.length).put(header);
    return file.put(elements.clear());
  }
}
