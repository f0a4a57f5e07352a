package io.dunlin.http.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Held against the JDK's gzip and another zstd, in Java. */
class EncodingProperties {
  private static final int LARGEST = 300_000;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @ParameterizedTest
  @EnumSource
  void whatOthersCompressIsRead(Encoding encoding) throws IOException {
    for (int i = 0; i < 200; i++) {
      byte[] plain = draw();
      byte[] compressed = reference(encoding, plain);
      assertThat(encoding.decompress(compressed, 0, plain.length))
          .as("seed %d, case %d", seed, i)
          .hasValue(plain);
    }
  }

  @ParameterizedTest
  @EnumSource
  void othersReadWhatIsCompressed(Encoding encoding) throws IOException {
    for (int i = 0; i < 200; i++) {
      byte[] plain = draw();
      int from = random.nextInt(1 + plain.length);
      byte[] compressed = encoding.compressed(plain, from, plain.length - from);
      InputStream bytes = new ByteArrayInputStream(compressed);
      try (InputStream read =
          switch (encoding) {
            case GZIP -> new GZIPInputStream(bytes);
            case ZSTD -> new ZstdInputStream(bytes);
          }) {
        assertThat(read.readAllBytes())
            .as("seed %d, case %d", seed, i)
            .isEqualTo(Arrays.copyOfRange(plain, from, plain.length));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingBeyondTheLimitIsUnpacked(Encoding encoding) throws IOException {
    byte[] bomb = reference(encoding, new byte[64 << 20]);
    assertThat(bomb.length).isLessThan(100_000);
    assertThat(encoding.decompress(bomb, 0, 64 << 20))
        .hasValueSatisfying(plain -> assertThat(plain).hasSize(64 << 20));
    assertThat(encoding.decompress(bomb, 0, (64 << 20) - 1)).isEmpty();
    assertThat(encoding.decompress(bomb, 0, 1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCutOffIsRefused(Encoding encoding) throws IOException {
    byte[] plain = draw();
    while (plain.length < 100) {
      plain = draw();
    }
    byte[] whole = reference(encoding, Arrays.copyOf(plain, Math.min(plain.length, 5000)));
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> encoding.decompress(cut, 0, LARGEST))
          .as("seed %d, %d bytes of %d", seed, length, whole.length)
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDamagedIsRefusedOrRead(Encoding encoding) throws IOException {
    byte[] plain = draw();
    byte[] whole = reference(encoding, plain);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        Optional<byte[]> read = encoding.decompress(damaged, 0, LARGEST);
        read.ifPresent(bytes -> assertThat(bytes.length).isLessThanOrEqualTo(LARGEST));
      } catch (IOException refused) {
        assertThat(refused).as("seed %d, case %d", seed, i).hasMessageMatching("(?s).+");
      }
    }
  }

  /** A client that asks for a window of 128 MiB asks for that memory. */
  @Test
  void largeWindowsAreRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var zstd = new com.github.luben.zstd.ZstdOutputStream(bytes, 1)) {
      zstd.setLong(27);
      zstd.write(new byte[1000]);
      zstd.flush();
      zstd.write(new byte[1000]);
    }
    assertThatThrownBy(() -> Encoding.ZSTD.decompress(bytes.toByteArray(), 0, LARGEST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("memory");
  }

  private static byte[] reference(Encoding encoding, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (encoding) {
          case GZIP -> new GZIPOutputStream(bytes);
          case ZSTD -> new ZstdOutputStream(bytes);
        }) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /** Of many sizes, and from what shrinks to nothing to what does not shrink at all. */
  private byte[] draw() {
    int size = random.nextBoolean() ? random.nextInt(300) : random.nextInt(LARGEST);
    int letters = 1 + random.nextInt(256);
    byte[] plain = new byte[size];
    for (int i = 0; i < size; i++) {
      plain[i] = (byte) random.nextInt(letters);
    }
    return plain;
  }
}
