package io.dunlin.persistence.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Stores for tests that look below Pekko. */
final class StoreFixture {
  private static final long MEGABYTE = 1 << 20;

  private StoreFixture() {}

  static RocksSettings settings(Path directory) {
    return new RocksSettings(
        directory,
        8 * MEGABYTE,
        16 * MEGABYTE,
        64 * MEGABYTE,
        4096,
        64,
        4096,
        8 * MEGABYTE,
        Duration.ofMillis(20));
  }

  static RocksStore open(Path directory) {
    return RocksStore.open(settings(directory));
  }

  static StoredEvent event(long sequenceNumber) {
    return new StoredEvent(
        sequenceNumber, ("event " + sequenceNumber).getBytes(StandardCharsets.US_ASCII));
  }

  static List<StoredEvent> events(long from, long to) {
    List<StoredEvent> events = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      events.add(event(number));
    }
    return events;
  }

  static List<Long> sequenceNumbers(RocksStore store, String persistenceId) {
    return store.read(persistenceId, 0, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE).stream()
        .map(StoredEvent::sequenceNumber)
        .toList();
  }

  /** The newest write-ahead log. */
  static Path log(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Path::compareTo)
          .orElseThrow();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What a crash would leave, as far as the process is concerned: the files as they are. */
  static Path copy(Path directory, Path copy) throws IOException {
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }
}
