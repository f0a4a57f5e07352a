package io.dunlin.index.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The bytes of header, directory and footer as {@link SectionFile} describes them. */
final class SectionLayout {
  static final int ALIGNMENT = 64;
  static final int BLOCK = 64 * 1024;
  static final int HEADER_LENGTH = 64;
  static final int FOOTER_LENGTH = 64;
  static final int FORMAT_VERSION = 1;

  /** Read in the wrong byte order it is another number. */
  private static final int BYTE_ORDER_MARK = 0x01020304;

  /** "DUNLINSF" and "DUNLINEF" as little-endian longs. */
  private static final long HEADER_MAGIC = magic("DUNLINSF");

  private static final long FOOTER_MAGIC = magic("DUNLINEF");
  private static final int SELF_CHECKSUM_OFFSET = 60;

  private SectionLayout() {}

  /** What the footer says. */
  record Footer(
      long fileLength,
      long directoryOffset,
      long directoryLength,
      int sections,
      int directoryChecksum) {}

  static long align(long offset) {
    return (offset + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  static ByteBuffer header() {
    ByteBuffer header = buffer(HEADER_LENGTH);
    header.putLong(HEADER_MAGIC).putInt(FORMAT_VERSION).putInt(BYTE_ORDER_MARK).putInt(BLOCK);
    return seal(header);
  }

  /** What is wrong with a header, or the empty text. */
  static String problemOfHeader(ByteBuffer header) {
    if (header.getLong(0) != HEADER_MAGIC) {
      return "does not start as a section file does";
    }
    if (!sealed(header)) {
      return "checksum does not match";
    }
    if (header.getInt(8) != FORMAT_VERSION) {
      return "format version %d is unknown here".formatted(header.getInt(8));
    }
    return header.getInt(12) == BYTE_ORDER_MARK && header.getInt(16) == BLOCK
        ? ""
        : "byte order or block size is unknown here";
  }

  static ByteBuffer footer(Footer footer) {
    ByteBuffer bytes = buffer(FOOTER_LENGTH);
    bytes
        .putLong(FOOTER_MAGIC)
        .putLong(footer.fileLength())
        .putLong(footer.directoryOffset())
        .putLong(footer.directoryLength())
        .putInt(footer.sections())
        .putInt(footer.directoryChecksum());
    return seal(bytes);
  }

  /** True when the bytes are a whole footer, as far as its own checksum tells. */
  static boolean isFooter(ByteBuffer footer) {
    return footer.getLong(0) == FOOTER_MAGIC && sealed(footer);
  }

  static Footer readFooter(ByteBuffer footer) {
    return new Footer(
        footer.getLong(8),
        footer.getLong(16),
        footer.getLong(24),
        footer.getInt(32),
        footer.getInt(36));
  }

  static ByteBuffer directory(List<SectionEntry> entries) {
    int length = 0;
    for (SectionEntry entry : entries) {
      length += 28 + name(entry).length + Integer.BYTES * entry.blocks().length;
    }
    ByteBuffer bytes = buffer(length);
    for (SectionEntry entry : entries) {
      byte[] name = name(entry);
      bytes.putInt(name.length).put(name);
      bytes.putInt(entry.version()).putLong(entry.offset()).putLong(entry.length());
      bytes.putInt(entry.checksum());
      for (int block : entry.blocks()) {
        bytes.putInt(block);
      }
    }
    return bytes.flip();
  }

  private static byte[] name(SectionEntry entry) {
    return entry.name().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #directory} wrote; the checksum was compared before.
   *
   * @throws java.nio.BufferUnderflowException when it is too short
   * @throws IllegalArgumentException when a length in it is impossible
   */
  static List<SectionEntry> readDirectory(ByteBuffer bytes, int sections) {
    List<SectionEntry> entries = new ArrayList<>();
    for (int i = 0; i < sections; i++) {
      byte[] name = new byte[bounded(bytes.getInt(), bytes.remaining())];
      bytes.get(name);
      int version = bytes.getInt();
      long offset = bytes.getLong();
      long length = bytes.getLong();
      int checksum = bytes.getInt();
      long blockCount = bounded((length + BLOCK - 1) / BLOCK, bytes.remaining() / 4);
      int[] blocks = new int[(int) blockCount];
      for (int block = 0; block < blocks.length; block++) {
        blocks[block] = bytes.getInt();
      }
      entries.add(
          new SectionEntry(
              new String(name, StandardCharsets.UTF_8), version, offset, length, checksum, blocks));
    }
    if (bytes.hasRemaining()) {
      throw new IllegalArgumentException(bytes.remaining() + " bytes follow the last entry");
    }
    return entries;
  }

  private static int bounded(long value, int limit) {
    if (value < 0 || value > limit) {
      throw new IllegalArgumentException("a length of " + value + " is impossible");
    }
    return (int) value;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer seal(ByteBuffer bytes) {
    bytes.putInt(SELF_CHECKSUM_OFFSET, checksum(bytes.slice(0, SELF_CHECKSUM_OFFSET)));
    return bytes.rewind();
  }

  private static boolean sealed(ByteBuffer bytes) {
    return bytes.getInt(SELF_CHECKSUM_OFFSET) == checksum(bytes.slice(0, SELF_CHECKSUM_OFFSET));
  }

  private static long magic(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }
}
