package io.dunlin.http.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The ways in which messages are compressed. */
public enum Encoding {
  /** RFC 8878, by its own library: what comes from outside is no place for a young reader. */
  ZSTD {
    @Override
    byte[] compressed(byte[] bytes, int from, int length) {
      byte[] out = new byte[Math.toIntExact(Zstd.compressBound(length))];
      try (ZstdCompressCtx context = new ZstdCompressCtx()) {
        context.setLevel(FASTEST);
        return Arrays.copyOf(
            out, context.compressByteArray(out, 0, out.length, bytes, from, length));
      }
    }

    @Override
    InputStream reading(InputStream compressed) throws IOException {
      return new ZstdInputStreamNoFinalizer(compressed).setLongMax(WINDOW_BITS);
    }
  },

  /** RFC 1952. */
  GZIP {
    @Override
    byte[] compressed(byte[] bytes, int from, int length) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(length / 2);
      try (OutputStream gzip = new FastGzip(out)) {
        gzip.write(bytes, from, length);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return out.toByteArray();
    }

    @Override
    InputStream reading(InputStream compressed) throws IOException {
      return new GZIPInputStream(compressed);
    }
  };

  // An answer's time matters more than its last per cent of size.
  private static final int FASTEST = 1;

  /** Larger windows than 8 MiB are refused, as RFC 9659 has it for HTTP: they would be memory. */
  private static final int WINDOW_BITS = 23;

  /** As the headers of HTTP and gRPC have it. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  abstract byte[] compressed(byte[] bytes, int from, int length);

  abstract InputStream reading(InputStream compressed) throws IOException;

  /**
   * What was compressed, or nothing when that is more than {@code limit} bytes: so much is unpacked
   * and no more, however little came.
   *
   * @param from where the compressed bytes begin; they go on to the end
   */
  public Optional<byte[]> decompress(byte[] bytes, int from, int limit) throws IOException {
    try (InputStream plain = reading(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
      byte[] read = plain.readNBytes(limit);
      return plain.read() < 0 ? Optional.of(read) : Optional.empty();
    }
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(FASTEST);
    }
  }
}
