package io.dunlin.index.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes a {@link SectionFile}: aside, fsynced, renamed, directory fsynced. Used by one thread:
 *
 * <pre>
 * try (var writer = SectionFileWriter.create(target)) {
 *   writer.begin("ids", 1);
 *   writer.write(bytes);
 *   writer.finish();
 * }
 * </pre>
 */
public final class SectionFileWriter implements AutoCloseable {
  private static final int CONTENT_HASH_BYTES = 16;

  private final AsideFile file;

  /** The file's name, which may depend on what the directory of its sections says. */
  private final Function<ByteBuffer, String> naming;

  /** One block of the section being written: what it takes to know its checksum. */
  private final ByteBuffer block =
      ByteBuffer.allocateDirect(SectionLayout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment blockMemory = MemorySegment.ofBuffer(block);
  private final List<SectionEntry> entries = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private long position;
  private SectionInProgress section = SectionInProgress.NONE;

  private SectionFileWriter(AsideFile file, Function<ByteBuffer, String> naming)
      throws IOException {
    this.file = file;
    this.naming = naming;
    append(SectionLayout.header());
  }

  /** Starts a file that will stand at {@code target}. */
  public static SectionFileWriter create(Path target) throws IOException {
    String name = target.getFileName().toString();
    return start(AsideFile.create(target.resolveSibling(""), name), content -> name);
  }

  /**
   * Starts a file that will stand in {@code directory} under its content's hash (half a SHA-256 of
   * all sections' names, versions, lengths and checksums, in hex) and {@code suffix}.
   */
  public static SectionFileWriter createNamedByContent(Path directory, String suffix)
      throws IOException {
    return start(
        AsideFile.create(directory, "unnamed-" + UUID.randomUUID()),
        content -> contentHash(content) + suffix);
  }

  private static SectionFileWriter start(AsideFile file, Function<ByteBuffer, String> naming)
      throws IOException {
    try {
      return new SectionFileWriter(file, naming);
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  /** Starts a section; the bytes written next are its own until the next begin or finish. */
  public void begin(String name, int version) throws IOException {
    if (!names.add(name)) {
      throw new IllegalArgumentException("section '" + name + "' is there already");
    }
    endSection();
    section = new SectionInProgress(name, version, position);
  }

  public void write(MemorySegment bytes) throws IOException {
    long done = 0;
    while (done < bytes.byteSize()) {
      int part = (int) Math.min(block.remaining(), bytes.byteSize() - done);
      MemorySegment.copy(bytes, done, blockMemory, block.position(), part);
      block.position(block.position() + part);
      done += part;
      flushFullBlock();
    }
  }

  public void write(byte[] bytes) throws IOException {
    write(MemorySegment.ofArray(bytes));
  }

  /** Writes eight bytes, little endian. */
  public void writeLong(long value) throws IOException {
    if (block.remaining() >= Long.BYTES) {
      block.putLong(value);
      flushFullBlock();
    } else {
      byte[] bytes = new byte[Long.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
      write(bytes);
    }
  }

  /**
   * Writes directory and checksums, makes all durable and visible under the target name.
   *
   * @return the file's path
   */
  public Path finish() throws IOException {
    endSection();
    ByteBuffer directory = SectionLayout.directory(entries);
    long directoryOffset = position;
    int checksum = SectionLayout.checksum(directory);
    String name = naming.apply(directory.duplicate());
    int directoryLength = directory.remaining();
    append(directory);
    pad();
    append(
        SectionLayout.footer(
            new SectionLayout.Footer(
                position + SectionLayout.FOOTER_LENGTH,
                directoryOffset,
                directoryLength,
                entries.size(),
                checksum)));
    return file.publish(name);
  }

  /** Without {@link #finish} before: removes what was written. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  private void flushFullBlock() throws IOException {
    if (!block.hasRemaining()) {
      flushBlock();
    }
  }

  private void flushBlock() throws IOException {
    block.flip();
    if (block.hasRemaining()) {
      section.add(block);
      append(block);
    }
    block.clear();
  }

  private void endSection() throws IOException {
    flushBlock();
    if (section != SectionInProgress.NONE) {
      entries.add(section.entry());
      section = SectionInProgress.NONE;
    }
    pad();
  }

  private void pad() throws IOException {
    append(ByteBuffer.allocate((int) (SectionLayout.align(position) - position)));
  }

  private void append(ByteBuffer bytes) throws IOException {
    position += bytes.remaining();
    file.write(bytes);
  }

  private static String contentHash(ByteBuffer directory) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(directory);
      return HexFormat.of().formatHex(digest.digest(), 0, CONTENT_HASH_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
