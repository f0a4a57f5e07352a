package io.dunlin.bench.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A node as a child process, on ports of its own choice. What it prints goes to a file. */
public final class NodeProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(10);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  /** Counted from the field after the name. */
  private static final int UTIME = 11;

  /** What Linux reports to processes, whatever its own clock does. */
  private static final double TICKS_PER_SECOND = 100;

  private final Process process;
  private final Path data;
  private final long startedAt;
  private final NodePorts ports;
  private final double secondsToPorts;

  private NodeProcess(Process process, Path data, long startedAt, NodePorts ports) {
    this.process = process;
    this.data = data;
    this.startedAt = startedAt;
    this.ports = ports;
    this.secondsToPorts = secondsSinceStart();
  }

  /** Whatever ends this program, none of the processes that it starts outlives it. */
  public static void endAllWithThisProgram() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly),
                "end-nodes"));
  }

  /**
   * Starts the launcher and waits until it names its ports.
   *
   * @throws IOException when it ends, or names none in ten minutes
   */
  public static NodeProcess start(Path launcher, Path data)
      throws IOException, InterruptedException {
    return start(launcher, data, Map.of());
  }

  /**
   * The same, with settings.
   *
   * @param settings environment variables
   */
  public static NodeProcess start(Path launcher, Path data, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path log = data.resolveSibling(data.getFileName() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            launcher.toString(),
            "--data-dir",
            data.toString(),
            "--http-port",
            "0",
            "--grpc-port",
            "0");
    builder.environment().putAll(settings);
    long startedAt = System.nanoTime();
    Process process = builder.redirectErrorStream(true).start();
    CompletableFuture<NodePorts> ports = new CompletableFuture<>();
    // Not a virtual one: it holds its carrier while it waits for a line.
    Thread.ofPlatform().daemon().start(() -> follow(process, log, ports));
    try {
      return new NodeProcess(
          process, data, startedAt, ports.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("The node did not start, see " + log, e);
    }
  }

  private static void follow(Process process, Path log, CompletableFuture<NodePorts> ports) {
    try (BufferedReader lines = process.inputReader();
        Writer copy =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line + System.lineSeparator());
        copy.flush();
        NodePorts.parse(line).ifPresent(ports::complete);
      }
      ports.completeExceptionally(new IOException("it ended without naming its ports"));
    } catch (IOException e) {
      ports.completeExceptionally(e);
    }
  }

  public NodePorts ports() {
    return ports;
  }

  public double secondsToPorts() {
    return secondsToPorts;
  }

  public double secondsSinceStart() {
    return (System.nanoTime() - startedAt) / 1e9;
  }

  /** Bytes that the process has in memory, mapped files included. */
  public long residentBytes() throws IOException {
    return statusBytes("VmRSS");
  }

  /** Of these, bytes that are no file's. */
  public long anonymousBytes() throws IOException {
    return statusBytes("RssAnon");
  }

  private long statusBytes(String field) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
              .filter(line -> line.startsWith(field + ":"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow(() -> new IOException("no " + field + " of " + process.pid()))
          * 1024;
    }
  }

  /** Processor time that the process has taken, to a hundredth of a second. */
  public double cpuSeconds() throws IOException {
    String line = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    // The second field is a name in parentheses, which may hold blanks; utime is the 14th.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
    return ticks / TICKS_PER_SECOND;
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Sends signal 9 and does not wait for the end. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Returns when the process has ended. */
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** Stops it in its tracks, until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on, as if no time had passed. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
      throw new IOException("no signal " + name + " could be sent to process " + pid);
    }
  }

  /** Bytes of all files in the data directory. */
  public long diskBytes() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).mapToLong(NodeProcess::sizeOf).sum();
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks the process to end (SIGTERM) and waits; kills it when it does not within two minutes. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("The node did not stop in " + STOP_LIMIT);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
