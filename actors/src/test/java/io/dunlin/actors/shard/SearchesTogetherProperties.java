package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.query.CursorMetrics;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.HeldViews;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadLoad;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.query.WaitingSearch;
import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Searches that wait together find what each finds by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchesTogetherProperties {
  /** Enough that scanning them is worth sharing. */
  private static final int POINTS = 40_000;

  private static final int BATCH = 4000;
  private static final int MOST = 6;
  private static final int ROUNDS = 60;

  private ShardHarness shard;

  @BeforeAll
  void fill(@TempDir Path folder) throws InterruptedException {
    shard = new ShardHarness(folder, ShardSettings.defaults());
    shard.awaitOpen();
    for (int from = 0; from < POINTS; from += BATCH) {
      ShardHarness.get(shard.write(ShardHarness.upsert(from, from + BATCH, 1)));
    }
    ShardHarness.get(shard.write(new PointOperation.Delete(ShardHarness.ids(100, 200))));
  }

  @AfterAll
  void stop() {
    shard.close();
  }

  @Test
  void theyFindTheSame() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int round = 0; round < ROUNDS; round++) {
        ShardReader reader = reader(1 + random.nextInt(3));
        List<ReadProtocol.Request> requests = new ArrayList<>();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
          requests.add(request(random));
        }
        List<WaitingSearch> waiting = new ArrayList<>();
        for (ReadProtocol.Request request : requests) {
          assertThat(reader.admit(1)).isEmpty();
          waiting.add(reader.waiting(request).orElseThrow());
        }
        List<WaitingSearch> inAnyOrder = new ArrayList<>(waiting);
        Collections.shuffle(inAnyOrder, random);
        List<CompletableFuture<Void>> done =
            inAnyOrder.stream()
                .map(search -> CompletableFuture.runAsync(() -> reader.read(search), threads))
                .toList();
        for (CompletableFuture<Void> one : done) {
          one.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(reader.admitted()).isZero();
        for (int i = 0; i < requests.size(); i++) {
          assertThat(outcome(waiting.get(i)).answer().getValue())
              .as("seed %d, round %d, search %d", seed, round, i)
              .isEqualTo(alone(reader, requests.get(i)));
        }
      }
    }
  }

  /** One thread, and all over the same rows. */
  @Test
  void onePassAnswersAsManyAsAreAllowed() {
    ShardReader reader = reader(1);
    Random random = new Random(1);
    List<WaitingSearch> waiting = new ArrayList<>();
    for (int i = 0; i < 2 * MOST; i++) {
      assertThat(reader.admit(1)).isEmpty();
      waiting.add(reader.waiting(request(random, Filter.ALL)).orElseThrow());
    }
    reader.read(waiting.get(MOST + 1));
    assertThat(waiting.stream().filter(SearchesTogetherProperties::isDone).count()).isEqualTo(MOST);
    assertThat(reader.admitted()).isEqualTo(MOST);
    reader.read(waiting.getFirst());
    assertThat(reader.admitted()).as("the first was taken along").isEqualTo(MOST);
    reader.read(waiting.getLast());
    assertThat(reader.admitted()).isZero();
  }

  /** What fails is answered one by one. */
  @Test
  void oneThatFailsFailsAlone() {
    ShardReader reader = reader(1);
    ShardQuery wrong = query(new float[3], Filter.ALL, 5);
    ReadProtocol.Request bad = request(wrong);
    ReadProtocol.Request good = request(new Random(1), Filter.ALL);
    assertThat(reader.admit(2)).isEmpty();
    WaitingSearch failing = reader.waiting(bad).orElseThrow();
    WaitingSearch other = reader.waiting(good).orElseThrow();
    reader.read(other);
    assertThat(outcome(failing).answer().isError()).isTrue();
    assertThat(outcome(other).answer().getValue()).isEqualTo(alone(reader, good));
    assertThat(reader.admitted()).isZero();
  }

  @Test
  void whatIsNotAScanOfManyRowsDoesNotWait() {
    ShardReader reader = reader(1);
    ReadProtocol.Request search = request(new Random(1), Filter.ALL);
    ReadProtocol.Search one = (ReadProtocol.Search) search.read();
    ShardQuery query = one.queries().getFirst();
    assertThat(reader.waiting(search)).isPresent();
    assertThat(reader.waiting(read(new ReadProtocol.Search(List.of(query, query))))).isEmpty();
    assertThat(reader.waiting(read(new ReadProtocol.Count(Filter.ALL)))).isEmpty();
    assertThat(reader.waiting(request(query.by("no such")))).isEmpty();
    assertThat(
            reader.waiting(
                search.on(new ReadProtocol.Terms(false, 1, new ReadProtocol.Which.AsOf()))))
        .isEmpty();
    assertThat(
            new ShardReader(shard.copies, new ReadLoad(0), new NodeId(new UUID(0, 1)), views())
                .waiting(search))
        .as("each by itself, unless it is told otherwise")
        .isEmpty();
  }

  private ShardReader reader(int threads) {
    return new ShardReader(
        shard.copies,
        new ReadLoad(System.nanoTime()),
        new NodeId(new UUID(0, 1)),
        views(),
        MOST,
        threads);
  }

  private HeldViews views() {
    return new HeldViews(
        shard.copies, CursorSettings.DEFAULT, CursorMetrics.none(), System::nanoTime);
  }

  private ReadProtocol.Request request(Random random) {
    Filter filter =
        switch (random.nextInt(4)) {
          case 0 -> Filter.of(new Condition.HasId(Set.copyOf(ShardHarness.ids(50, 300).ids())));
          case 1 -> Filter.of(new Condition.Slice(3, 1));
          default -> Filter.ALL;
        };
    return request(random, filter);
  }

  private ReadProtocol.Request request(Random random, Filter filter) {
    return request(
        query(ShardHarness.vector(-1 - random.nextInt(1000)), filter, 1 + random.nextInt(40)));
  }

  private static ShardQuery query(float[] vector, Filter filter, int limit) {
    return new ShardQuery(
        new Scoring.Nearest(VectorValue.of(vector)),
        "",
        filter,
        limit,
        new SearchParams(10 * limit, limit % 2 == 0),
        false,
        Projection.NOTHING);
  }

  private ReadProtocol.Request request(ShardQuery query) {
    return read(new ReadProtocol.Search(List.of(query)));
  }

  private ReadProtocol.Request read(ReadProtocol.Read read) {
    return new ReadProtocol.Request(
        shard.shard, read, Deadline.in(Await.PATIENCE), new ReadProtocol.Terms(true, 0));
  }

  private static ReadProtocol.Answer alone(ShardReader reader, ReadProtocol.Request request) {
    assertThat(reader.admit(1)).isEmpty();
    return reader.read(request).answer().getValue();
  }

  private static ReadProtocol.Outcome outcome(WaitingSearch search) {
    return search.outcome().toCompletableFuture().resultNow();
  }

  private static boolean isDone(WaitingSearch search) {
    return search.outcome().toCompletableFuture().isDone();
  }
}
