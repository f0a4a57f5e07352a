package io.dunlin.cluster.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One node's process, whose lines are passed on under its name. */
final class LocalNode {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
  private static final String READY = " is ready: ";

  private final String name;
  private final Process process;
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private LocalNode(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * @param script {@code bin/dunlin}
   * @param settings environment variables
   */
  static LocalNode start(
      String name, Path script, Path data, Map<String, String> settings, PrintStream out)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    "sh", script.toString(), "--profile", "cluster", "--data-dir", data.toString()))
            .redirectErrorStream(true);
    builder.environment().putAll(settings);
    LocalNode node = new LocalNode(name, builder.start());
    // Not a virtual one: it holds its carrier while it waits for a line.
    Thread.ofPlatform().daemon().start(() -> node.follow(out));
    return node;
  }

  private void follow(PrintStream out) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println("[" + name + "] " + line);
        if (line.contains(READY)) {
          ready.complete(line);
        }
      }
    } catch (IOException e) {
      out.println("[" + name + "] its output ended: " + e);
    }
    ready.completeExceptionally(new IOException(name + " ended before it was ready; see above"));
  }

  /** Completes with what it said when it was ready. */
  CompletableFuture<String> ready() {
    return ready;
  }

  /** Completes when the process has ended, however. */
  CompletableFuture<Process> ended() {
    return process.onExit();
  }

  void stop() throws InterruptedException {
    // Not the process itself, which would close the output at once.
    var _ = process.toHandle().destroy();
    if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
