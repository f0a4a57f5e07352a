package io.dunlin.faults.process;

import io.dunlin.faults.net.Forwarder;
import io.dunlin.faults.net.Hosts;
import io.dunlin.localcassandra.CassandraAddress;
import io.dunlin.localcassandra.LocalCassandra;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * One Cassandra or a ring of three, and some nodes, each with a forwarder of its own to Cassandra.
 * One thread harms it; any thread may ask where its nodes are.
 */
public final class TestedCluster implements AutoCloseable {
  /**
   * @param cassandras one, or three of which each has all
   * @param settings environment variables of every node, over those that make them a cluster
   * @param ofEach more of them, a map for each node, or none
   */
  public record Plan(
      int nodes, int cassandras, Map<String, String> settings, List<Map<String, String>> ofEach) {}

  private final Path folder;
  private final Plan plan;
  private final Hosts hosts;
  private final List<LocalCassandra> cassandras = new ArrayList<>();
  private final List<Forwarder> forwarders = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
  // The first begins the cluster; of the others, which start together, this is only likely.
  private final List<Integer> byAge = new ArrayList<>();
  private int ended;

  private TestedCluster(Path folder, Plan plan, Hosts hosts) {
    this.folder = folder;
    this.plan = plan;
    this.hosts = hosts;
  }

  /** Returns when all nodes serve. */
  public static TestedCluster start(Path folder, Plan plan, Hosts hosts)
      throws IOException, InterruptedException {
    TestedCluster cluster = new TestedCluster(folder, plan, hosts);
    try {
      cluster.startAll();
    } catch (IOException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void startAll() throws IOException, InterruptedException {
    CassandraAddress first =
        new CassandraAddress(hosts.gateway(), hosts.gateway(), freePort(), freePort());
    for (int i = 1; i <= plan.cassandras; i++) {
      CassandraAddress address = i == 1 ? first : first.sibling(i);
      cassandras.add(LocalCassandra.start(folder.resolve("cassandra-" + i), address, "1g"));
    }
    for (int node = 0; node < plan.nodes; node++) {
      ports.add(freePort());
      forwarders.add(Forwarder.start(hosts.gateway(), first.contactPoint()));
    }
    NodeProcess migration =
        NodeProcess.launch(List.of(), List.of("migrate"), settings(0), log("migrate"));
    if (migration.awaitEnd() != 0) {
      throw new IOException("no tables were made: " + Files.readString(log("migrate")));
    }
    for (int node = 0; node < plan.nodes; node++) {
      nodes.add(launch(node, ""));
      byAge.add(node);
    }
    for (NodeProcess node : nodes) {
      node.awaitReady();
    }
  }

  public int size() {
    return plan.nodes;
  }

  public NodeProcess node(int number) {
    return nodes.get(number);
  }

  /** Where a node serves REST, if it does. */
  public Optional<URI> rest(int number) {
    NodeProcess node = nodes.get(number);
    return node.alive() ? node.rest() : Optional.empty();
  }

  public List<LocalCassandra> cassandras() {
    return cassandras;
  }

  /** Between a node and Cassandra. */
  public Forwarder forwarder(int node) {
    return forwarders.get(node);
  }

  /** The one that is a member for longest: it has the catalog. */
  public int oldest() {
    return byAge.stream().filter(node -> nodes.get(node).awake()).findFirst().orElseThrow();
  }

  /** With signal 9. */
  public void kill(int number) throws InterruptedException {
    nodes.get(number).kill();
    byAge.remove(Integer.valueOf(number));
    byAge.add(number);
  }

  /** Starts a node again on its data; returns at once. */
  public void relaunch(int number) throws IOException {
    relaunch(number, "");
  }

  /**
   * The same, once.
   *
   * @param option of the JVM, beside the others
   */
  public void relaunch(int number, String option) throws IOException {
    nodes.set(number, launch(number, option));
  }

  /** Starts again what ended by itself, as a supervisor would; returns at once. */
  public void relaunchEnded() throws IOException, InterruptedException {
    relaunchEnded(List.of());
  }

  /**
   * The same.
   *
   * @param left nodes that stay as they are
   */
  public void relaunchEnded(List<Integer> left) throws IOException, InterruptedException {
    for (int number = 0; number < nodes.size(); number++) {
      if (!left.contains(number) && !nodes.get(number).alive()) {
        ended++;
        kill(number);
        relaunch(number);
      }
    }
  }

  /** How often {@link #relaunchEnded} has found one. */
  public int ended() {
    return ended;
  }

  /** The folder of all logs and data. */
  public Path folder() {
    return folder;
  }

  public Path data(int number) {
    return folder.resolve("node-" + number);
  }

  /** What a node, or the program that made the tables, printed. */
  public Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private NodeProcess launch(int number, String option) throws IOException {
    Map<String, String> settings = settings(number);
    settings.merge("DUNLIN_JAVA_OPTS", option, (options, more) -> options + " " + more);
    List<String> arguments =
        List.of("--data-dir", data(number).toString(), "--http-port=0", "--grpc-port=0");
    return NodeProcess.launch(hosts.enter(number), arguments, settings, log("node-" + number));
  }

  private Map<String, String> settings(int number) {
    Map<String, String> settings = new HashMap<>();
    List<String> seeds =
        IntStream.range(0, plan.nodes)
            .mapToObj(node -> hosts.address(node) + ":" + ports.get(node))
            .toList();
    settings.put("DUNLIN__PROFILE", "cluster");
    settings.put("DUNLIN__HOST", hosts.address(number));
    settings.put("DUNLIN__CLUSTER__HOST", hosts.address(number));
    settings.put("DUNLIN__CLUSTER__PORT", Integer.toString(ports.get(number)));
    settings.put("DUNLIN__CLUSTER__SEED_NODES", String.join(",", seeds));
    settings.put("DUNLIN__CLUSTER__NODE_PATIENCE", "1 s");
    settings.put("DUNLIN__MANAGEMENT__ENABLED", "off");
    settings.put("DUNLIN__CASSANDRA__REPLICATION_FACTOR", Integer.toString(plan.cassandras));
    settings.put("DUNLIN__CASSANDRA__CONTACT_POINTS", contactPoints(number));
    settings.put("DUNLIN_JAVA_OPTS", "-Xmx600m -XX:TieredStopAtLevel=1 " + Undertaker.option());
    settings.putAll(plan.settings);
    if (!plan.ofEach.isEmpty()) {
      settings.putAll(plan.ofEach.get(number));
    }
    return settings;
  }

  private String contactPoints(int number) {
    return plan.cassandras == 1
        ? hosts.gateway() + ":" + forwarders.get(number).port()
        : String.join(
            ",",
            cassandras.stream()
                .map(LocalCassandra::contactPoint)
                .map(point -> point.getHostString() + ":" + point.getPort())
                .toList());
  }

  private int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(hosts.gateway()), 0));
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (NodeProcess node : nodes) {
        node.kill();
      }
      for (LocalCassandra cassandra : cassandras) {
        cassandra.kill();
      }
      for (Forwarder forwarder : forwarders) {
        forwarder.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
