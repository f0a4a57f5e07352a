package io.dunlin.cluster.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes this process the only one that writes a data directory. The operating system holds the lock
 * and drops it with the process, however that ends, so nothing is ever left behind to clean up. The
 * file tells the holder's process id to whoever is refused; only the lock itself counts.
 */
public final class DataDirectoryLock implements AutoCloseable {
  private static final String FILE_NAME = "lock";

  private final FileChannel channel;

  private DataDirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the directory if there is none, and locks it.
   *
   * @throws DirectoryInUseException when another node has it, which is not disturbed
   */
  public static DataDirectoryLock acquire(Path directory)
      throws IOException, DirectoryInUseException {
    Files.createDirectories(directory);
    Path file = directory.resolve(FILE_NAME);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel)) {
        write(channel, Long.toString(ProcessHandle.current().pid()));
        return new DataDirectoryLock(channel);
      }
      throw new DirectoryInUseException(directory, Files.readString(file));
    } catch (IOException | DirectoryInUseException e) {
      channel.close();
      throw e;
    }
  }

  /** Lets others have the directory; call it after the last file below it is closed. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another node in this very process
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }
}
