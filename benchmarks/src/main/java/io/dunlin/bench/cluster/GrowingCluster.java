package io.dunlin.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.node.Loader;
import io.dunlin.bench.node.NodeClient;
import io.dunlin.bench.node.RestClient;
import io.dunlin.bench.report.TextTable;
import io.dunlin.bench.sweep.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One node on Cassandra that holds many vectors: it is started again, and then another node joins
 * it and takes its share.
 */
public final class GrowingCluster {
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration COLLECTED = Duration.ofMillis(2500);
  private static final double MEGA = 1e6;

  private final BenchCluster cluster;
  private final ManyVectors many;
  private final Dataset data;

  /**
   * @param cluster with one node
   */
  public GrowingCluster(BenchCluster cluster, ManyVectors many, Dataset data) {
    this.cluster = cluster;
    this.many = many;
    this.data = data;
  }

  /** Fills the node; returns when nothing is left to index. */
  public void fill() throws IOException, InterruptedException {
    many.points().create(cluster.node(0).rest());
    try (NodeClient client = new NodeClient(cluster.node(0).process().ports())) {
      new Loader(client, data.base(), many.batch()).run(many.writers());
      client.awaitGreen();
    }
  }

  private Answers answers(int node) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(cluster.node(node).process().ports())) {
      return Answers.of(client, data, many.k(), many.breadth());
    }
  }

  // ---- restart ----

  public Finding restart() throws IOException, InterruptedException {
    Restarts restarts = new Restarts(data, many.k(), many.breadth(), answers(0));
    cluster.node(0).close();
    cluster.forget(0);
    var _ = restarts.measure("Cassandra, after SIGTERM", () -> cluster.start(0).process());
    cluster.node(0).process().kill();
    cluster.forget(0);
    var _ = restarts.measure("Cassandra, after kill -9", () -> cluster.start(0).process());
    return new Finding(
        "restart of a node, its log in Cassandra: " + many,
        List.of(restarts.table()),
        List.of(
            "Seconds from the start of the process. After kill -9 the session that the node had in"
                + " Cassandra has to run out first."),
        Map.of("restart.cassandra.seconds", restarts.worst()));
  }

  // ---- rebalance ----

  /** What was seen of the move, in seconds from the start of the joining process. */
  private static final class Move {
    private double firstTransfer = Double.NaN;
    private double lastTransfer = Double.NaN;
    private int mostAtOnce;

    void see(int transfers, double seconds) {
      if (transfers > 0) {
        firstTransfer = Double.isNaN(firstTransfer) ? seconds : firstTransfer;
        lastTransfer = seconds;
        mostAtOnce = Math.max(mostAtOnce, transfers);
      }
    }

    boolean over(double seconds) {
      return !Double.isNaN(lastTransfer) && seconds - lastTransfer > QUIET.toSeconds();
    }

    /** With none at all for long, nothing is going to move. */
    boolean never(double seconds) {
      return Double.isNaN(lastTransfer) && seconds > 12 * QUIET.toSeconds();
    }
  }

  public Finding rebalance() throws IOException, InterruptedException {
    Answers before = answers(0);
    RestClient old = cluster.node(0).rest();
    double servedBefore = counter(old);
    double began = seconds();
    PacedSearches searches = PacedSearches.start(many.points(), old, data.base().count());
    FolderGrowth arriving = FolderGrowth.watch(cluster.data(1).resolve("segments"));
    Move move = new Move();
    double joined;
    // Copies may move before the new node serves, so it is started beside the looking.
    try (searches;
        arriving;
        ExecutorService starter = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<BenchNode> start = () -> cluster.start(1);
      Future<BenchNode> joining = starter.submit(start);
      while (!joining.isDone()
          || (!move.over(seconds() - began) && !move.never(seconds() - began))) {
        move.see(transfers(old), seconds() - began);
        Thread.sleep(LOOK_EVERY);
      }
      BenchNode node = joining.get();
      joined = node.process().secondsToPorts();
      BenchCluster.await(node::ready, "the new node is not ready");
    } catch (ExecutionException e) {
      throw new IOException("the new node did not start", e.getCause());
    }
    Thread.sleep(COLLECTED);
    double bytes = counter(old) - servedBefore;
    Answers after = answers(1);
    return finding(move, joined, bytes, arriving.bytesPerSecond(), searches, before, after);
  }

  private static double seconds() {
    return System.nanoTime() / 1e9;
  }

  /** Bytes that a node has sent to others; a counter that nothing has moved is not there. */
  private static double counter(RestClient node) throws InterruptedException {
    try {
      return node.metric("dunlin_files_served_bytes_total");
    } catch (IOException e) {
      return 0;
    }
  }

  private int transfers(RestClient node) throws InterruptedException {
    try {
      JsonNode state = node.send("GET", many.points().path() + "/cluster", "").result();
      return state.path("shard_transfers").size();
    } catch (IOException e) {
      return 0;
    }
  }

  private Finding finding(
      Move move,
      double joined,
      double bytes,
      double rate,
      PacedSearches searches,
      Answers before,
      Answers after)
      throws IOException, InterruptedException {
    Places places = Places.of(cluster.node(0).rest(), many.points().name());
    int moved = places.ledBy(cluster.node(1).peer()).size();
    TextTable table =
        new TextTable(
            "new node serves, s",
            "first transfer, s",
            "none left, s",
            "transfers at once",
            "shards led by it",
            "MB moved",
            "MB/s while files came",
            "answers the same",
            "recall@" + many.k());
    table.add(
        Spread.text("%.1f", joined),
        Spread.text("%.1f", move.firstTransfer),
        Spread.text("%.1f", move.lastTransfer),
        Integer.toString(move.mostAtOnce),
        moved + " of " + many.shards(),
        Spread.text("%.0f", bytes / MEGA),
        Spread.text("%.1f", rate / MEGA),
        before.same(after) ? "yes" : "no",
        Spread.text("%.4f", after.recall()));
    TextTable meanwhile =
        new TextTable("searches meanwhile", "failed", "timed", "p50 ms", "p99 ms", "slowest ms");
    add(meanwhile, searches.failed(), "from when it was sent", searches.sinceSent());
    add(meanwhile, searches.failed(), "from when it was due", searches.latencies());
    return new Finding(
        "rebalance: a second node joins one with %s, replication factor 1".formatted(many),
        List.of(table, meanwhile),
        List.of(
            "Seconds from the start of the new process; none left: the last of some looks, 250 ms"
                + " apart, that saw a transfer, with none in the 10 s after.",
            "MB moved are sealed files that the old node sent (its metric), by default no faster"
                + " than 100 MiB/s; MB/s are by the growth of the new node's folder, looked at every"
                + " 20 ms, over the looks that saw it grow.",
            "The client asks the old node once every 20 ms, one at a time: one that is slow makes"
                + " those late that are due meanwhile."),
        rate > 0 ? Map.of("fetch.bytes-per-second", rate) : Map.of());
  }

  private static void add(TextTable table, long failed, String timed, Latencies latencies) {
    long[] nanos = latencies.quantiles(0.5, 0.99, 1);
    table.add(
        Integer.toString(latencies.count()),
        Long.toString(failed),
        timed,
        Spread.text("%.1f", nanos[0] / 1e6),
        Spread.text("%.1f", nanos[1] / 1e6),
        Spread.text("%.1f", nanos[2] / 1e6));
  }
}
