package io.dunlin.index.file;

import io.dunlin.index.memory.PinnedBudget;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mapped, immutable, checksummed container of named sections, written by {@link
 * SectionFileWriter}. All numbers are little endian; every part starts at a multiple of 64 bytes,
 * and the bytes between two parts are zero.
 *
 * <pre>
 * header     64 bytes
 *    0  8    magic "DUNLINSF"
 *    8  4    format version, 1
 *   12  4    byte order mark 0x01020304
 *   16  4    block size B = 65536
 *   20 40    zero
 *   60  4    CRC32C of bytes 0..59
 * sections   one after the other, each followed by zeros up to a multiple of 64
 * directory  one entry a section, in file order
 *       4    n, length of the name
 *       n    name, UTF-8
 *       4    version of the section's content, given by its writer
 *       8    offset in the file
 *       8    length L in bytes, without the zeros that follow
 *       4    CRC32C of the whole section
 *      4k    CRC32C of each of its k = ceil(L / B) blocks of B bytes, the last may be shorter
 * footer     64 bytes, the last of the file
 *    0  8    magic "DUNLINEF"
 *    8  8    length of the whole file
 *   16  8    offset of the directory
 *   24  8    length of the directory
 *   32  4    number of sections
 *   36  4    CRC32C of the directory
 *   40 20    zero
 *   60  4    CRC32C of bytes 0..59
 * </pre>
 *
 * So each byte is covered by a checksum or must be zero, and a file that was cut has no footer at
 * its end that names its length. Any thread may read; the memory is gone for all after {@link
 * #close}. Sections that are searched most may be copied into memory: {@link #pin}.
 */
public final class SectionFile implements AutoCloseable {
  private static final String HEADER = "header";
  private static final String DIRECTORY = "directory";

  private final Path path;
  private final Arena arena;
  private final Map<String, MappedSection> sections;

  private SectionFile(Path path, Arena arena, Map<String, MappedSection> sections) {
    this.path = path;
    this.arena = arena;
    this.sections = sections;
  }

  /**
   * Maps the file and checks header and directory; the sections are checked by {@link #verify} or
   * on first read.
   */
  public static SectionFile open(Path path) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < SectionLayout.HEADER_LENGTH + SectionLayout.FOOTER_LENGTH) {
        throw new CorruptFileException(
            path, HEADER, "the file is cut off after " + size + " bytes");
      }
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      return new SectionFile(path, arena, readSections(path, file));
    } catch (IOException | RuntimeException failure) {
      arena.close();
      throw failure;
    }
  }

  private static Map<String, MappedSection> readSections(Path path, MemorySegment file)
      throws CorruptFileException {
    String problem = SectionLayout.problemOfHeader(buffer(file, 0, SectionLayout.HEADER_LENGTH));
    if (!problem.isEmpty()) {
      throw new CorruptFileException(path, HEADER, problem);
    }
    long footerOffset = file.byteSize() - SectionLayout.FOOTER_LENGTH;
    ByteBuffer footerBytes = buffer(file, footerOffset, SectionLayout.FOOTER_LENGTH);
    if (!SectionLayout.isFooter(footerBytes)) {
      throw new CorruptFileException(
          path, DIRECTORY, "the file does not end in a footer: cut off, or its end is damaged");
    }
    SectionLayout.Footer footer = SectionLayout.readFooter(footerBytes);
    long directoryEnd = footer.directoryOffset() + footer.directoryLength();
    if (footer.fileLength() != file.byteSize()
        || footer.directoryOffset() < SectionLayout.HEADER_LENGTH
        || footer.directoryLength() < 0
        || footer.directoryLength() > Integer.MAX_VALUE
        || SectionLayout.align(directoryEnd) != footerOffset) {
      throw new CorruptFileException(path, DIRECTORY, "the footer belongs to another file");
    }
    ByteBuffer directory = buffer(file, footer.directoryOffset(), footer.directoryLength());
    if (SectionLayout.checksum(directory) != footer.directoryChecksum()) {
      throw new CorruptFileException(path, DIRECTORY, "checksum does not match");
    }
    for (long offset = directoryEnd; offset < footerOffset; offset++) {
      if (file.get(ValueLayout.JAVA_BYTE, offset) != 0) {
        throw new CorruptFileException(path, DIRECTORY, "a byte after its end is not zero");
      }
    }
    return place(path, file, footer, directory);
  }

  /**
   * Sections must lie side by side from the header to the directory, so that no byte is nobody's.
   */
  private static Map<String, MappedSection> place(
      Path path, MemorySegment file, SectionLayout.Footer footer, ByteBuffer directory)
      throws CorruptFileException {
    List<SectionEntry> entries;
    try {
      entries = SectionLayout.readDirectory(directory, footer.sections());
    } catch (BufferUnderflowException | IllegalArgumentException impossible) {
      throw new CorruptFileException(path, DIRECTORY, "cannot be read: " + impossible.getMessage());
    }
    Map<String, MappedSection> sections = new LinkedHashMap<>();
    long next = SectionLayout.HEADER_LENGTH;
    for (SectionEntry entry : entries) {
      if (entry.offset() != next || entry.paddedEnd() > footer.directoryOffset()) {
        throw new CorruptFileException(path, entry.name(), "does not lie where it should");
      }
      if (sections.put(entry.name(), new MappedSection(path, entry, file)) != null) {
        throw new CorruptFileException(path, entry.name(), "is there twice");
      }
      next = entry.paddedEnd();
    }
    if (next != footer.directoryOffset()) {
      throw new CorruptFileException(path, DIRECTORY, "does not follow the last section");
    }
    return sections;
  }

  private static ByteBuffer buffer(MemorySegment file, long offset, long length) {
    return file.asSlice(offset, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  public Path path() {
    return path;
  }

  /** The names of the sections in file order. */
  public List<String> names() {
    return List.copyOf(sections.keySet());
  }

  public boolean has(String name) {
    return sections.containsKey(name);
  }

  /**
   * The section's bytes (read-only, 64-byte aligned in the file). Verifies them all if this was not
   * done before.
   *
   * @throws CorruptFileException when they are damaged, or there is no such section
   */
  public MemorySegment section(String name) throws CorruptFileException {
    MappedSection section = find(name);
    if (!section.isVerified()) {
      section.verify();
    }
    return section.bytes();
  }

  /** Some of a section's bytes; verifies only the blocks that hold them. */
  public MemorySegment range(String name, long offset, long length) throws CorruptFileException {
    MappedSection section = find(name);
    section.verifyRange(offset, length);
    return section.bytes().asSlice(offset, length);
  }

  /** The version of the section's content. */
  public int version(String name) throws CorruptFileException {
    return find(name).entry().version();
  }

  /** Reads the whole section of the file, again if need be, and compares its checksums. */
  public void verify(String name) throws CorruptFileException {
    find(name).verify();
  }

  /**
   * Verifies the block(s) of a section that hold bytes [offset, offset+length) if this was not done
   * before; cheap afterwards.
   */
  public void verifyRange(String name, long offset, long length) throws CorruptFileException {
    find(name).verifyRange(offset, length);
  }

  private MappedSection find(String name) throws CorruptFileException {
    MappedSection section = sections.get(name);
    if (section == null) {
      throw new CorruptFileException(path, name, "is missing");
    }
    return section;
  }

  /**
   * Copies a section into memory of its own, in large pages, for as long as the file is open: from
   * then on {@link #section} and {@link #range} hand out the copy. The copy is verified as it is
   * read, and the page cache need not hold the same bytes any longer. What was handed out before
   * stays good.
   *
   * @return false when the budget has no room: the section stays mapped, and may be tried again
   * @throws CorruptFileException when the bytes are damaged; nothing of the budget is taken then
   */
  public boolean pin(String name, PinnedBudget budget) throws IOException {
    return find(name).pin(budget);
  }

  public boolean isPinned(String name) throws CorruptFileException {
    return find(name).isPinned();
  }

  /** Whether the last {@link #pin} found no room. */
  public boolean isRefused(String name) throws CorruptFileException {
    return find(name).isRefused();
  }

  /**
   * Says that a section is read here and there from now on: where it is mapped, a miss of the page
   * cache reads one page. To be called after it was verified, which reads from front to back.
   */
  public void expectRandomReads(String name) throws CorruptFileException {
    find(name).expectRandomReads();
  }

  /**
   * Unmaps the file and frees the copies. Whoever reads on gets an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    sections.values().forEach(MappedSection::close);
    arena.close();
  }
}
