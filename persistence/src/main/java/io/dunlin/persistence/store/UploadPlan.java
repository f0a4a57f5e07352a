package io.dunlin.persistence.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * How a file is cut into parts that are sent one by one; at least one part, also for an empty file.
 */
record UploadPlan(Path file, Fingerprint fingerprint, List<Part> parts) {
  /** Where a part is sent alone or begins: S3 wants 5 MiB at least. */
  static final long PART_BYTES = 16L << 20;

  /** More parts than that are refused. */
  private static final long MAX_PARTS = 10_000;

  /**
   * A run of the file's bytes.
   *
   * @param md5 in Base64, as the header has it
   */
  record Part(long offset, long length, String md5) {}

  /** Reads the file once. */
  static UploadPlan of(Path file) throws IOException {
    Fingerprinter whole = new Fingerprinter();
    List<Part> parts = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long partBytes = partBytes(channel.size());
      do {
        parts.add(readPart(channel, partBytes, whole));
      } while (channel.position() < channel.size());
    }
    return new UploadPlan(file, whole.finish(), List.copyOf(parts));
  }

  /** The usual length, or more for a file that would have too many such parts. */
  static long partBytes(long fileBytes) {
    return Math.max(PART_BYTES, Math.ceilDiv(fileBytes, MAX_PARTS));
  }

  private static Part readPart(FileChannel channel, long partBytes, Fingerprinter whole)
      throws IOException {
    MessageDigest md5 = Fingerprinter.digest("MD5");
    long offset = channel.position();
    ByteBuffer chunk = ByteBuffer.allocate(Fingerprinter.CHUNK);
    long left = partBytes;
    while (left > 0) {
      chunk.clear().limit((int) Math.min(left, chunk.capacity()));
      int read = channel.read(chunk);
      if (read < 0) {
        break;
      }
      whole.update(chunk.flip());
      md5.update(chunk);
      left -= read;
    }
    return new Part(offset, partBytes - left, Base64.getEncoder().encodeToString(md5.digest()));
  }
}
