package io.dunlin.faults.nemesis;

import io.dunlin.faults.process.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Clocks that can be set, each node's by itself: {@code clock.c} stands between a node and the
 * system's time of day. Intervals (the monotonic clock) stay what they are, as on a machine whose
 * time of day is set.
 */
public final class Clocks {
  private final Path folder;
  private final Path library;

  private Clocks(Path folder, Path library) {
    this.folder = folder;
    this.library = library;
  }

  /** Nothing where there is no gcc. */
  public static Optional<Clocks> make(Path folder) throws IOException, InterruptedException {
    if (!Shell.works("gcc", "--version")) {
      return Optional.empty();
    }
    Path source = folder.resolve("clock.c");
    try (InputStream there =
        Objects.requireNonNull(Clocks.class.getResourceAsStream("clock.c"), "clock.c")) {
      Files.copy(there, source);
    }
    Path library = folder.resolve("clock.so");
    Shell.run("gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString());
    return Optional.of(new Clocks(folder, library));
  }

  /** What a node is started with so that its clock can be set. */
  public Map<String, String> settings(int node) throws IOException {
    set(node, Duration.ZERO);
    return Map.of("LD_PRELOAD", library.toString(), "SET_CLOCK", file(node).toString());
  }

  /** A node's clock jumps, and later jumps back. */
  public Fault step(Victim victim, Duration ahead, Duration length) {
    return (cluster, random) -> {
      int node = victim.choose(cluster, random);
      set(node, ahead);
      try {
        Thread.sleep(length);
      } finally {
        set(node, Duration.ZERO);
      }
    };
  }

  /** What a node takes for now is so far ahead. */
  private void set(int node, Duration ahead) throws IOException {
    ByteBuffer nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    nanos.putLong(0, ahead.toNanos());
    try (FileChannel file =
        FileChannel.open(file(node), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      int _ = file.write(nanos, 0);
    }
  }

  private Path file(int node) {
    return folder.resolve("clock-" + node);
  }
}
