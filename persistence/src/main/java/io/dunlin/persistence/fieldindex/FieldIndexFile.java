package io.dunlin.persistence.fieldindex;

import io.dunlin.index.file.CorruptFileException;
import io.dunlin.index.file.SectionFile;
import io.dunlin.index.file.SectionFileWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An index in a mapped file. Its memory is gone when it is closed. */
public final class FieldIndexFile implements AutoCloseable {
  private final SectionFile file;
  private final FieldIndex index;

  private FieldIndexFile(SectionFile file) throws CorruptFileException {
    this.file = file;
    Map<String, MemorySegment> sections = new HashMap<>();
    for (String section : file.names()) {
      if (file.version(section) != FieldSections.VERSION) {
        throw new CorruptFileException(
            file.path(), section, "has version %d, unknown here".formatted(file.version(section)));
      }
      sections.put(section, file.section(section));
    }
    try {
      this.index = new FieldIndex(sections);
    } catch (IllegalArgumentException | IndexOutOfBoundsException problem) {
      throw new CorruptFileException(
          file.path(), FieldSections.META, "cannot be read: " + problem.getMessage());
    }
  }

  /** Writes what was gathered: aside, fsynced, renamed. */
  public static void write(FieldIndexBuilder builder, Path target) throws IOException {
    try (SectionFileWriter writer = SectionFileWriter.create(target)) {
      for (Map.Entry<String, MemorySegment> section : builder.sections().entrySet()) {
        writer.begin(section.getKey(), FieldSections.VERSION);
        writer.write(section.getValue());
      }
      Path _ = writer.finish();
    }
  }

  /**
   * Maps a file and verifies all of it.
   *
   * @throws CorruptFileException when it is damaged, or of a version that is unknown here
   */
  public static FieldIndexFile open(Path path) throws IOException {
    SectionFile sections = SectionFile.open(path);
    try {
      return new FieldIndexFile(sections);
    } catch (IOException | RuntimeException failure) {
      sections.close();
      throw failure;
    }
  }

  public FieldIndex index() {
    return index;
  }

  @Override
  public void close() {
    file.close();
  }
}
