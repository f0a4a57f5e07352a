package io.dunlin.persistence.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * A block of a RocksDB write-ahead log: at most 32 KB of records, none of which spans blocks. A
 * record is a masked CRC-32C of type and data (4 bytes, little-endian), the data's length (2), the
 * type (1; 1 to 4 are a whole record or its first, middle or last fragment) and the data. Zeros
 * fill what the next record's head does not fit, and what was reserved but never written.
 */
final class LogBlock {
  static final int SIZE = 32 * 1024;
  private static final int HEAD = 7;
  private static final int MASK_DELTA = 0xa282ead8;

  private final ByteBuffer bytes;

  private LogBlock(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The block that begins at {@code start}, as far as the file goes. */
  static LogBlock read(FileChannel log, long start) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(SIZE, log.size() - start));
    while (bytes.hasRemaining()) {
      if (log.read(bytes, start + bytes.position()) < 0) {
        throw new EOFException("The log shrinks while it is read");
      }
    }
    return new LogBlock(bytes.flip());
  }

  boolean isFull() {
    return bytes.limit() == SIZE;
  }

  /**
   * The first byte that belongs to no intact record: where a damaged or torn one begins, the zeros
   * after the last record, or the block's end.
   */
  int endOfIntact() {
    int at = 0;
    while (isIntact(at)) {
      at += HEAD + length(at);
    }
    return at;
  }

  /** Whether only zeros stand from here on. */
  boolean isZeroFrom(int at) {
    for (int i = at; i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a record at {@code at} runs over the block's end, with its head or its data. */
  boolean isCutShort(int at) {
    return at + HEAD > bytes.limit() || at + HEAD + length(at) > bytes.limit();
  }

  /**
   * Whether what was cut short was so by damage: an intact record follows, or the record itself is
   * intact but for its length, which the checksum does not cover.
   */
  boolean isIntactBehind(int cut) {
    int rest = bytes.limit() - cut - HEAD;
    if (rest >= 0 && isSound(cut, rest)) {
      return true;
    }
    for (int at = cut + 1; at < bytes.limit(); at++) {
      if (isIntact(at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isIntact(int at) {
    return !isCutShort(at) && type(at) >= 1 && type(at) <= 4 && isSound(at, length(at));
  }

  private int length(int at) {
    return Short.toUnsignedInt(bytes.getShort(at + 4));
  }

  private byte type(int at) {
    return bytes.get(at + 6);
  }

  /** Whether the checksum is that of the type and {@code length} bytes behind it. */
  private boolean isSound(int at, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.slice(at + HEAD - 1, 1 + length));
    int crc = (int) checksum.getValue();
    return bytes.getInt(at) == Integer.rotateRight(crc, 15) + MASK_DELTA;
  }
}
