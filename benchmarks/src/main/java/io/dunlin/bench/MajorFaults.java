package io.dunlin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How often this process had to wait for a page from the disk. */
final class MajorFaults {
  private static final Path STATUS = Path.of("/proc/self/stat");

  /** Of those behind the process's name, which may hold anything; see proc(5). */
  private static final int FIELD = 9;

  private MajorFaults() {}

  /** Zero where the kernel does not tell. */
  static long soFar() throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    String status = Files.readString(STATUS);
    return Long.parseLong(status.substring(status.lastIndexOf(')') + 2).split(" ")[FIELD]);
  }
}
