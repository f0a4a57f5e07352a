package io.dunlin.bench.cluster;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.node.Loader;
import io.dunlin.bench.node.NodeClient;
import io.dunlin.bench.node.RestClient;
import io.dunlin.bench.report.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How fast a node that has lost its files, in a cluster without a segment store, reads the logs of
 * its shards from the beginning: the same start with its files is taken off.
 */
public final class ReplayBenchmark {
  private static final Duration COLLECTED = Duration.ofMillis(2500);

  /** Starts of the same node differ by some tenths of that. */
  private static final double LEAST_SECONDS = 1;

  private final BenchCluster cluster;
  private final ManyVectors many;
  private final Dataset data;

  /**
   * @param cluster with one node
   */
  public ReplayBenchmark(BenchCluster cluster, ManyVectors many, Dataset data) {
    this.cluster = cluster;
    this.many = many;
    this.data = data;
  }

  public Finding run() throws IOException, InterruptedException {
    RestClient first = cluster.node(0).rest();
    many.points().create(first);
    try (NodeClient client = new NodeClient(cluster.node(0).process().ports())) {
      new Loader(client, data.base(), many.batch()).run(many.writers());
      // Else a start with its files would read the same from the log.
      client.optimize();
      client.awaitGreen();
    }
    Thread.sleep(COLLECTED);
    double events = first.metric("dunlin_journal_events_total");
    double withFiles = restart();
    cluster.node(0).close();
    cluster.forget(0);
    delete(cluster.data(0).resolve("segments"));
    double without = started();
    long found = count(cluster.node(0).rest());
    many.points().drop(cluster.node(0).rest());
    return finding(events, withFiles, without, found);
  }

  private double restart() throws IOException, InterruptedException {
    cluster.node(0).close();
    cluster.forget(0);
    return started();
  }

  /** Seconds until all shards can be read. */
  private double started() throws IOException, InterruptedException {
    BenchNode node = cluster.start(0);
    BenchCluster.await(node::ready, "the node is not ready");
    return node.process().secondsSinceStart();
  }

  private long count(RestClient node) throws IOException, InterruptedException {
    return node.send("POST", many.points().path() + "/points/count", "{\"exact\":true}")
        .result()
        .path("count")
        .asLong();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Finding finding(double events, double withFiles, double without, long found) {
    double seconds = without - withFiles;
    boolean measured = seconds > LEAST_SECONDS;
    double points = data.base().count() / seconds;
    TextTable table =
        new TextTable(
            "replay",
            "start with files, s",
            "without, s",
            "events",
            "events/s",
            "points/s",
            "points there");
    table.add(
        many.toString(),
        Spread.text("%.2f", withFiles),
        Spread.text("%.2f", without),
        Spread.text("%.0f", events),
        measured ? Spread.text("%.0f", events / seconds) : "-",
        measured ? Spread.text("%.0f", points) : "-",
        found + " of " + data.base().count());
    return new Finding(
        "unit-costs: logs read from the beginning, from Cassandra",
        List.of(table),
        List.of(
            "A node whose sealed files were deleted, without a segment store, until it can be read;"
                + " graphs are built anew after that. Starts that differ by less than %.1f s say nothing: then ask for more --replay-vectors."
                    .formatted(LEAST_SECONDS)),
        measured
            ? Map.of(
                "replay.points-per-second", points, "replay.events-per-second", events / seconds)
            : Map.of());
  }
}
