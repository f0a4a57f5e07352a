package io.dunlin.http.route;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Compressed bodies, whole in memory: both directions are bounded anyway. */
final class Gzip {
  /** Below this, compressing costs more than the bytes it saves. */
  static final int SMALLEST_WORTHWHILE = 1024;

  private Gzip() {}

  /** Reads an {@code Accept-Encoding} header: true unless gzip is missing or has quality 0. */
  static boolean isAccepted(String acceptEncoding) {
    return Arrays.stream(acceptEncoding.toLowerCase(Locale.ROOT).split(","))
            .map(String::strip)
            .filter(coding -> coding.startsWith("gzip"))
            .noneMatch(coding -> coding.matches(".*;\\s*q=0(\\.0*)?"))
        && acceptEncoding.toLowerCase(Locale.ROOT).contains("gzip");
  }

  static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2);
    try (OutputStream gzip = new FastGzip(compressed)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return compressed.toByteArray();
  }

  /** The plain bytes, or nothing when there are more than {@code limit}. */
  static Optional<byte[]> decompress(byte[] bytes, int limit) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] plain = gzip.readNBytes(limit);
      return gzip.read() < 0 ? Optional.of(plain) : Optional.empty();
    }
  }

  /** At the lowest level: an answer's time matters more than its last per cent of size. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
