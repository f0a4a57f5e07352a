package io.dunlin.bench.cluster;

import io.dunlin.bench.node.RestClient;
import io.dunlin.bench.report.TextTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;

/**
 * How long a write that the journal has can be seen at the shard's writer and not yet at another
 * copy, as clients of the two nodes see it: under a steady load, a new point is written now and
 * then and asked for at both nodes without a pause.
 */
public final class ReplicaLagBenchmark {
  /** Beyond the points of the load. */
  private static final long FIRST_SAMPLE = 1_000_000_000L;

  private static final int TIMEOUT_SECONDS = 10;
  private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(20);

  /**
   * @param rate points a second of the load
   * @param batch points in each of its writes
   */
  public record Plan(
      int rate,
      int batch,
      int samples,
      Duration runUp,
      int shards,
      int replicas,
      int points,
      int dimension) {}

  /** One sample, in milliseconds from when the write was sent. */
  private record Sample(double acked, double atWriter, double atCopy) {}

  /** Where a poll saw the point, and how long it took to ask. */
  private record Sight(long nanos, int polls) {}

  private record Pair(int shard, RestClient writer, RestClient copy) {}

  private final BenchCluster cluster;
  private final Plan plan;
  private final PointSet points;
  private final List<Double> pollMillis = new ArrayList<>();

  public ReplicaLagBenchmark(BenchCluster cluster, Plan plan) {
    this.cluster = cluster;
    this.plan = plan;
    this.points = new PointSet(plan.dimension, plan.shards, plan.replicas);
  }

  public Finding run() throws IOException, InterruptedException {
    points.create(cluster.node(0).rest());
    cluster.awaitWhole(points);
    List<Pair> pairs = pairs();
    List<RestClient> nodes = cluster.running().stream().map(BenchNode::rest).toList();
    List<Sample> samples = new ArrayList<>();
    int failures = 0;
    PacedWriter load = new PacedWriter(points, nodes, plan.rate, plan.batch, plan.points);
    double rate;
    try (load) {
      Thread.sleep(plan.runUp);
      long id = FIRST_SAMPLE;
      for (int number = 0; number < plan.samples; number++) {
        Pair pair = pairs.get(number % pairs.size());
        id = ShardIds.next(pair.shard, plan.shards, id + 1);
        try {
          samples.add(sample(pair, id));
        } catch (IOException e) {
          failures++;
        }
        Thread.sleep(BETWEEN_SAMPLES);
      }
      rate = load.rate();
    }
    points.drop(cluster.node(0).rest());
    return finding(samples, failures, rate, load.failed());
  }

  /** Each copy that is not the writer, with its writer. */
  private List<Pair> pairs() throws IOException, InterruptedException {
    Places places = Places.of(cluster.node(0).rest(), points.name());
    List<Pair> pairs = new ArrayList<>();
    for (BenchNode writer : cluster.running()) {
      for (int shard : places.ledBy(writer.peer())) {
        for (BenchNode copy : cluster.running()) {
          if (!copy.is(writer) && places.heldBy(copy.peer()).contains(shard)) {
            pairs.add(new Pair(shard, writer.rest(), copy.rest()));
          }
        }
      }
    }
    return pairs;
  }

  private Sample sample(Pair pair, long id) throws IOException, InterruptedException {
    String body = points.points(LongStream.of(id));
    long sent = System.nanoTime();
    Future<Sight> atWriter = poll(pair.writer, id, sent);
    Future<Sight> atCopy = poll(pair.copy, id, sent);
    RestClient.Answer answer = points.write(pair.writer, body, false, TIMEOUT_SECONDS);
    double acked = millis(System.nanoTime() - sent);
    Sight writer = seen(atWriter);
    Sight copy = seen(atCopy);
    if (!answer.ok()) {
      throw new IOException("a sample was not written: " + answer.body());
    }
    pollMillis.add(millis(copy.nanos - sent) / copy.polls);
    return new Sample(acked, millis(writer.nanos - sent), millis(copy.nanos - sent));
  }

  private Future<Sight> poll(RestClient node, long id, long sent) {
    FutureTask<Sight> task = new FutureTask<>(() -> look(node, id, sent));
    Thread.ofVirtual().start(task);
    return task;
  }

  private Sight look(RestClient node, long id, long sent) throws IOException, InterruptedException {
    int polls = 1;
    while (!PointSet.found(points.retrieve(node, id, TIMEOUT_SECONDS))) {
      polls++;
      if (System.nanoTime() - sent > Duration.ofSeconds(TIMEOUT_SECONDS).toNanos()) {
        throw new IOException("a sample was not seen");
      }
    }
    return new Sight(System.nanoTime(), polls);
  }

  private static Sight seen(Future<Sight> sight) throws IOException, InterruptedException {
    try {
      return sight.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private Finding finding(List<Sample> samples, int failures, double rate, long failedPoints) {
    Spread lag = Spread.of(samples.stream().map(s -> Math.max(0, s.atCopy - s.acked)).toList());
    TextTable table = new TextTable("ms", "p50", "p99", "worst");
    add(table, "sent to acked by the journal", samples.stream().map(Sample::acked).toList());
    add(
        table,
        "acked to seen at the writer",
        samples.stream().map(s -> Math.max(0, s.atWriter - s.acked)).toList());
    add(table, "acked to seen at the copy", lag);
    add(
        table,
        "seen at the writer to seen at the copy",
        samples.stream().map(s -> Math.max(0, s.atCopy - s.atWriter)).toList());
    TextTable load = new TextTable("load", "points/s acked", "failed", "samples", "failed");
    load.add(
        "%d points/s wanted, %d a write".formatted(plan.rate, plan.batch),
        Spread.text("%.0f", rate),
        Long.toString(failedPoints),
        Integer.toString(samples.size()),
        Integer.toString(failures));
    return new Finding(
        "replica-lag: %d nodes, %d shards, replication factor %d"
            .formatted(cluster.running().size(), plan.shards, plan.replicas),
        List.of(table, load),
        List.of(
            "Samples are written with wait=false, so that the journal's ack is what the lag counts"
                + " from; a write with wait=true is acked when all copies show it.",
            "Both nodes are asked without a pause: a poll takes %.1f ms at the median, and a figure is late by up to one. A node asks its own copy first unless that copy has lost its lease, and then asks another: what is measured is what a client of that node can see."
                .formatted(Spread.of(pollMillis).median())),
        Map.of("lag.p99.ms", lag.quantile(0.99)));
  }

  private static void add(TextTable table, String what, List<Double> values) {
    add(table, what, Spread.of(values));
  }

  private static void add(TextTable table, String what, Spread spread) {
    String[] cells = spread.cells("%.1f");
    table.add(what, cells[0], cells[1], cells[2]);
  }
}
