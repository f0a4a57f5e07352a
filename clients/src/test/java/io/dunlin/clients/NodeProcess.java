package io.dunlin.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code bin/dunlin} in a process of its own, with a class path of its own. What it prints is in
 * {@code target/node.log}; it ends with this JVM.
 */
final class NodeProcess {
  private static final Path BUILT = Path.of("../cluster-config/target");
  private static final Path LOG = Path.of("target/node.log");
  private static final Pattern READY =
      Pattern.compile("Dunlin \\S+ is ready: .* gRPC 127\\.0\\.0\\.1:(\\d+) .*");
  private static final long PATIENCE_SECONDS = 300;

  private final Process process;
  private final CompletableFuture<Integer> grpcPort = new CompletableFuture<>();

  private NodeProcess(Process process) {
    this.process = process;
  }

  static NodeProcess start() {
    try {
      Path data = Files.createTempDirectory(Path.of("target"), "node");
      ProcessBuilder builder =
          new ProcessBuilder(
                  "sh",
                  "../bin/dunlin",
                  "--data-dir",
                  data.toString(),
                  "--http-port=0",
                  "--grpc-port=0")
              .redirectErrorStream(true);
      builder.environment().put("DUNLIN_CLASSPATH", classPath());
      builder.environment().put("DUNLIN_JAVA_OPTS", "-Xmx1g");
      NodeProcess node = new NodeProcess(builder.start());
      Runtime.getRuntime().addShutdownHook(new Thread(node.process::destroyForcibly));
      // Not a virtual one: it holds its carrier while it waits for a line.
      Thread.ofPlatform().daemon().start(node::follow);
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The classes as they are built now, packaged or not. */
  private static String classPath() throws IOException {
    return BUILT.resolve("classes").toAbsolutePath()
        + ":"
        + Files.readString(BUILT.resolve("classpath-of-classes"));
  }

  private void follow() {
    try (BufferedReader lines = process.inputReader();
        Writer log = Files.newBufferedWriter(LOG)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.write(line + System.lineSeparator());
        log.flush();
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          grpcPort.complete(Integer.parseInt(ready.group(1)));
        }
      }
      grpcPort.completeExceptionally(new IOException("it ended without naming its port"));
    } catch (IOException e) {
      grpcPort.completeExceptionally(e);
    }
  }

  /** Of a node that is ready. */
  int grpcPort() {
    try {
      return grpcPort.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("The node did not start, see " + LOG.toAbsolutePath(), e);
    }
  }
}
