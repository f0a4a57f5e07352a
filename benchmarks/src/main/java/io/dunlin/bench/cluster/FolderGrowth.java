package io.dunlin.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How fast files come into a folder while any come, looked at every 20 ms until it is closed. What
 * is removed does not count.
 */
final class FolderGrowth implements AutoCloseable {
  private static final long INTERVAL_NANOS = 20_000_000;

  private final Path folder;
  private final Thread thread;
  private volatile boolean over;
  private long bytes;
  private long nanos;

  private FolderGrowth(Path folder) {
    this.folder = folder;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::run);
  }

  /**
   * @param folder may be made later
   */
  static FolderGrowth watch(Path folder) {
    FolderGrowth growth = new FolderGrowth(folder);
    growth.thread.start();
    return growth;
  }

  private void run() {
    long size = 0;
    long looked = System.nanoTime();
    while (!over) {
      LockSupport.parkNanos(INTERVAL_NANOS);
      long now = size(size);
      long present = System.nanoTime();
      if (now > size) {
        bytes += now - size;
        nanos += present - looked;
      }
      size = now;
      looked = present;
    }
  }

  /**
   * @param otherwise where the folder is not there, or changes while it is read
   */
  private long size(long otherwise) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(FolderGrowth::size).sum();
    } catch (IOException | UncheckedIOException e) {
      return otherwise;
    }
  }

  /** Nothing of one that is just being renamed or removed. */
  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Once it is closed; 0 when nothing came. */
  double bytesPerSecond() {
    return nanos == 0 ? 0 : bytes / (nanos / 1e9);
  }

  @Override
  public void close() throws IOException {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
