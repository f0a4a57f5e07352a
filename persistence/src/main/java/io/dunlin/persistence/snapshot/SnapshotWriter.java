package io.dunlin.persistence.snapshot;

import io.dunlin.index.file.AsideFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/**
 * Writes one snapshot, part by part, aside; {@link #publish} makes it durable and gives it its
 * name, with its SHA-256 in a file beside it. {@link #close} without that leaves nothing behind.
 * Used by one thread at a time.
 */
public final class SnapshotWriter implements AutoCloseable {
  private final Path directory;
  private final AsideFile file;
  private final MessageDigest digest = Checksums.sha256();
  private long frames;
  private long points;

  private SnapshotWriter(Path directory, AsideFile file) {
    this.directory = directory;
    this.file = file;
  }

  static SnapshotWriter create(Path directory, String name) throws IOException {
    SnapshotWriter writer = new SnapshotWriter(directory, AsideFile.create(directory, name));
    writer.append(
        ByteBuffer.allocate(SnapshotFormat.MAGIC.length + Integer.BYTES)
            .put(SnapshotFormat.MAGIC)
            .putInt(SnapshotFormat.VERSION)
            .array());
    return writer;
  }

  public void write(SnapshotPart part) throws IOException {
    if (part instanceof SnapshotPart.Points some) {
      points += some.count();
    }
    frame(SnapshotFormat.kind(part), SnapshotFormat.body(part));
  }

  /** The end, and the names. Returns the file. */
  public Path publish(String name) throws IOException {
    frame(SnapshotFormat.END, SnapshotFormat.end(points));
    Path named = directory.resolve(name);
    Checksums.writeBeside(named, Checksums.hex(digest));
    try {
      return file.publish(name);
    } catch (IOException failure) {
      Checksums.removeBeside(named);
      throw failure;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void frame(int kind, byte[] body) throws IOException {
    if (body.length > SnapshotFormat.MAX_BODY_BYTES) {
      throw new IOException("a part of %d bytes is too large".formatted(body.length));
    }
    ByteBuffer frame =
        ByteBuffer.allocate(SnapshotFormat.FRAME_HEAD_BYTES + body.length + Integer.BYTES)
            .put((byte) kind)
            .putLong(frames++)
            .putInt(body.length)
            .put(body);
    CRC32C crc = new CRC32C();
    crc.update(frame.array(), 0, frame.position());
    append(frame.putInt((int) crc.getValue()).array());
  }

  private void append(byte[] bytes) throws IOException {
    digest.update(bytes);
    file.write(ByteBuffer.wrap(bytes));
  }
}
