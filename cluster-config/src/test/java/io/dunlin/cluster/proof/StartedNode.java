package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A node as its users have one: {@code bin/dunlin} in a process of its own, on ports of its own
 * choice, running the classes under test.
 */
final class StartedNode {
  private static final Path SCRIPT = Path.of("../bin/dunlin").toAbsolutePath().normalize();
  private static final Pattern READY =
      Pattern.compile(
          "Dunlin \\S+ is ready: REST http://127\\.0\\.0\\.1:(\\d+)  gRPC 127\\.0\\.0\\.1:(\\d+) .*");
  private static final long PATIENCE_SECONDS = 300;
  private static final int LOG_LINES = 500;

  /** What a shell reports of a process that signal 9 ended. */
  private static final int KILLED = 128 + 9;

  static {
    // It prints a stack trace for every call that fails; here many are meant to.
    ((Logger) LoggerFactory.getLogger(QdrantClient.class)).setLevel(Level.OFF);
  }

  private record Ports(int http, int grpc) {}

  private final Path data;
  private final Map<String, String> settings;
  private final Process process;
  private final CompletableFuture<Ports> ports = new CompletableFuture<>();
  private final Deque<String> log = new ArrayDeque<>();
  private @Nullable QdrantClient client;

  private StartedNode(Path data, Map<String, String> settings, Process process) {
    this.data = data;
    this.settings = settings;
    this.process = process;
  }

  /**
   * Starts the process and returns at once; whatever needs the ports waits for them.
   *
   * @param settings environment variables
   */
  static StartedNode launch(Path data, Map<String, String> settings) throws IOException {
    ProcessBuilder builder =
        script("--data-dir", data.toString(), "--http-port=0", "--grpc-port=0").command(settings);
    StartedNode node = new StartedNode(data, settings, builder.start());
    // Not a virtual one: it holds its carrier while it waits for a line.
    Thread.ofPlatform().daemon().start(node::follow);
    return node;
  }

  /** How {@code bin/dunlin} is called. */
  record Script(List<String> arguments) {
    /**
     * @param settings environment variables
     */
    ProcessBuilder command(Map<String, String> settings) {
      List<String> words = new ArrayList<>(List.of("sh", SCRIPT.toString()));
      words.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.environment().put("DUNLIN_CLASSPATH", NodeImage.CLASS_PATH);
      builder.environment().put("DUNLIN_ARCHIVE", NodeImage.ARCHIVE.toString());
      builder.environment().put("DUNLIN_JAVA_OPTS", "-Xmx1g");
      builder.environment().putAll(settings);
      return builder;
    }
  }

  static Script script(String... arguments) {
    return new Script(List.of(arguments));
  }

  private void follow() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        append(line);
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          ports.complete(
              new Ports(Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2))));
        }
      }
      ports.completeExceptionally(new IOException("it ended without naming its ports"));
    } catch (IOException e) {
      ports.completeExceptionally(e);
    }
  }

  private void append(String line) {
    synchronized (log) {
      if (log.size() == LOG_LINES) {
        log.removeFirst();
      }
      log.addLast(line);
    }
  }

  /** The last lines that the node printed. */
  String log() {
    synchronized (log) {
      return String.join("\n", log);
    }
  }

  Path data() {
    return data;
  }

  /** Another process on the same data, which has to have ended. */
  StartedNode relaunch() throws IOException {
    return launch(data, settings);
  }

  void awaitReady() {
    ports();
  }

  private Ports ports() {
    try {
      return ports.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("The node did not start:\n" + log(), e);
    }
  }

  int httpPort() {
    return ports().http();
  }

  int grpcPort() {
    return ports().grpc();
  }

  /** May do whatever the node's own key may. */
  RestClient rest() {
    return new RestClient(httpPort(), key());
  }

  /** What every request has to show; empty where none has to. */
  String key() {
    return settings.getOrDefault("DUNLIN__ACCESS__API_KEY", "");
  }

  /** The official client, closed with the node. */
  QdrantClient grpc() {
    if (client == null) {
      client = new QdrantClient(grpc(key()).build());
    }
    return client;
  }

  /** The number of its process. */
  long pid() {
    return process.pid();
  }

  /** The connection of an official client that shows a key, or a token. */
  QdrantGrpcClient.Builder grpc(String secret) {
    QdrantGrpcClient.Builder builder =
        QdrantGrpcClient.newBuilder("127.0.0.1", grpcPort(), false, false);
    return secret.isEmpty() ? builder : builder.withApiKey(secret);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Sends signal 9, which a process cannot see coming, and waits for the end. */
  void kill9() {
    process.destroyForcibly();
    assertThat(exitValue()).as("ended by signal 9 and not by itself:%n%s", log()).isEqualTo(KILLED);
  }

  /** Waits until the process ends by itself, and tells how. */
  int awaitEnd() {
    return exitValue();
  }

  /** Asks the node to end and waits until it has. */
  void stop() {
    process.destroy();
    assertThat(exitValue()).as("a clean end:%n%s", log()).isZero();
  }

  /** Sees to it that the process has ended, in whatever state it is. */
  void end() {
    process.destroyForcibly();
    exitValue();
  }

  private int exitValue() {
    if (client != null) {
      client.close();
      client = null;
    }
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }
}
