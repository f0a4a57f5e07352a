package io.dunlin.persistence.store;

import io.dunlin.index.file.CorruptFileException;
import java.nio.file.Path;

/**
 * What a store records of a content and compares when it reads it again.
 *
 * @param sha256 64 hexadecimal digits, in lower case
 */
record Fingerprint(long length, String sha256) {
  private static final String SECTION = "content";

  /** Compares with what was read; {@code file} is for the error only. */
  void requireSame(Fingerprint read, Path file) throws CorruptFileException {
    if (read.length != length) {
      throw corrupt(file, "%d bytes were stored, %d are there".formatted(length, read.length));
    }
    if (!read.sha256.equals(sha256)) {
      throw corrupt(
          file, "SHA-256 is %s, %s was recorded when it was stored".formatted(read.sha256, sha256));
    }
  }

  static CorruptFileException corrupt(Path file, String problem) {
    return new CorruptFileException(file, SECTION, problem);
  }
}
