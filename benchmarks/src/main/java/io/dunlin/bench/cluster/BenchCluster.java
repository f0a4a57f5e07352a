package io.dunlin.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.bench.node.NodeProcess;
import io.dunlin.bench.node.RestClient;
import io.dunlin.localcassandra.CassandraAddress;
import io.dunlin.localcassandra.CommitLogSync;
import io.dunlin.localcassandra.LocalCassandra;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A Cassandra and some nodes on loopback, each a process as users start it, with the settings that
 * a node has by default. One thread changes it.
 */
public final class BenchCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final long LOOK_EVERY_MILLIS = 100;

  /**
   * @param launcher {@code bin/dunlin}
   * @param folder for all files; made if there is none
   * @param most nodes that there may be at a time
   * @param javaOptions of each node
   */
  public record Plan(Path launcher, Path folder, int most, String javaOptions) {}

  private final Plan plan;
  private final LocalCassandra cassandra;
  private final int first;
  private final List<Integer> ports = new ArrayList<>();
  private final List<@Nullable BenchNode> nodes = new ArrayList<>();

  private BenchCluster(Plan plan, LocalCassandra cassandra, int first) throws IOException {
    this.plan = plan;
    this.cassandra = cassandra;
    this.first = first;
    for (int node = 0; node < plan.most; node++) {
      ports.add(freePort());
      nodes.add(null);
    }
  }

  /**
   * Returns when the first so many nodes serve and know each other. They are the seed nodes: one
   * that is told of others would look for them for seconds before it begins a cluster.
   */
  public static BenchCluster start(Plan plan, int count) throws IOException, InterruptedException {
    Files.createDirectories(plan.folder);
    LocalCassandra cassandra =
        LocalCassandra.start(
            plan.folder.resolve("cassandra"),
            CassandraAddress.any(),
            "2g",
            // As one of three would be run.
            CommitLogSync.PERIODIC);
    BenchCluster cluster = new BenchCluster(plan, cassandra, count);
    try {
      cluster.migrate();
      cluster.startFirst(count);
      return cluster;
    } catch (IOException | InterruptedException e) {
      cluster.close();
      throw e;
    }
  }

  private void migrate() throws IOException, InterruptedException {
    Path log = plan.folder.resolve("migrate.log");
    ProcessBuilder builder = new ProcessBuilder(plan.launcher.toString(), "migrate");
    builder.environment().putAll(settings(0));
    if (builder.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor() != 0) {
      throw new IOException("no tables were made: " + Files.readString(log));
    }
  }

  /** At once, since none is ready before those it is told of are there. */
  private void startFirst(int count) throws IOException, InterruptedException {
    try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<NodeProcess>> starting = new ArrayList<>();
      for (int node = 0; node < count; node++) {
        int number = node;
        Callable<NodeProcess> start = () -> launch(number);
        starting.add(starters.submit(start));
      }
      for (int node = 0; node < count; node++) {
        nodes.set(node, BenchNode.of(node, starting.get(node).get()));
      }
    } catch (ExecutionException e) {
      throw new IOException("a node did not start", e.getCause());
    }
    awaitMembers(count);
  }

  private NodeProcess launch(int number) throws IOException, InterruptedException {
    return NodeProcess.start(plan.launcher, data(number), settings(number));
  }

  /** Starts a node that does not run; returns when it serves. */
  public BenchNode start(int number) throws IOException, InterruptedException {
    BenchNode node = BenchNode.of(number, launch(number));
    nodes.set(number, node);
    return node;
  }

  /** Takes notice that a node's process has ended, or is about to. */
  void forget(int number) throws InterruptedException {
    BenchNode gone = nodes.set(number, null);
    if (gone != null) {
      gone.rest().close();
      gone.process().awaitEnd();
    }
  }

  /** Those that run, by number. */
  public List<BenchNode> running() {
    List<BenchNode> running = new ArrayList<>();
    for (BenchNode node : nodes) {
      if (node != null) {
        running.add(node);
      }
    }
    return running;
  }

  public BenchNode node(int number) {
    BenchNode node = nodes.get(number);
    if (node == null) {
      throw new IllegalStateException("node " + number + " does not run");
    }
    return node;
  }

  public Path data(int number) {
    return plan.folder.resolve("node-" + number);
  }

  int cassandraPort() {
    return cassandra.contactPoint().getPort();
  }

  /** Processor time of all nodes. */
  double cpuSeconds() throws IOException {
    double sum = 0;
    for (BenchNode node : running()) {
      sum += node.process().cpuSeconds();
    }
    return sum;
  }

  /** Every node that runs sees so many peers. */
  void awaitMembers(int count) throws IOException, InterruptedException {
    for (BenchNode node : running()) {
      await(
          () -> Places.peers(node.rest()).size() == count,
          "node %d does not see %d peers".formatted(node.number(), count));
    }
  }

  /** Every copy that a collection wants holds all of its shard, and nothing is on its way. */
  void awaitWhole(PointSet points) throws IOException, InterruptedException {
    RestClient rest = running().getFirst().rest();
    await(() -> isWhole(rest, points), "not all copies are there");
  }

  private static boolean isWhole(RestClient rest, PointSet points)
      throws IOException, InterruptedException {
    JsonNode state = rest.send("GET", points.path() + "/cluster", "").result();
    return active(state.path("local_shards")) + active(state.path("remote_shards"))
            >= points.shards() * points.replicas()
        && state.path("shard_transfers").isEmpty();
  }

  private static int active(JsonNode copies) {
    int active = 0;
    for (JsonNode copy : copies) {
      active += copy.path("state").asText().equals("Active") ? 1 : 0;
    }
    return active;
  }

  /** Something that comes true after a while. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * Looks now and then.
   *
   * @throws IOException when it takes too long
   */
  static void await(Condition condition, String otherwise)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("%s after %d s".formatted(otherwise, PATIENCE.toSeconds()));
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  /** A node that cannot be asked just now has not said yes. */
  private static boolean holds(Condition condition) throws InterruptedException {
    try {
      return condition.holds();
    } catch (IOException e) {
      return false;
    }
  }

  private Map<String, String> settings(int number) {
    List<String> seeds = ports.subList(0, first).stream().map(port -> "127.0.0.1:" + port).toList();
    Map<String, String> settings = new HashMap<>();
    settings.put("DUNLIN__PROFILE", "cluster");
    settings.put("DUNLIN__CLUSTER__PORT", Integer.toString(ports.get(number)));
    settings.put("DUNLIN__CLUSTER__SEED_NODES", String.join(",", seeds));
    settings.put("DUNLIN__MANAGEMENT__ENABLED", "off");
    settings.put("DUNLIN__CASSANDRA__REPLICATION_FACTOR", "1");
    settings.put("DUNLIN__CASSANDRA__CONTACT_POINTS", "127.0.0.1:" + cassandraPort());
    settings.put("DUNLIN_JAVA_OPTS", plan.javaOptions);
    return settings;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Kills all: what they wrote is not needed any more. */
  @Override
  public void close() throws IOException {
    try {
      for (BenchNode node : running()) {
        node.process().kill();
        forget(node.number());
      }
      cassandra.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
