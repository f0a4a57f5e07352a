package io.dunlin.cluster.local;

import io.dunlin.localcassandra.CassandraAddress;
import io.dunlin.localcassandra.LocalCassandra;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A Cassandra and some nodes on loopback. The nodes' ports follow those of the first in steps of
 * ten. All end with this process.
 */
public final class LocalCluster implements AutoCloseable {
  private static final int PORT_STEP = 10;
  private static final String CASSANDRA_HEAP = "1g";

  /**
   * @param home the tree or distribution that holds {@code bin/dunlin}
   * @param clusterPort where nodes talk to each other
   */
  public record Plan(
      Path home,
      Path directory,
      int nodes,
      int httpPort,
      int grpcPort,
      int managementPort,
      int clusterPort) {}

  /** Makes the tables, given where Cassandra is. */
  @FunctionalInterface
  public interface Migration {
    void run(String contactPoint) throws Exception;
  }

  private final Plan plan;
  private final PrintStream out;
  private final LocalCassandra cassandra;
  private final List<LocalNode> nodes = new ArrayList<>();

  private LocalCluster(Plan plan, LocalCassandra cassandra, PrintStream out) {
    this.plan = plan;
    this.cassandra = cassandra;
    this.out = out;
  }

  /**
   * Returns when all nodes serve.
   *
   * @throws IOException when Cassandra or a node does not start; all are stopped again
   */
  public static LocalCluster start(Plan plan, Migration migration, PrintStream out)
      throws IOException, InterruptedException {
    out.println("Starting Cassandra");
    LocalCassandra cassandra =
        LocalCassandra.start(
            plan.directory().resolve("cassandra"), CassandraAddress.any(), CASSANDRA_HEAP);
    LocalCluster cluster = new LocalCluster(plan, cassandra, out);
    try {
      migration.run(cluster.contactPoint());
      cluster.startNodes();
      return cluster;
    } catch (IOException | InterruptedException e) {
      cluster.close();
      throw e;
    } catch (Exception e) {
      cluster.close();
      throw new IOException("the tables could not be made: " + e.getMessage(), e);
    }
  }

  private String contactPoint() {
    return "127.0.0.1:" + cassandra.contactPoint().getPort();
  }

  private void startNodes() throws IOException, InterruptedException {
    for (int number = 0; number < plan.nodes(); number++) {
      String name = "node " + (number + 1);
      nodes.add(
          LocalNode.start(
              name,
              plan.home().resolve("bin/dunlin"),
              plan.directory().resolve("node-" + (number + 1)),
              settings(number),
              out));
    }
    for (LocalNode node : nodes) {
      try {
        node.ready().get();
      } catch (ExecutionException e) {
        throw new IOException(e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
      }
    }
  }

  private Map<String, String> settings(int number) {
    int step = number * PORT_STEP;
    Map<String, String> settings = new HashMap<>();
    settings.put("DUNLIN__HTTP__PORT", port(plan.httpPort(), step));
    settings.put("DUNLIN__GRPC__PORT", port(plan.grpcPort(), step));
    settings.put("DUNLIN__MANAGEMENT__PORT", port(plan.managementPort(), step));
    settings.put("DUNLIN__CLUSTER__PORT", Integer.toString(plan.clusterPort() + step));
    settings.put("DUNLIN__CLUSTER__SEED_NODES", seedNodes());
    settings.put("DUNLIN__CASSANDRA__CONTACT_POINTS", contactPoint());
    settings.put("DUNLIN__CASSANDRA__REPLICATION_FACTOR", "1");
    return settings;
  }

  /** Any free port stays that. */
  private static String port(int first, int step) {
    return Integer.toString(first == 0 ? 0 : first + step);
  }

  private String seedNodes() {
    List<String> seeds = new ArrayList<>();
    for (int number = 0; number < plan.nodes(); number++) {
      seeds.add("127.0.0.1:" + (plan.clusterPort() + number * PORT_STEP));
    }
    return String.join(",", seeds);
  }

  /** Waits until every node has ended by itself. */
  public void awaitEnd() {
    CompletableFuture.allOf(nodes.stream().map(LocalNode::ended).toArray(CompletableFuture[]::new))
        .join();
  }

  /** Stops the nodes one after the other, the first last, and then Cassandra. */
  @Override
  public void close() {
    try {
      for (LocalNode node : nodes.reversed()) {
        node.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cassandra.close();
  }
}
