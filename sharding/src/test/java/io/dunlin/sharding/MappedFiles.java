package io.dunlin.sharding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What this process has mapped of the files below a folder, as the kernel lists it. */
record MappedFiles(int files, long bytes) {
  private static final Path MAPS = Path.of("/proc/self/maps");

  /** Skips the test where the kernel has no such list. */
  static MappedFiles below(Path folder) {
    Assumptions.assumeTrue(Files.isReadable(MAPS), "needs /proc/self/maps");
    try {
      String prefix = folder.toRealPath().toString();
      List<String> lines =
          Files.readAllLines(MAPS).stream()
              .filter(line -> line.contains(prefix) && line.contains(".seg"))
              .toList();
      return new MappedFiles(lines.size(), lines.stream().mapToLong(MappedFiles::length).sum());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A line starts with the first address and the one after the last, in hex. */
  private static long length(String line) {
    int dash = line.indexOf('-');
    return Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16)
        - Long.parseUnsignedLong(line, 0, dash, 16);
  }
}
