package io.dunlin.bench.cluster;

import com.sun.management.OperatingSystemMXBean;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.bench.report.TextTable;
import io.dunlin.bench.sweep.Latencies;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.Collections;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The same points in collections of more and more shards, asked in one process, below the API: what
 * the gathering costs. All shards together hold equally many points, so the points that are
 * compared cost the same in each; what grows is the work that each shard makes.
 */
public final class ScatterInProcess {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int BATCH = 1000;
  private static final int QUERIES = 256;
  private static final int LIMIT = 10;
  private static final double NANOS = 1e9;

  /**
   * @param few points of the collections whose shards are next to empty
   * @param many points of those that have something to compare
   * @param inFlight queries under way at a time
   * @param time of each round
   */
  public record Plan(
      List<Integer> shards,
      int few,
      int many,
      int dimension,
      List<Integer> inFlight,
      int rounds,
      Duration time) {}

  private final Path folder;
  private final Plan plan;
  private final SplittableRandom random = new SplittableRandom(1);
  private final OperatingSystemMXBean processor =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  public ScatterInProcess(Path folder, Plan plan) {
    this.folder = folder;
    this.plan = plan;
  }

  public Finding run() throws IOException, InterruptedException {
    TextTable table = ScatterCost.table();
    double perShard = 0;
    double fixed = 0;
    try (InProcessNode node = InProcessNode.start(folder)) {
      for (int points : List.of(plan.few, plan.many)) {
        for (int shards : plan.shards) {
          fill(node.collections(), shards, points);
        }
        for (int inFlight : plan.inFlight) {
          ScatterCost cost = measure(node.collections(), points, inFlight);
          cost.rows(table);
          if (points == plan.few) {
            // The last is what counts: of a node that has something to do.
            perShard = cost.addedMicros();
            fixed = cost.line().intercept();
          }
        }
      }
    }
    return new Finding(
        "scatter, in process: the same points in more and more shards",
        List.of(table),
        List.of(
            "CPU is all that this process took over the queries it did, its garbage collector included; one node, no HTTP, a flat scan, k = %d, %d components."
                .formatted(LIMIT, plan.dimension),
            "Shards hold the same points together, however many they are, so the rows compared cost"
                + " the same and what is added is the shards' own. Aim: 25 µs a shard."),
        Map.of("query.cpu.per-shard.micros", perShard, "query.cpu.gather.micros", fixed));
  }

  private static String name(int shards, int points) {
    return "scatter-" + shards + "-" + points;
  }

  private void fill(Collections collections, int shards, int points) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put(
        "", new VectorSpec(plan.dimension, Metric.EUCLID, HnswSettings.NONE, Optional.empty()));
    CollectionConfig config =
        new CollectionConfig(
            vectors, shards, 1, 1, true, HnswSettings.NONE, OptimizerSettings.NONE, Payload.EMPTY);
    String name = name(shards, points);
    collections.create(name, config, TIMEOUT).toCompletableFuture().join();
    for (int from = 0; from < points; from += BATCH) {
      List<PointOperation.PointInput> batch = new ArrayList<>();
      for (int id = from; id < Math.min(points, from + BATCH); id++) {
        batch.add(
            new PointOperation.PointInput(
                PointId.of(id), Map.of("", new VectorValue.Dense(vector())), Payload.EMPTY));
      }
      collections
          .write(name, List.of(new PointOperation.Upsert(batch)), new WriteOptions(true, TIMEOUT))
          .toCompletableFuture()
          .join();
    }
  }

  private float[] vector() {
    float[] vector = new float[plan.dimension];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  /** The first round of each is not counted. */
  private ScatterCost measure(Collections collections, int points, int inFlight)
      throws IOException, InterruptedException {
    List<List<QueryRequest>> queries = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      queries.add(List.of(query()));
    }
    ScatterCost cost = new ScatterCost("%d points, %d in flight".formatted(points, inFlight));
    for (int round = 0; round <= plan.rounds; round++) {
      for (int shards : plan.shards) {
        ScatterCost.Round measured = round(collections, name(shards, points), queries, inFlight);
        if (round > 0) {
          cost.add(shards, measured);
        }
      }
    }
    return cost;
  }

  private QueryRequest query() {
    return QueryRequest.nearest(
        new VectorInput.Components(vector()),
        "",
        Filter.ALL,
        LIMIT,
        0,
        new SearchTuning(Optional.empty(), true, false, Optional.empty(), CodeUse.DEFAULT),
        Optional.empty(),
        new PayloadSelector.None(),
        new VectorSelector.None());
  }

  private ScatterCost.Round round(
      Collections collections, String name, List<List<QueryRequest>> queries, int inFlight)
      throws IOException, InterruptedException {
    Semaphore room = new Semaphore(inFlight);
    Latencies latencies = new Latencies();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    long began = System.nanoTime();
    long cpu = processor.getProcessCpuTime();
    long asked = 0;
    while (System.nanoTime() - began < plan.time.toNanos()) {
      room.acquire();
      long sent = System.nanoTime();
      var _ =
          collections
              .query(
                  name, queries.get((int) (asked++ % queries.size())), ReadOptions.within(TIMEOUT))
              .whenComplete((_, failed) -> {
                if (failed != null) {
                  failures.add(failed);
                }
                synchronized (latencies) {
                  latencies.add(System.nanoTime() - sent);
                }
                room.release();
              });
    }
    room.acquire(inFlight);
    double cpuSeconds = (processor.getProcessCpuTime() - cpu) / NANOS;
    if (!failures.isEmpty()) {
      throw new IOException(failures.size() + " searches failed", failures.peek());
    }
    long[] nanos = latencies.quantiles(0.5, 0.99);
    return new ScatterCost.Round(asked, cpuSeconds, nanos[0] / 1e6, nanos[1] / 1e6);
  }
}
