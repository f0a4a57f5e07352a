package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight readers search, retrieve, scroll and count while points are rewritten and segments sealed
 * and merged below them.
 *
 * <p>Three kinds of points: <em>steady</em> ones are rewritten all the time, always with the same
 * vector; <em>gone</em> ones were deleted before; <em>restless</em> ones come and go.
 */
class MergesUnderReadersIT {
  private static final int READERS = 8;
  private static final int STEADY = 300;
  private static final long GONE = 1000;
  private static final long RESTLESS = 2000;
  private static final int MERGES = 60;
  private static final Duration AT_LEAST = Duration.ofSeconds(4);
  private static final Duration AT_MOST = Duration.ofMinutes(2);
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ShardSettings TINY =
      new ShardSettings(8 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  private final AtomicBoolean stop = new AtomicBoolean();
  // The last round of rewriting that was answered.
  private final AtomicLong round = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();

  @Test
  void readersNeverFaultAndAlwaysSeeWhatLives() throws Exception {
    CountingMetrics metrics = new CountingMetrics();
    try (TestNode node = TestNode.start(folder, TINY, metrics);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      Collections collections = node.collections();
      CollectionsIT.get(
          collections.create("birds", Flock.config(2, Metric.EUCLID), TestNode.TIMEOUT));
      rewrite(collections, 0);
      upsert(collections, GONE, "gone", 0);
      delete(collections, GONE);
      CollectionsIT.get(collections.optimize("birds", TestNode.TIMEOUT));
      MappedFiles start = awaitFiles(2);
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Random random = new Random(i);
        readers.add(threads.submit(() -> read(collections, random)));
      }
      long started = System.nanoTime();
      int before = metrics.builds.get();
      while (metrics.builds.get() < before + MERGES
          || System.nanoTime() - started < AT_LEAST.toNanos()) {
        assertThat(System.nanoTime() - started).isLessThan(AT_MOST.toNanos());
        assertThat(readers).noneMatch(Future::isDone);
        rewrite(collections, round.get() + 1);
        upsert(collections, RESTLESS, "restless", round.get());
        delete(collections, RESTLESS);
        if (round.get() % 20 == 0) {
          CollectionsIT.get(collections.optimize("birds", TestNode.TIMEOUT));
        }
      }
      stop.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
      System.out.printf(
          "%d rounds, %d builds, %d reads%n",
          round.get(), metrics.builds.get() - before, reads.get());
      CollectionsIT.get(collections.optimize("birds", TestNode.TIMEOUT));
      // A file grows by some bytes of payload at most, and a mapping by a page.
      assertThat(awaitFiles(2).bytes()).isCloseTo(start.bytes(), Offset.offset(2L * 4096));
      CollectionsIT.get(collections.drop("birds", TestNode.TIMEOUT));
      awaitFiles(0);
    }
  }

  /** Views that the last reads held are let go of a moment after their answers. */
  private MappedFiles awaitFiles(int files) throws InterruptedException {
    long patience = System.nanoTime() + TestNode.TIMEOUT.toNanos();
    MappedFiles mapped = MappedFiles.below(folder);
    while (mapped.files() != files) {
      assertThat(System.nanoTime()).as("%s are mapped", mapped).isLessThan(patience);
      Thread.sleep(10);
      mapped = MappedFiles.below(folder);
    }
    return mapped;
  }

  // ---- writing ----

  private void rewrite(Collections collections, long next) {
    upsert(collections, 0, "steady", next);
    round.set(next);
  }

  private static void upsert(Collections collections, long from, String kind, long round) {
    write(
        collections,
        new PointOperation.Upsert(
            ids(from).stream()
                .map(id -> Flock.point(id.low(), Map.of("kind", kind, "round", round)))
                .toList()));
  }

  private static void delete(Collections collections, long from) {
    write(collections, new PointOperation.Delete(new PointOperation.ByIds(ids(from))));
  }

  private static void write(Collections collections, PointOperation operation) {
    CollectionsIT.get(collections.write("birds", List.of(operation), WAIT));
  }

  private static List<PointId> ids(long from) {
    return LongStream.range(from, from + STEADY).mapToObj(PointId::of).toList();
  }

  // ---- reading ----

  private void read(Collections collections, Random random) {
    while (!stop.get()) {
      switch (random.nextInt(4)) {
        case 0 -> search(collections, random);
        case 1 -> retrieve(collections, random);
        case 2 -> scroll(collections);
        default ->
            assertThat(CollectionsIT.get(collections.count("birds", steady(), TestNode.TIMEOUT)))
                .isEqualTo(STEADY);
      }
      reads.incrementAndGet();
    }
  }

  private void search(Collections collections, Random random) {
    long answered = round.get();
    long wanted = random.nextInt(STEADY);
    List<Hit> hits =
        CollectionsIT.get(
                collections.query(
                    "birds",
                    List.of(Flock.search(new VectorInput.Components(Flock.vector(wanted)), 10, 0)),
                    TestNode.TIMEOUT))
            .getFirst();
    assertThat(hits.getFirst().id()).isEqualTo(PointId.of(wanted));
    assertThat(hits.getFirst().score()).isZero();
    assertThat(hits.stream().map(Hit::id)).doesNotHaveDuplicates();
    hits.forEach(hit -> check(hit, answered));
  }

  private void retrieve(Collections collections, Random random) {
    long answered = round.get();
    List<PointId> wanted = random.ints(10, 0, STEADY).distinct().mapToObj(PointId::of).toList();
    List<PointId> asked = new ArrayList<>(wanted);
    asked.add(PointId.of(GONE + random.nextInt(STEADY)));
    List<Hit> points =
        CollectionsIT.get(
            collections.retrieve(
                "birds",
                asked,
                new PayloadSelector.All(),
                new VectorSelector.All(),
                TestNode.TIMEOUT));
    assertThat(points.stream().map(Hit::id).toList()).isEqualTo(wanted);
    for (Hit point : points) {
      check(point, answered);
      assertThat(point.vectors().get("")).isEqualTo(VectorValue.of(Flock.vector(point.id().low())));
    }
  }

  private void scroll(Collections collections) {
    long answered = round.get();
    List<PointId> seen = new ArrayList<>();
    Optional<PointId> from = Optional.empty();
    do {
      ScrollPage page =
          CollectionsIT.get(
              collections.scroll(
                  "birds",
                  new ScrollRequest(
                      steady(), from, 70, new PayloadSelector.All(), new VectorSelector.None()),
                  TestNode.TIMEOUT));
      page.points().forEach(point -> check(point, answered));
      page.points().forEach(point -> seen.add(point.id()));
      from = page.next();
    } while (from.isPresent());
    assertThat(seen).isEqualTo(ids(0));
  }

  /** Not deleted, and not older than what was answered before the read began. */
  private static void check(Hit hit, long answered) {
    Map<String, Object> payload = hit.payload().orElseThrow().fields();
    assertThat(payload.get("kind")).isIn(new HashSet<>(List.of("steady", "restless")));
    if ("steady".equals(payload.get("kind"))) {
      assertThat(hit.id().low()).isLessThan(STEADY);
      assertThat((Long) payload.get("round")).isGreaterThanOrEqualTo(answered);
    }
  }

  private static Filter steady() {
    JsonPath path = new JsonPath("kind", List.of(new JsonPath.Key("kind")));
    return new Filter(
        List.of(new Condition.Field(path, List.of(new Check.MatchValue("steady")))),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
