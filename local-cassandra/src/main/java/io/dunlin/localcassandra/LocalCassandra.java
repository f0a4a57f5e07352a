package io.dunlin.localcassandra;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One Cassandra process on loopback. Its files outlive it: started again on the same directory it
 * has what it had. One thread at a time uses it.
 */
public final class LocalCassandra implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int TOLD_LINES = 30;

  /** How long one that joins others waits to hear of them. */
  private static final Duration GOSSIP_PATIENCE = Duration.ofSeconds(30);

  private final CassandraFiles files;
  private final CassandraAddress address;
  private final String heap;
  private Process process;

  private LocalCassandra(CassandraFiles files, CassandraAddress address, String heap)
      throws IOException {
    this.files = files;
    this.address = address;
    this.heap = heap;
    this.process = fork();
  }

  /** As {@link #start(Path, CassandraAddress, String, CommitLogSync)}; keeps what it acked. */
  public static LocalCassandra start(Path directory, CassandraAddress address, String heap)
      throws IOException, InterruptedException {
    return start(directory, address, heap, CommitLogSync.BATCH);
  }

  /**
   * Returns when clients can connect.
   *
   * @param directory for all its files; made if there is none
   * @param heap as the JVM's option wants it, such as 1g
   * @throws IOException when it does not start; tells the end of its log
   */
  public static LocalCassandra start(
      Path directory, CassandraAddress address, String heap, CommitLogSync sync)
      throws IOException, InterruptedException {
    LocalCassandra cassandra =
        new LocalCassandra(
            new CassandraFiles(Files.createDirectories(directory).toRealPath(), sync),
            address,
            heap);
    cassandra.awaitOpen();
    return cassandra;
  }

  public InetSocketAddress contactPoint() {
    return address.contactPoint();
  }

  /** Ends it at once, as a power cut would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Stops it in its tracks, connections and all, until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Starts it again on its files after {@link #kill} or {@link #close}. */
  public void restart() throws IOException, InterruptedException {
    process = fork();
    awaitOpen();
  }

  /** Ends it in order; the second time does nothing. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private Process fork() throws IOException {
    files.write(address);
    CassandraJvm jvm = CassandraJvm.find();
    List<String> command = new ArrayList<>(jvm.command());
    command.add("-Xms" + heap);
    command.add("-Xmx" + heap);
    command.add("-D" + CassandraMain.PARENT + "=" + ProcessHandle.current().pid());
    command.add("-Dcassandra.config=" + files.yaml().toUri());
    command.add("-Dcassandra.storagedir=" + files.storage());
    command.add("-Dlogback.configurationFile=" + files.logback());
    command.add("-Dcassandra-foreground=yes");
    command.add("-Dcassandra.ring_delay_ms=" + (address.isSeed() ? 0 : GOSSIP_PATIENCE.toMillis()));
    command.add("-Dcassandra.superuser_setup_delay_ms=0");
    command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
    command.add("-cp");
    command.add(jvm.classPath(CassandraJars.ours(), CassandraJars.classPath()));
    command.add(CassandraMain.class.getName());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
        .start();
  }

  private void awaitOpen() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isOpen()) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        kill();
        throw new IOException("Cassandra did not start; its log ends with\n" + endOfLog());
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
  }

  private boolean isOpen() {
    try (Socket socket = new Socket()) {
      socket.connect(contactPoint(), (int) LOOK_EVERY.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String endOfLog() throws IOException {
    List<String> lines = Files.readAllLines(files.log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
