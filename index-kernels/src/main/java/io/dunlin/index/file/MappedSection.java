package io.dunlin.index.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * One section of a mapped file and how much of it was verified. Any thread may verify and read: two
 * that verify the same block at once do the work twice and agree.
 */
final class MappedSection {
  private final Path path;
  private final SectionEntry entry;
  private final MemorySegment bytes;
  private final MemorySegment padding;

  /** One byte a block, so that no thread's note can undo another's. */
  private final byte[] blockVerified;

  private volatile boolean verified;

  MappedSection(Path path, SectionEntry entry, MemorySegment file) {
    this.path = path;
    this.entry = entry;
    bytes = file.asSlice(entry.offset(), entry.length());
    padding = file.asSlice(entry.end(), entry.paddedEnd() - entry.end());
    blockVerified = new byte[entry.blocks().length];
  }

  SectionEntry entry() {
    return entry;
  }

  MemorySegment bytes() {
    return bytes;
  }

  boolean isVerified() {
    return verified;
  }

  /** Compares every checksum in one pass; both kinds are fed while a block is in the cache. */
  void verify() throws CorruptFileException {
    CRC32C whole = new CRC32C();
    for (int block = 0; block < blockVerified.length; block++) {
      ByteBuffer content = block(block);
      verifyBlock(block, content);
      whole.update(content);
    }
    if ((int) whole.getValue() != entry.checksum()) {
      throw corrupt("the checksum of the section does not match");
    }
    verifyPadding();
    verified = true;
  }

  void verifyRange(long offset, long length) throws CorruptFileException {
    if (offset < 0 || length < 0 || offset > entry.length() - length) {
      throw new IndexOutOfBoundsException(
          "bytes %d + %d of section '%s' with %d"
              .formatted(offset, length, entry.name(), entry.length()));
    }
    if (verified || length == 0) {
      return;
    }
    int last = (int) ((offset + length - 1) / SectionLayout.BLOCK);
    for (int block = (int) (offset / SectionLayout.BLOCK); block <= last; block++) {
      if (blockVerified[block] == 0) {
        verifyBlock(block, block(block));
      }
    }
    if (offset + length == entry.length()) {
      verifyPadding();
    }
  }

  private ByteBuffer block(int block) {
    long start = (long) block * SectionLayout.BLOCK;
    return bytes
        .asSlice(start, Math.min(SectionLayout.BLOCK, entry.length() - start))
        .asByteBuffer();
  }

  private void verifyBlock(int block, ByteBuffer content) throws CorruptFileException {
    if (SectionLayout.checksum(content) != entry.blocks()[block]) {
      throw corrupt(
          "the checksum of its bytes %d to %d does not match"
              .formatted(
                  (long) block * SectionLayout.BLOCK,
                  (long) block * SectionLayout.BLOCK + content.remaining() - 1));
    }
    blockVerified[block] = 1;
  }

  private void verifyPadding() throws CorruptFileException {
    for (long i = 0; i < padding.byteSize(); i++) {
      if (padding.get(ValueLayout.JAVA_BYTE, i) != 0) {
        throw corrupt("byte %d after its end is not zero".formatted(i));
      }
    }
  }

  private CorruptFileException corrupt(String problem) {
    return new CorruptFileException(path, entry.name(), problem);
  }
}
