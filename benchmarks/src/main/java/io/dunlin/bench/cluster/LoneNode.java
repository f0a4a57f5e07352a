package io.dunlin.bench.cluster;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.node.Loader;
import io.dunlin.bench.node.NodeClient;
import io.dunlin.bench.node.NodeProcess;
import io.dunlin.bench.node.NodeSearches;
import io.dunlin.bench.node.RestClient;
import io.dunlin.bench.report.TextTable;
import io.dunlin.bench.sweep.Latencies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node on the embedded journal that holds many vectors: what they cost, and how it starts again.
 */
public final class LoneNode implements AutoCloseable {
  private final Path launcher;
  private final Path folder;
  private final ManyVectors many;
  private final Dataset data;
  private final Duration time;
  private final Map<String, Double> costs = new HashMap<>();
  private NodeProcess node;

  private LoneNode(
      Path launcher, Path folder, ManyVectors many, Dataset data, Duration time, NodeProcess node) {
    this.launcher = launcher;
    this.folder = folder;
    this.many = many;
    this.data = data;
    this.time = time;
    this.node = node;
  }

  /**
   * Returns when the node serves.
   *
   * @param time of each measurement of searches
   */
  public static LoneNode start(
      Path launcher, Path folder, ManyVectors many, Dataset data, Duration time)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    NodeProcess node = NodeProcess.start(launcher, folder.resolve("data"));
    return new LoneNode(launcher, folder, many, data, time, node);
  }

  /** Fills the node, and says what its vectors cost. */
  public Finding costs() throws IOException, InterruptedException {
    TextTable writing =
        new TextTable("writing", "points/s acked", "CPU µs a point until acked", "until indexed");
    TextTable searching =
        new TextTable(
            "searching, one client over gRPC",
            "ef",
            "recall@" + many.k(),
            "QPS",
            "CPU µs a query",
            "p50 ms",
            "p99 ms");
    TextTable holding =
        new TextTable("holding", "bytes a vector on disk", "resident", "of them anonymous");
    try (NodeClient client = new NodeClient(node.ports());
        RestClient rest = new RestClient(node.ports().http())) {
      many.points().create(rest);
      write(client, writing);
      client.optimize();
      client.awaitGreen();
      search(client, many.shards() + " shards", searching);
      hold(holding);
    }
    return new Finding(
        "unit-costs of a node on the embedded journal: " + many,
        List.of(writing, searching, holding),
        List.of(
            "CPU is the node's alone (/proc/PID/stat). Searches follow an optimize, so each shard"
                + " is one segment; disk is the whole data directory, its journal included.",
            "Resident counts mapped files that were touched."),
        costs);
  }

  private void write(NodeClient client, TextTable table) throws IOException, InterruptedException {
    double before = node.cpuSeconds();
    long began = System.nanoTime();
    new Loader(client, data.base(), many.batch()).run(many.writers());
    double rate = data.base().count() / ((System.nanoTime() - began) / 1e9);
    double acked = micros(node.cpuSeconds() - before, data.base().count());
    client.awaitGreen();
    double indexed = micros(node.cpuSeconds() - before, data.base().count());
    table.add(
        "batches of %d, %d writers".formatted(many.batch(), many.writers()),
        Spread.text("%.0f", rate),
        Spread.text("%.0f", acked),
        Spread.text("%.0f", indexed));
    costs.put("write.cpu.micros", indexed);
  }

  private void search(NodeClient client, String what, TextTable table)
      throws IOException, InterruptedException {
    Answers answers = Answers.of(client, data, many.k(), many.breadth());
    NodeSearches searches = client.grpcSearches(data.queries(), many.k(), many.breadth());
    // The first time is to warm the node.
    var _ = ask(searches);
    double before = node.cpuSeconds();
    long began = System.nanoTime();
    Latencies latencies = ask(searches);
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = micros(node.cpuSeconds() - before, latencies.count());
    long[] nanos = latencies.quantiles(0.5, 0.99);
    table.add(
        what,
        Integer.toString(many.breadth()),
        Spread.text("%.4f", answers.recall()),
        Spread.text("%.0f", latencies.count() / seconds),
        Spread.text("%.0f", cpu),
        Spread.text("%.2f", nanos[0] / 1e6),
        Spread.text("%.2f", nanos[1] / 1e6));
    costs.put("query.cpu.micros-of-%d-shards".formatted(many.shards()), cpu);
    costs.put("query.p50.ms", nanos[0] / 1e6);
    costs.put("query.p99.ms", nanos[1] / 1e6);
  }

  private Latencies ask(NodeSearches searches) throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    long began = System.nanoTime();
    long now = began;
    for (int query = 0; now - began < time.toNanos(); query = (query + 1) % many.queries()) {
      searches.search(query);
      long answered = System.nanoTime();
      latencies.add(answered - now);
      now = answered;
    }
    return latencies;
  }

  private void hold(TextTable table) throws IOException {
    double disk = (double) node.diskBytes() / data.base().count();
    double resident = (double) node.residentBytes() / data.base().count();
    double anonymous = (double) node.anonymousBytes() / data.base().count();
    table.add(
        many.dimension() + " components",
        Spread.text("%.0f", disk),
        Spread.text("%.0f", resident),
        Spread.text("%.0f", anonymous));
    costs.put("node.disk.bytes-per-vector", disk);
    costs.put("node.resident.bytes-per-vector", resident);
  }

  private static double micros(double seconds, long count) {
    return seconds * 1e6 / count;
  }

  /** Stops and kills the node, and starts it again. */
  public Finding restart() throws IOException, InterruptedException {
    Answers before;
    try (NodeClient client = new NodeClient(node.ports())) {
      before = Answers.of(client, data, many.k(), many.breadth());
    }
    Restarts restarts = new Restarts(data, many.k(), many.breadth(), before);
    node.close();
    node = restarts.measure("embedded, after SIGTERM", this::again);
    node.kill();
    node.awaitEnd();
    node = restarts.measure("embedded, after kill -9", this::again);
    return new Finding(
        "restart of a node on the embedded journal: " + many,
        List.of(restarts.table()),
        List.of("Seconds from the start of the process; its files are in the page cache."),
        Map.of("restart.embedded.seconds", restarts.worst()));
  }

  private NodeProcess again() throws IOException, InterruptedException {
    return NodeProcess.start(launcher, folder.resolve("data"));
  }

  @Override
  public void close() {
    node.kill();
  }
}
