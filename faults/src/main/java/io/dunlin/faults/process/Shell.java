package io.dunlin.faults.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Commands of the system. */
public final class Shell {
  private Shell() {}

  /**
   * Returns when it has ended.
   *
   * @throws IOException with what it printed, when it failed
   */
  public static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + printed.strip());
    }
  }

  /** Whether it can be run here and succeeds. */
  public static boolean works(String... command) throws InterruptedException {
    try {
      run(command);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
