package io.dunlin.index.file;

import io.dunlin.index.memory.PageCache;
import io.dunlin.index.memory.PinnedBudget;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One section of a mapped file, its copy in memory if it has one, and how much of it was verified.
 * Any thread may verify and read: two that verify the same block at once do the work twice and
 * agree.
 */
final class MappedSection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MappedSection.class);

  private final Path path;
  private final SectionEntry entry;
  private final MemorySegment mapped;
  private final MemorySegment padding;

  /** One byte a block, so that no thread's note can undo another's. */
  private final byte[] blockVerified;

  private volatile boolean verified;
  private volatile @Nullable PinnedCopy copy;

  /** Stands while there is no room for a copy. */
  private PinnedBudget.@Nullable Claim refusal;

  MappedSection(Path path, SectionEntry entry, MemorySegment file) {
    this.path = path;
    this.entry = entry;
    mapped = file.asSlice(entry.offset(), entry.length());
    padding = file.asSlice(entry.end(), entry.paddedEnd() - entry.end());
    blockVerified = new byte[entry.blocks().length];
  }

  SectionEntry entry() {
    return entry;
  }

  /** The copy, or the mapped bytes. */
  MemorySegment bytes() {
    PinnedCopy pinned = copy;
    return pinned == null ? mapped : pinned.bytes().asReadOnly();
  }

  boolean isVerified() {
    return verified;
  }

  boolean isPinned() {
    return copy != null;
  }

  /** Compares every checksum of the file's bytes. */
  void verify() throws CorruptFileException {
    verify(block -> block(mapped, block));
  }

  /** Whether a copy was wanted and found no room. */
  synchronized boolean isRefused() {
    return refusal != null;
  }

  /** See {@link SectionFile#pin}. */
  synchronized boolean pin(PinnedBudget budget) throws IOException {
    if (copy != null) {
      return true;
    }
    PinnedBudget.Claim claim = budget.claim(entry.length());
    boolean known = forgetRefusal();
    if (claim.granted()) {
      try {
        copy = read(PinnedCopy.allocate(entry.length(), claim));
        return true;
      } catch (OutOfMemoryError none) {
        LOG.warn("The budget for memory is larger than what there is: {}", none.getMessage());
        claim = claim.refuse();
      }
    }
    refusal = claim;
    if (!known) {
      LOG.debug(
          "No room in memory for {} bytes: section '{}' of {} stays mapped",
          entry.length(),
          entry.name(),
          path);
    }
    return false;
  }

  private boolean forgetRefusal() {
    PinnedBudget.@Nullable Claim before = refusal;
    if (before == null) {
      return false;
    }
    before.close();
    refusal = null;
    return true;
  }

  /** Fills the copy and verifies what it holds; frees it when that goes wrong. */
  private PinnedCopy read(PinnedCopy target) throws IOException {
    boolean sound = false;
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      verify(block -> {
        ByteBuffer content = block(target.bytes(), block);
        read(file, content.duplicate(), entry.offset() + start(block));
        return content;
      });
      sound = true;
    } finally {
      if (!sound) {
        target.close();
      }
    }
    PageCache.forget(path, entry.offset(), mapped);
    return target;
  }

  private void read(FileChannel file, ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = file.read(target, at);
      if (count < 0) {
        throw corrupt("the file is cut off at byte " + at);
      }
      at += count;
    }
  }

  /** See {@link SectionFile#expectRandomReads}. */
  void expectRandomReads() {
    if (copy == null) {
      PageCache.expectRandomReads(mapped);
    }
  }

  /** Frees the copy. The mapping is the file's. */
  @Override
  public synchronized void close() {
    PinnedCopy pinned = copy;
    if (pinned != null) {
      pinned.close();
    }
    boolean _ = forgetRefusal();
  }

  /** Where a block comes from. */
  private interface Blocks<E extends Exception> {
    ByteBuffer get(int block) throws E;
  }

  /** One pass; both kinds of checksum are fed while a block is in the cache. */
  private <E extends Exception> void verify(Blocks<E> blocks) throws CorruptFileException, E {
    CRC32C whole = new CRC32C();
    for (int block = 0; block < blockVerified.length; block++) {
      ByteBuffer content = blocks.get(block);
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
        verifyBlock(block, block(mapped, block));
      }
    }
    if (offset + length == entry.length()) {
      verifyPadding();
    }
  }

  private static long start(int block) {
    return (long) block * SectionLayout.BLOCK;
  }

  private ByteBuffer block(MemorySegment bytes, int block) {
    long start = start(block);
    return bytes
        .asSlice(start, Math.min(SectionLayout.BLOCK, entry.length() - start))
        .asByteBuffer();
  }

  private void verifyBlock(int block, ByteBuffer content) throws CorruptFileException {
    if (SectionLayout.checksum(content) != entry.blocks()[block]) {
      throw corrupt(
          "the checksum of its bytes %d to %d does not match"
              .formatted(start(block), start(block) + content.remaining() - 1));
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
