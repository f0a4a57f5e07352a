package io.dunlin.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Without which a figure says nothing.
 *
 * @param heapBytes the most that this process may use
 */
public record Machine(
    String processor, int cores, String operatingSystem, String java, long heapBytes) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** The one this runs on. */
  public static Machine here() throws IOException {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        Runtime.getRuntime().maxMemory());
  }

  private static String processorName() throws IOException {
    if (!Files.exists(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  @Override
  public String toString() {
    return "%s, %d cores, %s, %s".formatted(processor, cores, operatingSystem, java);
  }
}
