package io.dunlin.bench.cluster;

import io.dunlin.bench.node.NodeClient;
import io.dunlin.bench.node.NodeSearches;
import io.dunlin.bench.report.TextTable;
import io.dunlin.bench.sweep.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * The same next to empty shards spread over nodes, asked through one of them over gRPC: what a
 * query costs all nodes together, by the number of its shards. Also what the shards cost when
 * nobody asks.
 */
public final class ScatterOverNodes {
  private static final int LIMIT = 10;
  private static final int BREADTH = 16;
  private static final int QUERIES = 256;

  /** Not counted: the nodes' code is compiled meanwhile. */
  private static final int FIRST_WARM_ROUNDS = 5;

  /**
   * @param clients that ask at a time
   * @param time of each round, and of looking at idle nodes
   */
  public record Plan(
      List<Integer> shards, int points, int dimension, int clients, int rounds, Duration time) {}

  private final BenchCluster cluster;
  private final Plan plan;

  public ScatterOverNodes(BenchCluster cluster, Plan plan) {
    this.cluster = cluster;
    this.plan = plan;
  }

  public Finding run() throws IOException, InterruptedException {
    ScatterCost cost =
        new ScatterCost("%d points, %d clients".formatted(plan.points, plan.clients));
    Map<Integer, Double> idle = new HashMap<>();
    for (int shards : plan.shards) {
      PointSet points = new PointSet(plan.dimension, shards, 1);
      points.create(cluster.node(0).rest());
      cluster.awaitWhole(points);
      if (!points
          .write(cluster.node(0).rest(), points.points(LongStream.range(0, plan.points)), true, 60)
          .ok()) {
        throw new IOException("the points could not be written");
      }
      double idleShare = idleShare();
      idle.put(shards, idleShare);
      int warm = cost.isEmpty() ? FIRST_WARM_ROUNDS : 1;
      for (int round = 0; round < warm + plan.rounds; round++) {
        ScatterCost.Round measured = round(idleShare);
        if (round >= warm) {
          cost.add(shards, measured);
        }
      }
      points.drop(cluster.node(0).rest());
    }
    return finding(cost, idle);
  }

  /** Processor seconds a second that all nodes take for nothing. */
  private double idleShare() throws IOException, InterruptedException {
    // Copies, leases and files settle first.
    Thread.sleep(plan.time);
    double before = cluster.cpuSeconds();
    long began = System.nanoTime();
    Thread.sleep(plan.time);
    return (cluster.cpuSeconds() - before) / ((System.nanoTime() - began) / 1e9);
  }

  private ScatterCost.Round round(double idleShare) throws IOException, InterruptedException {
    Latencies all = new Latencies();
    double before = cluster.cpuSeconds();
    long began = System.nanoTime();
    try (NodeClient client = new NodeClient(cluster.node(0).process().ports());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Latencies>> clients = new ArrayList<>();
      for (int number = 0; number < plan.clients; number++) {
        NodeSearches searches = client.grpcSearches(queries(number), LIMIT, BREADTH);
        Callable<Latencies> ask = () -> ask(searches, began);
        clients.add(threads.submit(ask));
      }
      for (Future<Latencies> one : clients) {
        all.addAll(one.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("a search failed", e.getCause());
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = cluster.cpuSeconds() - before - idleShare * seconds;
    long[] nanos = all.quantiles(0.5, 0.99);
    return new ScatterCost.Round(all.count(), cpu, nanos[0] / 1e6, nanos[1] / 1e6);
  }

  private float[][] queries(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] queries = new float[QUERIES][plan.dimension];
    for (float[] query : queries) {
      for (int i = 0; i < query.length; i++) {
        query[i] = random.nextFloat();
      }
    }
    return queries;
  }

  private Latencies ask(NodeSearches searches, long began)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    long now = System.nanoTime();
    for (int query = 0; now - began < plan.time.toNanos(); query = (query + 1) % QUERIES) {
      searches.search(query);
      long answered = System.nanoTime();
      latencies.add(answered - now);
      now = answered;
    }
    return latencies;
  }

  private Finding finding(ScatterCost cost, Map<Integer, Double> idle) {
    TextTable table = ScatterCost.table();
    cost.rows(table);
    TextTable nothing = new TextTable("shards", "idle: cores of all nodes", "of one node");
    for (int shards : plan.shards) {
      double cores = idle.getOrDefault(shards, 0.0);
      nothing.add(
          Integer.toString(shards),
          Spread.text("%.4f", cores),
          Spread.text("%.4f", cores / cluster.running().size()));
    }
    Map<String, Double> costs = new HashMap<>();
    costs.put("query.cpu.per-remote-shard.micros", cost.addedMicros());
    costs.put("query.cpu.request.micros", cost.line().intercept());
    if (plan.shards.size() > 1) {
      double[] x = plan.shards.stream().mapToDouble(Integer::doubleValue).toArray();
      double[] y = plan.shards.stream().mapToDouble(s -> idle.getOrDefault(s, 0.0)).toArray();
      Line line = Line.through(x, y);
      costs.put("idle.cores.per-shard", Math.max(0, line.slope()));
      costs.put("idle.cores.per-node", Math.max(0, line.intercept()) / cluster.running().size());
    }
    return new Finding(
        "scatter, over %d nodes: the same points in more and more shards"
            .formatted(cluster.running().size()),
        List.of(table, nothing),
        List.of(
            "CPU is that of all nodes' processes (/proc/PID/stat), less what they take idle; one"
                + " node is asked over gRPC, most shards are on the others. The client and"
                + " Cassandra take their share of the same cores, which makes latencies longer, not"
                + " the CPU counted."),
        costs);
  }
}
