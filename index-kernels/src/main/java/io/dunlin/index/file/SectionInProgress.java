package io.dunlin.index.file;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The checksums of a section whose blocks are still being written. */
final class SectionInProgress {
  /** Stands where no section has begun; takes no bytes. */
  static final SectionInProgress NONE = new SectionInProgress("", 0, 0);

  private final String name;
  private final int version;
  private final long offset;
  private final CRC32C whole = new CRC32C();
  private int[] blocks = new int[1];
  private int blockCount;
  private long length;

  SectionInProgress(String name, int version, long offset) {
    this.name = name;
    this.version = version;
    this.offset = offset;
  }

  /** Takes the next block; all but a section's last are full. Leaves the buffer as it is. */
  void add(ByteBuffer block) {
    if (this == NONE) {
      throw new IllegalStateException("no section was begun");
    }
    if (blockCount == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * blockCount);
    }
    blocks[blockCount++] = SectionLayout.checksum(block);
    whole.update(block.duplicate());
    length += block.remaining();
  }

  SectionEntry entry() {
    return new SectionEntry(
        name, version, offset, length, (int) whole.getValue(), Arrays.copyOf(blocks, blockCount));
  }
}
