package io.dunlin.faults.nemesis;

import io.dunlin.faults.process.Shell;
import io.dunlin.faults.process.Undertaker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A disk in memory for each node's data, small enough to be filled. Needs the right to mount. */
public final class SmallDisks implements AutoCloseable {
  private static final int BLOCK = 64 * 1024;

  private final List<Path> mounted = new ArrayList<>();

  /** Whether this machine lets us; a directory to try it on. */
  public static boolean allowed(Path directory) throws IOException, InterruptedException {
    Path probe = Files.createDirectories(directory);
    return Shell.works("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe.toString())
        && Shell.works("umount", probe.toString());
  }

  /** Before a node starts on it. */
  public void mount(Path directory, int megabytes) throws IOException, InterruptedException {
    String path = Files.createDirectories(directory).toString();
    Shell.run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path);
    mounted.add(directory);
    Undertaker.ours().atEnd(List.of("umount", "-l", path));
  }

  /** A node's disk is full to the last byte. */
  public static Fault full(Victim victim, Duration length) {
    return (cluster, random) -> {
      Path ballast = cluster.data(victim.choose(cluster, random)).resolve("ballast");
      fill(ballast);
      Thread.sleep(length);
      Files.delete(ballast);
    };
  }

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[BLOCK];
    for (int size = BLOCK; size > 0; size /= 2) {
      try (OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (true) {
          out.write(block, 0, size);
        }
      } catch (IOException full) {
        // Smaller pieces may still fit.
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (Path directory : mounted) {
        Shell.run("umount", "-l", directory.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
