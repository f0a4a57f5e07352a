package io.dunlin.index.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file being written under a name that ends in {@link #SUFFIX}, so that nobody takes it for
 * finished. {@link #publish} makes it durable and then visible in one step; {@link #close} without
 * that removes it. Used by one thread; {@link #isInProgress} may be asked by any.
 */
public final class AsideFile implements AutoCloseable {
  public static final String SUFFIX = ".tmp";

  /** The files of this process that are being written: what a cleaner must not take. */
  private static final Set<Path> IN_PROGRESS = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final Path path;
  private final FileChannel channel;
  private boolean published;

  private AsideFile(Path directory, Path path, FileChannel channel) {
    this.directory = directory;
    this.path = path;
    this.channel = channel;
  }

  /** Starts an empty file {@code name.tmp} in {@code directory}, over a left-over of that name. */
  public static AsideFile create(Path directory, String name) throws IOException {
    Path path = directory.resolve(name + SUFFIX).toAbsolutePath();
    if (!IN_PROGRESS.add(path)) {
      throw new IOException(path + " is being written already");
    }
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      return new AsideFile(directory, path, channel);
    } catch (IOException | RuntimeException failure) {
      IN_PROGRESS.remove(path);
      throw failure;
    }
  }

  /** Whether a writer of this process is at work on the file; if not, it was broken off. */
  public static boolean isInProgress(Path path) {
    return IN_PROGRESS.contains(path.toAbsolutePath());
  }

  /** Where the bytes are until they are published; what was written can be read there. */
  public Path path() {
    return path;
  }

  /** Appends all that remains in {@code bytes}. */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int ignored = channel.write(bytes);
    }
  }

  /**
   * Syncs the bytes, gives the file its name (replacing a file that has it) and syncs the
   * directory. When only the last step fails the file is there, but may be gone after a power
   * failure.
   *
   * @return the file's path
   */
  public Path publish(String name) throws IOException {
    channel.force(true);
    channel.close();
    Path target = directory.resolve(name);
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    published = true;
    syncDirectory(directory);
    return target;
  }

  /** Makes the names in a directory durable. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
      if (!published) {
        Files.deleteIfExists(path);
      }
    } finally {
      IN_PROGRESS.remove(path);
    }
  }
}
