package io.dunlin.faults.nemesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Clocks that can be set, each node's by itself, with libfaketime between a node and the system's
 * time of day. Intervals (the monotonic clock) stay what they are, as on a machine whose time of
 * day is set.
 */
public final class Clocks {
  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String NAME = "libfaketimeMT.so.1";

  private final Path folder;
  private final Path library;

  private Clocks(Path folder, Path library) {
    this.folder = folder;
    this.library = library;
  }

  /**
   * Nothing where there is no libfaketime: neither installed nor named by the property {@code
   * dunlin.faults.faketime}.
   */
  public static Optional<Clocks> find(Path folder) throws IOException {
    String named = System.getProperty("dunlin.faults.faketime", "");
    if (!named.isEmpty()) {
      return Optional.of(new Clocks(folder, Path.of(named)));
    }
    try (Stream<Path> libraries = Files.list(LIBRARIES)) {
      return libraries
          .map(architecture -> architecture.resolve("faketime").resolve(NAME))
          .filter(Files::isRegularFile)
          .findFirst()
          .map(library -> new Clocks(folder, library));
    }
  }

  /**
   * What a node is started with so that its clock can be set. Asking for the time then takes long.
   */
  public Map<String, String> settings(int node) throws IOException {
    set(node, Duration.ZERO);
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file(node).toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1");
  }

  /** A node's clock jumps, and later jumps back. */
  public Fault step(int node, Duration ahead, Duration length) {
    return (_, _) -> {
      set(node, ahead);
      try {
        Thread.sleep(length);
      } finally {
        set(node, Duration.ZERO);
      }
    };
  }

  private void set(int node, Duration ahead) throws IOException {
    Path written = folder.resolve("clock-" + node + ".new");
    Files.write(written, List.of("%+d".formatted(ahead.toSeconds())));
    Files.move(written, file(node), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path file(int node) {
    return folder.resolve("clock-" + node);
  }
}
