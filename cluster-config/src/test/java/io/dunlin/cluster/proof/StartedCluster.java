package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.localcassandra.CassandraAddress;
import io.dunlin.localcassandra.LocalCassandra;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** A Cassandra and some nodes that find each other, each a process of its own. */
final class StartedCluster implements AutoCloseable {
  /** How nodes find each other. */
  enum Finding {
    /** By seed nodes, without management ports. */
    SEEDS,
    /** By a list of management ports. */
    DISCOVERY
  }

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LocalCassandra cassandra;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> managementPorts = new ArrayList<>();
  private final Finding finding;
  private final Path folder;
  private final StartedNodes nodes;
  private final IntFunction<Map<String, String>> more;
  private final List<StartedNode> started = new ArrayList<>();

  /** Cassandra with its tables, and the nodes, which all serve. */
  StartedCluster(Path folder, StartedNodes nodes, int count) throws Exception {
    this(folder, nodes, count, Finding.SEEDS, _ -> Map.of());
  }

  /**
   * @param more settings of all nodes, as variables of the environment
   */
  StartedCluster(Path folder, StartedNodes nodes, int count, Map<String, String> more)
      throws Exception {
    this(folder, nodes, count, Finding.SEEDS, _ -> more);
  }

  /**
   * @param each settings of each node by its number, as variables of the environment
   */
  StartedCluster(Path folder, StartedNodes nodes, int count, IntFunction<Map<String, String>> each)
      throws Exception {
    this(folder, nodes, count, Finding.SEEDS, each);
  }

  StartedCluster(Path folder, StartedNodes nodes, int count, Finding finding) throws Exception {
    this(folder, nodes, count, finding, _ -> Map.of());
  }

  private StartedCluster(
      Path folder,
      StartedNodes nodes,
      int count,
      Finding finding,
      IntFunction<Map<String, String>> more)
      throws Exception {
    this.finding = finding;
    this.folder = folder;
    this.more = more;
    this.nodes = nodes;
    this.cassandra =
        LocalCassandra.start(folder.resolve("cassandra"), CassandraAddress.any(), "1g");
    for (int i = 0; i < count; i++) {
      ports.add(freePort());
      managementPorts.add(freePort());
    }
    assertThat(StartedNode.script("migrate").command(settings(0)).start().waitFor()).isZero();
    for (int i = 0; i < count; i++) {
      started.add(nodes.launch(folder.resolve("node-" + i), settings(i)));
    }
    started.forEach(StartedNode::awaitReady);
    awaitMembers(count);
  }

  LocalCassandra cassandra() {
    return cassandra;
  }

  StartedNode node(int number) {
    return started.get(number);
  }

  int size() {
    return started.size();
  }

  /** Where a node keeps its sealed files. */
  Path segments(int number) {
    return folder.resolve("node-" + number).resolve("segments");
  }

  /** A node's management port, where it has one. */
  RestClient management(int number) {
    return new RestClient(managementPorts.get(number));
  }

  /** Starts a node again on its data. */
  StartedNode restart(int number) throws IOException {
    StartedNode node = nodes.start(folder.resolve("node-" + number), settings(number));
    started.set(number, node);
    return node;
  }

  /** Every node that runs sees so many members. */
  void awaitMembers(int count) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (StartedNode node : started) {
      while (node.alive() && members(node) != count) {
        assertThat(System.nanoTime()).as("members: %s", node.log()).isLessThan(deadline);
        Thread.sleep(100);
      }
    }
  }

  private static int members(StartedNode node) throws IOException {
    return node.rest().send("GET", "/cluster", "").result().path("peers").size();
  }

  private Map<String, String> settings(int number) {
    Map<String, String> settings = new HashMap<>();
    settings.put("DUNLIN__PROFILE", "cluster");
    settings.put("DUNLIN__CLUSTER__PORT", Integer.toString(ports.get(number)));
    settings.putAll(
        switch (finding) {
          case SEEDS ->
              Map.of(
                  "DUNLIN__CLUSTER__SEED_NODES", addresses(ports),
                  "DUNLIN__CLUSTER__NODE_PATIENCE", "1 s",
                  "DUNLIN__MANAGEMENT__ENABLED", "off");
          case DISCOVERY ->
              Map.of(
                  "DUNLIN__CLUSTER__DISCOVERY__METHOD", "config",
                  "DUNLIN__CLUSTER__DISCOVERY__ENDPOINTS", addresses(managementPorts),
                  "DUNLIN__MANAGEMENT__PORT", Integer.toString(managementPorts.get(number)));
        });
    settings.put("DUNLIN__CASSANDRA__REPLICATION_FACTOR", "1");
    settings.put(
        "DUNLIN__CASSANDRA__CONTACT_POINTS", "127.0.0.1:" + cassandra.contactPoint().getPort());
    settings.put("DUNLIN_JAVA_OPTS", "-Xmx600m -XX:TieredStopAtLevel=1");
    settings.putAll(more.apply(number));
    return settings;
  }

  private static String addresses(List<Integer> ports) {
    return String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    started.forEach(StartedNode::end);
    cassandra.close();
  }
}
