package io.dunlin.index.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** A mapped, immutable, checksummed container of named sections. STUB. */
public final class SectionFile implements AutoCloseable {
  private SectionFile() {}

  /**
   * Maps the file and checks header and directory; the sections are checked by {@link #verify} or
   * on first read.
   */
  public static SectionFile open(Path path) throws IOException {
    throw new IOException("STUB");
  }

  public Path path() {
    throw new IllegalStateException("STUB");
  }

  public List<String> names() {
    return List.of();
  }

  public boolean has(String name) {
    return false;
  }

  /**
   * The section's bytes (read-only, 64-byte aligned in the file). Throws {@link
   * CorruptFileException} if never verified and damaged.
   */
  public MemorySegment section(String name) throws CorruptFileException {
    throw new IllegalStateException("STUB");
  }

  public int version(String name) {
    return 0;
  }

  /** Reads the whole section and compares its checksums. */
  public void verify(String name) throws CorruptFileException {}

  /**
   * Verifies the block(s) of a section that hold bytes [offset, offset+length) if this was not done
   * before; cheap afterwards.
   */
  public void verifyRange(String name, long offset, long length) throws CorruptFileException {}

  @Override
  public void close() {}
}
