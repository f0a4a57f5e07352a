package io.dunlin.persistence.cassandra;

import io.dunlin.index.file.AsideFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer session that a node used last, kept in its data directory. The directory is locked by
 * the process that runs on it: so the session of one that was killed can be ended by the next at
 * once, where other nodes have to see it stand still for a while.
 *
 * @param directory locked by this process
 */
public record SessionFile(Path directory) {
  private static final Logger LOG = LoggerFactory.getLogger(SessionFile.class);
  private static final String NAME = "writer-session";

  /** Of the process before; empty when there was none, or when the file is damaged. */
  Optional<UUID> last() {
    Path file = directory.resolve(NAME);
    try {
      return Files.exists(file)
          ? Optional.of(UUID.fromString(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      // It saves time only: others find out without it.
      return Optional.empty();
    }
  }

  /** To be called before the session is used. It saves time only: a node goes on without it. */
  void remember(UUID session) {
    try (AsideFile aside = AsideFile.create(directory, NAME)) {
      aside.write(ByteBuffer.wrap((session + "\n").getBytes(StandardCharsets.UTF_8)));
      aside.publish(NAME);
    } catch (IOException e) {
      LOG.warn("Writer session {} cannot be written down: {}", session, e.toString());
    }
  }
}
