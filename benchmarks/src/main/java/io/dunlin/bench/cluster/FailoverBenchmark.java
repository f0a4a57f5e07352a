package io.dunlin.bench.cluster;

import io.dunlin.bench.node.RestClient;
import io.dunlin.bench.report.TextTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * Kills one of three nodes under load, again and again, and asks both others for each shard that it
 * led: when is a read answered, when is a write accepted? Then stops one for some seconds.
 */
public final class FailoverBenchmark {
  private static final int ATTEMPT_SECONDS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration RUN_UP = Duration.ofSeconds(2);

  /** Long enough for a node that would be declared gone to be so. */
  private static final Duration AFTER_PAUSE = Duration.ofSeconds(12);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration TO_LEAD = Duration.ofSeconds(15);

  private static final int LOAD_BATCH = 500;

  /**
   * @param clients of each node that is asked
   * @param pause how long one node is stopped in the end
   */
  public record Plan(
      int kills,
      int shards,
      int replicas,
      int points,
      int dimension,
      int clients,
      Duration pause) {}

  /**
   * One kill; seconds to the last of its shards, by the slower of the two nodes asked.
   *
   * @param lastFailedRead when a read failed last, 0 where none did
   */
  private record Kill(
      int node,
      int shards,
      double reads,
      double lastFailedRead,
      boolean stale,
      double writes,
      MixedLoad.Seen load) {}

  private final BenchCluster cluster;
  private final Plan plan;
  private final PointSet points;

  public FailoverBenchmark(BenchCluster cluster, Plan plan) {
    this.cluster = cluster;
    this.plan = plan;
    this.points = new PointSet(plan.dimension, plan.shards, plan.replicas);
  }

  public Finding run() throws IOException, InterruptedException {
    RestClient first = cluster.node(0).rest();
    points.create(first);
    fill(first);
    List<Kill> kills = new ArrayList<>();
    for (int round = 0; round < plan.kills; round++) {
      awaitAllLead();
      kills.add(kill());
    }
    awaitAllLead();
    TextTable pause = pause();
    points.drop(cluster.running().getFirst().rest());
    return finding(kills, pause);
  }

  private void fill(RestClient node) throws IOException, InterruptedException {
    for (int from = 0; from < plan.points; from += LOAD_BATCH) {
      LongStream ids = LongStream.range(from, Math.min(plan.points, from + LOAD_BATCH));
      if (!points.write(node, points.points(ids), true, 60).ok()) {
        throw new IOException("the points could not be written");
      }
    }
  }

