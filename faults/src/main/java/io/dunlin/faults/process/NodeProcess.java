package io.dunlin.faults.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One run of {@code bin/dunlin}, with the classes under test. Any thread may use it. */
public final class NodeProcess {
  private static final Path SCRIPT = Path.of("../bin/dunlin").toAbsolutePath().normalize();
  private static final Pattern READY =
      Pattern.compile("Dunlin \\S+ is ready: REST (http://[\\d.]+:\\d+)  gRPC .*");
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Process process;
  private final Path log;
  private final CompletableFuture<URI> rest = new CompletableFuture<>();
  private volatile boolean stopped;

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Returns at once.
   *
   * @param prefix words before the program, such as those that enter a namespace
   * @param arguments of the program
   * @param settings environment variables
   * @param log what it prints is added to this file
   */
  public static NodeProcess launch(
      List<String> prefix, List<String> arguments, Map<String, String> settings, Path log)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add("sh");
    command.add(SCRIPT.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DUNLIN_CLASSPATH", productClassPath());
    builder.environment().putAll(settings);
    Undertaker _ = Undertaker.ours();
    NodeProcess node = new NodeProcess(builder.start(), log);
    // Not a virtual one: it holds its carrier while it waits for a line.
    Thread.ofPlatform().daemon().start(node::follow);
    return node;
  }

  /** The class path of this JVM, without this module. */
  private static String productClassPath() {
    Path here = Path.of("target").toAbsolutePath();
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(here))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void follow() {
    try (BufferedReader lines = process.inputReader();
        BufferedWriter file =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line);
        file.newLine();
        file.flush();
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          rest.complete(URI.create(ready.group(1)));
        }
      }
      rest.completeExceptionally(new IOException("it ended without naming its ports"));
    } catch (IOException e) {
      rest.completeExceptionally(e);
    }
  }

  /** Where it serves REST; nothing before it does, and when it ended before it did. */
  public Optional<URI> rest() {
    return rest.isDone() && !rest.isCompletedExceptionally()
        ? Optional.of(rest.join())
        : Optional.empty();
  }

  /**
   * Returns when it serves.
   *
   * @throws IOException when it ended, or took too long
   */
  public void awaitReady() throws IOException, InterruptedException {
    try {
      rest.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a node did not start; see " + log, e);
    }
  }

  /** Whether it has ended, or ends in so much time. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether it ends before something holds, or is waited for in vain. */
  public boolean endsUntil(BooleanSupplier something) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!something.getAsBoolean()) {
      if (endsWithin(LOOK_EVERY)) {
        return true;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("another node did not start; see the logs beside " + log);
      }
    }
    return !alive();
  }

  /** Returns its exit code. */
  public int awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("a node did not end; see " + log);
    }
    return process.exitValue();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Runs, and is not stopped. */
  public boolean awake() {
    return alive() && !stopped;
  }

  /** Ends it with signal 9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Stops it in its tracks. */
  public void pause() throws IOException, InterruptedException {
    stopped = true;
    Shell.run("kill", "-STOP", Long.toString(process.pid()));
  }

  /** Lets it go on, as if no time had passed. */
  public void resume() throws IOException, InterruptedException {
    Shell.run("kill", "-CONT", Long.toString(process.pid()));
    stopped = false;
  }
}
