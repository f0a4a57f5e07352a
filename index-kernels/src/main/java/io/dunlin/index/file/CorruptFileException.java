package io.dunlin.index.file;

import java.io.IOException;
import java.nio.file.Path;

/** Bytes that do not match their checksum, or a file that is not what it should be. */
public final class CorruptFileException extends IOException {
  private final Path path;
  private final String section;

  public CorruptFileException(Path path, String section, String problem) {
    super(path + ": section '" + section + "': " + problem);
    this.path = path;
    this.section = section;
  }

  public Path path() {
    return path;
  }

  /** The damaged section's name, or {@code header} or {@code directory}. */
  public String section() {
    return section;
  }
}
