package io.dunlin.bench.cluster;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.bench.report.TextTable;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.answer.AnswerSettings;
import io.dunlin.sharding.answer.CacheMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Queries that repeat as those of people do, a few often and many seldom (Zipf), to a node without
 * a result cache and to one with it: below the API, both in this process, in turns.
 */
public final class ResultCacheBenchmark {
  private static final String NAME = "repeated";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int BATCH = 1000;
  private static final int LIMIT = 10;

  /**
   * @param different queries that there are
   * @param exponent of their frequencies: the n-th has 1 / n to the power of it
   * @param clients that ask one after the other, each
   * @param writes points a second that are written meanwhile, one after the other
   * @param bytes of the cache
   * @param time of each round
   */
  public record Plan(
      int points,
      int shards,
      int dimension,
      int different,
      double exponent,
      int clients,
      List<Integer> writes,
      long bytes,
      int rounds,
      Duration time) {}

  /** What the cache tells. */
  private static final class Counts implements CacheMetrics {
    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder joined = new LongAdder();

    @Override
    public void hit(String collection) {
      hits.increment();
    }

    @Override
    public void miss(String collection) {
      misses.increment();
    }

    @Override
    public void joined(String collection) {
      joined.increment();
    }

    @Override
    public void evicted() {}

    @Override
    public void size(long answers, long bytes) {}

    void clear() {
      hits.reset();
      misses.reset();
      joined.reset();
    }

    double hitRatio() {
      return (double) hits.sum() / Math.max(1, hits.sum() + misses.sum());
    }
  }

  private final Path folder;
  private final Plan plan;
  private final Counts counts = new Counts();
  private final List<List<QueryRequest>> queries = new ArrayList<>();
  private final double[] upTo;

  public ResultCacheBenchmark(Path folder, Plan plan) {
    this.folder = folder;
    this.plan = plan;
    this.upTo = new double[plan.different];
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    for (int i = 0; i < plan.different; i++) {
      sum += Math.pow(i + 1, -plan.exponent);
      upTo[i] = sum;
      queries.add(List.of(query(vector(random))));
    }
  }

  public Finding run() throws IOException, InterruptedException {
    AnswerSettings keep =
        new AnswerSettings(
            Optional.of(new AnswerSettings.Cache(plan.bytes, Duration.ofMinutes(5))), counts);
    TextTable table =
        new TextTable(
            "writes a second",
            "requests/s without",
            "with the cache",
            "ratio",
            "hit ratio",
            "joined");
    double ratioWithoutWrites = 0;
    try (InProcessNode without =
            InProcessNode.start(folder.resolve("without"), AnswerSettings.WITHOUT_CACHE);
        InProcessNode with = InProcessNode.start(folder.resolve("with"), keep)) {
      fill(without.collections());
      fill(with.collections());
      for (int writes : plan.writes) {
        List<Double> plain = new ArrayList<>();
        List<Double> cached = new ArrayList<>();
        // The first round of each is not counted.
        for (int round = 0; round <= plan.rounds; round++) {
          double one = round(without.collections(), writes, round);
          counts.clear();
          double other = round(with.collections(), writes, round);
          if (round > 0) {
            plain.add(one);
            cached.add(other);
          }
        }
        double ratio = Spread.of(cached).median() / Spread.of(plain).median();
        ratioWithoutWrites = writes == 0 ? ratio : ratioWithoutWrites;
        table.add(
            Integer.toString(writes),
            Spread.text("%.0f", Spread.of(plain).median()),
            Spread.text("%.0f", Spread.of(cached).median()),
            Spread.text("%.2f", ratio),
            Spread.text("%.3f", counts.hitRatio()),
            Long.toString(counts.joined.sum()));
      }
    }
    return new Finding(
        "result cache: queries that repeat, with and without it",
        List.of(table),
        List.of(
            "%d points of %d components in %d shards, searched through graphs, k = %d with payload; %d clients draw from %d queries, the n-th with weight n^-%s."
                .formatted(
                    plan.points,
                    plan.dimension,
                    plan.shards,
                    LIMIT,
                    plan.clients,
                    plan.different,
                    plan.exponent),
            "Below the API, in one process; hit ratio and joined queries are of the last round. A"
                + " write empties the cache of its collection's answers, as it moves its positions."),
        Map.of("result-cache.ratio", ratioWithoutWrites));
  }

