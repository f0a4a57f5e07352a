package io.dunlin.index.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Writes a {@link SectionFile}: aside, fsynced, renamed, directory fsynced. STUB. */
public final class SectionFileWriter implements AutoCloseable {
  public static SectionFileWriter create(Path target) throws IOException {
    throw new IOException("STUB");
  }

  /** Starts a section; the bytes written next are its own until the next begin or finish. */
  public void begin(String name, int version) throws IOException {}

  public void write(MemorySegment bytes) throws IOException {}

  public void write(byte[] bytes) throws IOException {}

  /** Writes directory and checksums, makes all durable and visible under the target name. */
  public void finish() throws IOException {}

  /** Without {@link #finish} before: removes what was written. */
  @Override
  public void close() throws IOException {}
}