  /** All copies are there; that each node leads a shard is waited for only so long. */
  private void awaitAllLead() throws IOException, InterruptedException {
    cluster.awaitWhole(points);
    long deadline = System.nanoTime() + TO_LEAD.toNanos();
    while (oneLeadsNothing() && System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  private boolean oneLeadsNothing() throws IOException, InterruptedException {
    Places places = places();
    return cluster.running().stream().anyMatch(node -> places.ledBy(node.peer()).isEmpty());
  }

  private Places places() throws IOException, InterruptedException {
    return Places.of(cluster.running().getFirst().rest(), points.name());
  }

  // ---- one kill ----

  private Kill kill() throws IOException, InterruptedException {
    Places places = places();
    BenchNode victim = leader(places);
    List<Integer> shards = places.ledBy(victim.peer());
    List<RestClient> others =
        cluster.running().stream().filter(node -> !node.is(victim)).map(BenchNode::rest).toList();
    MixedLoad load = MixedLoad.start(points, others, plan.points, plan.clients);
    try (load) {
      Thread.sleep(RUN_UP);
      Moment moment = new Moment();
      AtomicInteger writesToCome = new AtomicInteger(shards.size() * others.size());
      try (ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Probe.Result>> reads = new ArrayList<>();
        List<Future<Probe.Result>> writes = new ArrayList<>();
        for (RestClient other : others) {
          for (int shard : shards) {
            reads.add(probes.submit(reader(other, shard, moment, writesToCome)));
            writes.add(probes.submit(writer(other, shard, moment, writesToCome)));
          }
        }
        moment.comes(victim);
        return kill(victim, shards.size(), results(reads), results(writes), load);
      }
    } finally {
      cluster.forget(victim.number());
      cluster.start(victim.number());
      cluster.awaitMembers(cluster.running().size());
    }
  }

  /** That with the most to lose; of equals the one that has run for longest. */
  private BenchNode leader(Places places) {
    return cluster.running().stream()
        .max(
            Comparator.<BenchNode>comparingInt(node -> places.ledBy(node.peer()).size())
                .thenComparingDouble(node -> node.process().secondsSinceStart()))
        .orElseThrow();
  }

  /** The kill, which all probes wait for. */
  private static final class Moment {
    private final CountDownLatch come = new CountDownLatch(1);
    private volatile long nanos;

    void comes(BenchNode victim) {
      nanos = System.nanoTime();
      victim.process().kill();
      come.countDown();
    }

    long await() throws InterruptedException {
      come.await();
      return nanos;
    }
  }

  private Callable<Probe.Result> reader(
      RestClient node, int shard, Moment moment, AtomicInteger writesToCome) {
    long id = ShardIds.next(shard, plan.shards, 0);
    Probe probe = new Probe(() -> points.retrieve(node, id, ATTEMPT_SECONDS), PointSet::found);
    return () -> probe.run(moment.await(), PATIENCE, () -> writesToCome.get() == 0);
  }

  private Callable<Probe.Result> writer(
      RestClient node, int shard, Moment moment, AtomicInteger writesToCome) {
    long id = ShardIds.next(shard, plan.shards, 0);
    String body = points.points(LongStream.of(id));
    Probe probe =
        new Probe(() -> points.write(node, body, true, ATTEMPT_SECONDS), RestClient.Answer::ok);
    return () -> {
      try {
        return probe.run(moment.await(), PATIENCE, () -> true);
      } finally {
        writesToCome.decrementAndGet();
      }
    };
  }

  private static List<Probe.Result> results(List<Future<Probe.Result>> futures)
      throws IOException, InterruptedException {
    List<Probe.Result> results = new ArrayList<>();
    for (Future<Probe.Result> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        throw new IOException("a probe failed", e.getCause());
      }
    }
    return results;
  }

  private static Kill kill(
      BenchNode victim,
      int shards,
      List<Probe.Result> reads,
      List<Probe.Result> writes,
      MixedLoad load) {
    return new Kill(
        victim.number(),
        shards,
        last(reads),
        reads.stream().mapToDouble(Probe.Result::lastFailure).max().orElse(0),
        reads.stream().anyMatch(Probe.Result::stale),
        last(writes),
        load.seen());
  }

  /** One that never came takes for ever. */
  private static double last(List<Probe.Result> results) {
    return results.stream()
        .map(Probe.Result::first)
        .mapToDouble(first -> first.orElse(Double.POSITIVE_INFINITY))
        .max()
        .orElseThrow();
  }

  // ---- a pause ----

  private TextTable pause() throws IOException, InterruptedException {
    List<BenchNode> nodes = cluster.running();
    BenchNode stopped = leader(places());
    List<RestClient> others =
        nodes.stream().filter(node -> !node.is(stopped)).map(BenchNode::rest).toList();
    MixedLoad load = MixedLoad.start(points, others, plan.points, 2 * plan.clients);
    try (load) {
      Thread.sleep(RUN_UP);
      stopped.process().pause();
      Thread.sleep(plan.pause);
      stopped.process().resume();
      Thread.sleep(AFTER_PAUSE);
    }
    long alive = nodes.stream().filter(node -> node.process().alive()).count();
    OptionalDouble fewest = OptionalDouble.empty();
    for (BenchNode node : nodes) {
      if (node.process().alive()) {
        double seen = Places.peers(node.rest()).size();
        fewest = OptionalDouble.of(Math.min(seen, fewest.orElse(seen)));
      }
    }
    MixedLoad.Seen seen = load.seen();
    TextTable table =
        new TextTable(
            "pause",
            "alive after",
            "members seen",
            "reads",
            "failed",
            "slowest ms",
            "writes",
            "failed",
            "slowest ms");
    table.add(
        "%.1f s".formatted(plan.pause.toMillis() / 1e3),
        alive + " of " + nodes.size(),
        Spread.text("%.0f", fewest.orElse(0)),
        Integer.toString(seen.reads().count()),
        Long.toString(seen.failedReads()),
        millis(seen.reads().quantiles(1)[0]),
        Integer.toString(seen.writes().count()),
        Long.toString(seen.failedWrites()),
        millis(seen.writes().quantiles(1)[0]));
    return table;
  }

  private static String millis(long nanos) {
    return Spread.text("%.0f", nanos / 1e6);
  }

  // ---- what is told ----

  private Finding finding(List<Kill> kills, TextTable pause) {
    Spread reads = Spread.of(kills.stream().map(Kill::reads).toList());
    Spread writes = Spread.of(kills.stream().map(Kill::writes).toList());
    TextTable summary = new TextTable("from the kill to", "p50 s", "worst s", "aim");
    summary.add(
        "the first answered read of all its shards",
        Spread.text("%.2f", reads.median()),
        Spread.text("%.2f", reads.worst()),
        "1 s");
    summary.add(
        "the first accepted write of all its shards",
        Spread.text("%.2f", writes.median()),
        Spread.text("%.2f", writes.worst()),
        "15 s, worst 25 s");
    TextTable each =
        new TextTable(
            "kill",
            "node",
            "shards led",
            "reads s",
            "last failed read s",
            "first read stale",
            "writes s",
            "reads of the load",
            "failed",
            "writes",
            "failed");
    for (int round = 0; round < kills.size(); round++) {
      Kill kill = kills.get(round);
      each.add(
          Integer.toString(round + 1),
          Integer.toString(kill.node),
          Integer.toString(kill.shards),
          Spread.text("%.2f", kill.reads),
          kill.lastFailedRead == 0 ? "none" : Spread.text("%.2f", kill.lastFailedRead),
          kill.stale ? "yes" : "no",
          Spread.text("%.2f", kill.writes),
          Integer.toString(kill.load.reads().count()),
          Long.toString(kill.load.failedReads()),
          Integer.toString(kill.load.writes().count()),
          Long.toString(kill.load.failedWrites()));
    }
    return new Finding(
        "failover: kill -9 of one of %d nodes, %d shards, replication factor %d"
            .formatted(cluster.running().size(), plan.shards, plan.replicas),
        List.of(summary, each, pause),
        List.of(
            "Each figure is the slowest of all shards that the node led, and of both nodes that were asked for each; attempts of %d s, the next 20 ms after one that failed."
                .formatted(ATTEMPT_SECONDS),
            "The load, %d clients of each node that stays, asks without a pause; what fails there is not sent again."
                .formatted(plan.clients),
            "The pause is a SIGSTOP under twice that load; members are counted 12 s after it by"
                + " whoever sees fewest."),
        Map.of(
            "failover.reads.seconds", reads.median(), "failover.writes.seconds", writes.median()));
  }
}