  private void fill(Collections collections) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put(
        "", new VectorSpec(plan.dimension, Metric.EUCLID, HnswSettings.NONE, Optional.empty()));
    HnswSettings graphs =
        new HnswSettings(
            Optional.of(16),
            Optional.of(100),
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    CollectionConfig config =
        new CollectionConfig(
            vectors, plan.shards, 1, 1, true, graphs, OptimizerSettings.NONE, Payload.EMPTY);
    collections.create(NAME, config, TIMEOUT).toCompletableFuture().join();
    SplittableRandom random = new SplittableRandom(2);
    for (int from = 0; from < plan.points; from += BATCH) {
      List<PointOperation.PointInput> batch = new ArrayList<>();
      for (int id = from; id < Math.min(plan.points, from + BATCH); id++) {
        batch.add(point(id, random));
      }
      write(collections, batch);
    }
    collections.optimize(NAME, Duration.ofMinutes(10)).toCompletableFuture().join();
  }

  private PointOperation.PointInput point(long id, SplittableRandom random) {
    return new PointOperation.PointInput(
        PointId.of(id),
        Map.of("", new VectorValue.Dense(vector(random))),
        new Payload(Map.of("title", "point " + id, "size", id)));
  }

  private static void write(Collections collections, List<PointOperation.PointInput> points) {
    collections
        .write(NAME, List.of(new PointOperation.Upsert(points)), new WriteOptions(true, TIMEOUT))
        .toCompletableFuture()
        .join();
  }

  private float[] vector(SplittableRandom random) {
    float[] vector = new float[plan.dimension];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  private static QueryRequest query(float[] vector) {
    return QueryRequest.nearest(
        new VectorInput.Components(new VectorValue.Dense(vector)),
        "",
        Filter.ALL,
        LIMIT,
        0,
        SearchTuning.DEFAULT,
        Optional.empty(),
        new PayloadSelector.All(),
        new VectorSelector.None());
  }

  /** Requests a second. */
  private double round(Collections collections, int writes, int round)
      throws IOException, InterruptedException {
    LongAdder asked = new LongAdder();
    long began = System.nanoTime();
    long end = began + plan.time.toNanos();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < plan.clients; client++) {
        SplittableRandom random = new SplittableRandom(100L * round + client);
        all.add(threads.submit(() -> ask(collections, random, end, asked)));
      }
      if (writes > 0) {
        all.add(threads.submit(() -> keepWriting(collections, writes, end)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException("a client failed", failed.getCause());
    }
    return asked.sum() / ((System.nanoTime() - began) / 1e9);
  }

  private void ask(Collections collections, SplittableRandom random, long end, LongAdder asked) {
    ReadOptions options = ReadOptions.within(TIMEOUT);
    while (System.nanoTime() - end < 0) {
      int drawn = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
      int which = Math.min(drawn < 0 ? -drawn - 1 : drawn, upTo.length - 1);
      var _ = collections.query(NAME, queries.get(which), options).toCompletableFuture().join();
      asked.increment();
    }
  }

  /** At even times; the points are there already. */
  private Void keepWriting(Collections collections, int writes, long end)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(3);
    long pause = TimeUnit.SECONDS.toNanos(1) / writes;
    for (long next = System.nanoTime(); next - end < 0; next += pause) {
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      write(collections, List.of(point(random.nextInt(plan.points), random)));
    }
    return null;
  }
}
