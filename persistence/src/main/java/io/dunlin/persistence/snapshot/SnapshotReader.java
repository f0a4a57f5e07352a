package io.dunlin.persistence.snapshot;

import io.dunlin.index.file.CorruptFileException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads a snapshot part by part and checks it meanwhile: each frame's checksum and number, the
 * order of the parts, and that as many points are there as were said. Whoever has got to the end
 * has read all that was written. Used by one thread at a time.
 */
public final class SnapshotReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path file;
  private final DataInputStream in;
  private long frames;
  private long points;
  // Points that are still to come of the shard that is being read.
  private long missing;
  private int before;
  private boolean ended;

  private SnapshotReader(Path file, DataInputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * @throws CorruptFileException when the file is no snapshot of a known version
   */
  public static SnapshotReader open(Path file) throws IOException {
    SnapshotReader reader =
        new SnapshotReader(
            file,
            new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)));
    try {
      reader.readHeader();
      return reader;
    } catch (IOException | RuntimeException failure) {
      reader.close();
      throw failure;
    }
  }

  private void readHeader() throws IOException {
    try {
      if (!Arrays.equals(in.readNBytes(SnapshotFormat.MAGIC.length), SnapshotFormat.MAGIC)) {
        throw corrupt("header", "this is no snapshot of Dunlin");
      }
      int version = in.readInt();
      if (version != SnapshotFormat.VERSION) {
        throw corrupt(
            "header", "version %d: written by a newer version of Dunlin?".formatted(version));
      }
    } catch (EOFException e) {
      throw cutOff();
    }
  }

  /**
   * The next part; empty when the end was read, which was as it should be.
   *
   * @throws CorruptFileException when the file is damaged or cut off
   */
  public Optional<SnapshotPart> next() throws IOException {
    if (ended) {
      return Optional.empty();
    }
    try {
      return read();
    } catch (EOFException e) {
      throw cutOff();
    }
  }

  private Optional<SnapshotPart> read() throws IOException {
    ByteBuffer head = ByteBuffer.wrap(in.readNBytes(SnapshotFormat.FRAME_HEAD_BYTES));
    if (head.remaining() < SnapshotFormat.FRAME_HEAD_BYTES) {
      throw cutOff();
    }
    int kind = head.get();
    long number = head.getLong();
    int length = head.getInt();
    if (number != frames || length < 0 || length > SnapshotFormat.MAX_BODY_BYTES) {
      throw corrupt(section(), "its beginning is damaged");
    }
    byte[] body = in.readNBytes(length);
    CRC32C crc = new CRC32C();
    crc.update(head.array());
    crc.update(body);
    if (in.readInt() != (int) crc.getValue()) {
      throw corrupt(section(), "its checksum is wrong");
    }
    checkOrder(kind);
    frames++;
    before = kind;
    return kind == SnapshotFormat.END ? end(body) : Optional.of(part(kind, body));
  }

  /** Frames may be left out or moved by whoever makes checksums anew. */
  private void checkOrder(int kind) throws IOException {
    boolean allowed =
        switch (kind) {
          case SnapshotFormat.HEAD -> frames == 0;
          case SnapshotFormat.COLLECTION, SnapshotFormat.END -> frames > 0;
          case SnapshotFormat.SHARD -> before > SnapshotFormat.HEAD;
          case SnapshotFormat.POINTS -> before >= SnapshotFormat.SHARD;
          default -> false;
        };
    if (!allowed) {
      throw corrupt(section(), "a frame of kind %d does not belong here".formatted(kind));
    }
    if (kind != SnapshotFormat.POINTS && missing != 0) {
      throw corrupt(section(), "%d points of a shard are missing".formatted(missing));
    }
  }

  private SnapshotPart part(int kind, byte[] body) throws IOException {
    SnapshotPart part;
    try {
      part = SnapshotFormat.part(kind, body);
    } catch (EOFException tooShort) {
      throw corrupt(section(), "its body is too short");
    } catch (IOException unreadable) {
      throw corrupt(section(), String.valueOf(unreadable.getMessage()));
    }
    switch (part) {
      case SnapshotPart.Shard shard -> missing = shard.points();
      case SnapshotPart.Points some -> {
        missing -= some.count();
        points += some.count();
        if (some.count() < 0 || missing < 0) {
          throw corrupt(section(), "more points than were said");
        }
      }
      case SnapshotPart.Head _, SnapshotPart.Collection _ -> {}
    }
    return part;
  }

  private Optional<SnapshotPart> end(byte[] body) throws IOException {
    if (SnapshotFormat.pointsAtEnd(body) != points) {
      throw corrupt(section(), "points are missing");
    }
    if (in.read() >= 0) {
      throw corrupt("end", "something follows it");
    }
    ended = true;
    return Optional.empty();
  }

  private String section() {
    return "frame " + frames;
  }

  private CorruptFileException cutOff() {
    return corrupt(section(), "the file ends before it");
  }

  private CorruptFileException corrupt(String section, String problem) {
    return new CorruptFileException(file, section, problem);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
