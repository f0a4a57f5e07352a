package io.dunlin.bench.cluster;

import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.node.Loader;
import io.dunlin.bench.node.NodeClient;
import io.dunlin.bench.report.TextTable;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Points that one node acks with its log in Cassandra, and what the same journal takes without
 * Dunlin: events of the same size by as many writers as there are shards, in turns with it.
 */
public final class JournalRateBenchmark {
  /** Counters are collected once a second. */
  private static final Duration COLLECTED = Duration.ofMillis(2500);

  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final double KILO = 1024;

  /**
   * @param points of each round
   * @param writers batches in flight
   * @param time of each round of the journal alone
   */
  public record Plan(
      int points, int dimension, int shards, int batch, int writers, int rounds, Duration time) {}

  /** One round through the node. */
  private record Acked(double pointsPerSecond, double pointsPerEvent) {}

  private final BenchCluster cluster;
  private final Plan plan;

  public JournalRateBenchmark(BenchCluster cluster, Plan plan) {
    this.cluster = cluster;
    this.plan = plan;
  }

  public Finding run() throws IOException, InterruptedException {
    VectorRows rows =
        new Manifold(plan.dimension, Math.min(32, plan.dimension), 200, 1)
            .generate(plan.points, 1, (_, _, asked, _, _) -> new int[asked.length][0])
            .base();
    TextTable table =
        new TextTable(
            "index",
            "round",
            "points/s acked",
            "points an event",
            "KiB an event",
            "events/s",
            "journal alone: events/s",
            "points/s",
            "share");
    List<Double> shares = new ArrayList<>();
    double pointsPerSecond = 0;
    double eventBytes = 0;
    try (RawJournal journal = new RawJournal(cluster.cassandraPort())) {
      for (String index : List.of("", "{\"type\":\"flat\"}")) {
        // The first round warms both and is left out.
        for (int round = 0; round <= plan.rounds; round++) {
          Acked acked = load(index, rows);
          int bytes = eventBytes(rows, (int) Math.round(acked.pointsPerEvent));
          double raw = journal.eventsPerSecond(plan.shards, bytes, WARM_UP, plan.time);
          double share = acked.pointsPerSecond / (raw * acked.pointsPerEvent);
          if (round > 0) {
            table.add(
                index.isEmpty() ? "graphs, built meanwhile" : "flat: none is built",
                Integer.toString(round),
                Spread.text("%.0f", acked.pointsPerSecond),
                Spread.text("%.0f", acked.pointsPerEvent),
                Spread.text("%.0f", bytes / KILO),
                Spread.text("%.1f", acked.pointsPerSecond / acked.pointsPerEvent),
                Spread.text("%.1f", raw),
                Spread.text("%.0f", raw * acked.pointsPerEvent),
                Spread.text("%.2f", share));
          }
          if (round > 0 && index.isEmpty()) {
            shares.add(share);
            pointsPerSecond = acked.pointsPerSecond;
            eventBytes = bytes / Math.max(1, acked.pointsPerEvent);
          }
        }
      }
    }
    return new Finding(
        "journal-rate: one node on Cassandra, %d shards, %d components, batches of %d by %d writers"
            .formatted(plan.shards, plan.dimension, plan.batch, plan.writers),
        List.of(table),
        List.of(
            "The journal alone: %d persistent actors, each with one event of as many bytes in flight, in the client's process, over the same plugin, settings and tables. Share is points acked over what those events would carry. Aim: 0.70."
                .formatted(plan.shards),
            "Client, node and Cassandra share the cores; the journal alone has those that the node"
                + " leaves."),
        Map.of(
            "journal.points-per-second", pointsPerSecond,
            "journal.share", Spread.of(shares).median(),
            "journal.event.bytes-per-point", eventBytes));
  }

  private Acked load(String index, VectorRows rows) throws IOException, InterruptedException {
    PointSet points = new PointSet(NodeClient.COLLECTION, plan.dimension, plan.shards, 1, index);
    BenchNode node = cluster.node(0);
    points.create(node.rest());
    Thread.sleep(COLLECTED);
    double events = node.rest().metric("dunlin_journal_events_total");
    double rate;
    try (NodeClient client = new NodeClient(node.process().ports())) {
      long began = System.nanoTime();
      new Loader(client, rows, plan.batch).run(plan.writers);
      rate = rows.count() / ((System.nanoTime() - began) / 1e9);
    }
    Thread.sleep(COLLECTED);
    double written = node.rest().metric("dunlin_journal_events_total") - events;
    points.drop(node.rest());
    return new Acked(rate, rows.count() / Math.max(1, written));
  }

  /** Of an event with so many of the points, as it is stored. */
  private static int eventBytes(VectorRows rows, int points) {
    List<RowChange> changes = new ArrayList<>();
    for (int row = 0; row < points; row++) {
      float[] vector = new float[rows.dimension()];
      rows.read(row % rows.count(), vector);
      changes.add(
          new RowChange.Put(
              PointId.of(row), Map.of("", new VectorValue.Dense(vector)), Payload.EMPTY));
    }
    long now = System.currentTimeMillis();
    return LogEntry.written(1, new ShardEvent.Committed(now, changes)).bytes().length;
  }
}
