package io.dunlin.cluster.storage;

import io.dunlin.index.file.AsideFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which journal a data directory's shards are logged in. A node that came with another would find
 * none of its shards in that catalog and take their files for leftovers.
 */
final class JournalIdentity {
  private static final String FILE_NAME = "journal-id";

  private JournalIdentity() {}

  /**
   * Writes down what the directory belongs to, or makes sure that it still does. The directory is
   * locked by the caller.
   *
   * @param journal a line that no other journal has
   * @throws IllegalStateException when it belongs to another
   */
  static void check(Path directory, String journal) {
    Path file = directory.resolve(FILE_NAME);
    try {
      if (!Files.exists(file)) {
        try (AsideFile aside = AsideFile.create(directory, FILE_NAME)) {
          aside.write(ByteBuffer.wrap((journal + "\n").getBytes(StandardCharsets.UTF_8)));
          aside.publish(FILE_NAME);
        }
        return;
      }
      String known = Files.readString(file).strip();
      if (!known.equals(journal)) {
        throw new IllegalStateException(
            "data directory %s belongs to the journal \"%s\", and the settings name \"%s\", which knows nothing of its shards; bring back the settings that it was made with or take an empty directory (when this is the same journal, restored from a backup: remove %s)"
                .formatted(directory, known, journal, file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
