package io.dunlin.persistence.store;

import io.dunlin.index.file.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/**
 * A file of a {@link LocalSegmentStore}, opened for reading: the content and behind it, little
 * endian,
 *
 * <pre>
 * 0  8  magic "DUNLINSF"
 * 8  4  format version, 1
 * 12 8  the content's length
 * 20 32 the content's SHA-256
 * </pre>
 *
 * <p>The fingerprint stands in the file, not beside it, so that one rename publishes both. Used by
 * one thread.
 */
final class LocalStoredFile implements AutoCloseable {
  static final int TRAILER_BYTES = 52;

  private static final byte[] MAGIC = "DUNLINSF".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private final Path path;
  private final FileChannel channel;
  private final Fingerprint fingerprint;

  private LocalStoredFile(Path path, FileChannel channel, Fingerprint fingerprint) {
    this.path = path;
    this.channel = channel;
    this.fingerprint = fingerprint;
  }

  /**
   * Opens a file and reads what was recorded of its content.
   *
   * @throws CorruptFileException when that is not there
   */
  static LocalStoredFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new LocalStoredFile(path, channel, readTrailer(path, channel));
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  /** The trailer for a content. */
  static ByteBuffer trailer(Fingerprint fingerprint) {
    return ByteBuffer.allocate(TRAILER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putInt(VERSION)
        .putLong(fingerprint.length())
        .put(HexFormat.of().parseHex(fingerprint.sha256()))
        .flip();
  }

  private static Fingerprint readTrailer(Path path, FileChannel channel) throws IOException {
    long start = channel.size() - TRAILER_BYTES;
    if (start < 0) {
      throw Fingerprint.corrupt(path, "cut off after " + channel.size() + " bytes");
    }
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (trailer.hasRemaining()) {
      if (channel.read(trailer, start + trailer.position()) < 0) {
        throw Fingerprint.corrupt(path, "became shorter while it was read");
      }
    }
    trailer.flip();
    if (!trailer.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw Fingerprint.corrupt(path, "does not end as a stored file does");
    }
    int version = trailer.position(MAGIC.length).getInt();
    if (version != VERSION) {
      throw Fingerprint.corrupt(path, "format version %d is unknown".formatted(version));
    }
    long length = trailer.getLong();
    if (length != start) {
      throw Fingerprint.corrupt(
          path, "%d bytes were stored, %d are there".formatted(length, start));
    }
    byte[] sha256 = new byte[trailer.remaining()];
    trailer.get(sha256);
    return new Fingerprint(length, HexFormat.of().formatHex(sha256));
  }

  /** What was recorded when the content was stored. */
  Fingerprint fingerprint() {
    return fingerprint;
  }

  /** The content's next bytes, as many as fit; without any at its end. */
  void read(ByteBuffer target) throws IOException {
    target.clear();
    long left = fingerprint.length() - channel.position();
    target.limit((int) Math.min(left, target.capacity()));
    if (target.hasRemaining() && channel.read(target) < 0) {
      throw Fingerprint.corrupt(path, "became shorter while it was read");
    }
    target.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
