package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.ShardKeySelector.Keys;
import io.dunlin.persistence.model.ShardKeySelector.WithFallback;
import io.dunlin.persistence.model.ShardingMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collections sharded by keys on a real node, against a map for each key. */
class ShardKeysIT {
  private static final ShardKey A = ShardKey.of("a");
  private static final ShardKey B = ShardKey.of(7);
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ReadOptions READ = ReadOptions.within(TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(64 << 10, 16 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(folder, SMALL);
    get(
        collections()
            .create(
                "birds",
                Flock.config(2, Metric.DOT).sharded(ShardingMethod.CUSTOM),
                TestNode.TIMEOUT));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Collections collections() {
    return node.collections();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static void assertFails(ThrowingCallable call, DunlinFailure failure) {
    assertThatThrownBy(call)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            DunlinException.class, known -> assertThat(known.failure()).isEqualTo(failure));
  }

  private void make(ShardKey key) {
    make(key, Optional.empty());
  }

  private void make(ShardKey key, Optional<Integer> shards) {
    get(
        collections()
            .createShardKey(
                "birds",
                new NewShardKey(key, shards, Optional.empty(), List.of()),
                TestNode.TIMEOUT));
  }

  private void write(PointOperation operation, ShardKeySelector keys) {
    get(collections().writeKeyed("birds", List.of(new KeyedOperation(operation, keys)), WAIT));
  }

  private static PointOperation upsert(long from, long to, String of) {
    return new PointOperation.Upsert(
        LongStream.range(from, to).mapToObj(id -> Flock.point(id, Map.of("of", of))).toList());
  }

  /** What two keys have under one id are two points, each with its own content. */
  @Test
  void ordersAndFusionsTellPointsOfOneIdApart() {
    ShardKey north = ShardKey.of("north");
    ShardKey south = ShardKey.of("south");
    make(north);
    make(south);
    for (ShardKey key : List.of(north, south)) {
      long rank = key.equals(north) ? 1 : 2;
      write(
          new PointOperation.Upsert(
              List.of(Flock.point(7, Map.of("of", key.toString(), "rank", rank)))),
          ShardKeySelector.of(key));
    }
    get(
        collections()
            .changeField("birds", "rank", Optional.of(FieldSchema.of(FieldType.INTEGER)), WAIT));
    QueryNode ordered =
        QueryNode.of(new Query.Ordered(new OrderBy(path("rank"), false, Optional.empty())), 5);
    QueryNode fused =
        new QueryNode(
            List.of(ordered),
            Optional.of(new Query.RankFusion(2, List.of())),
            "",
            Filter.ALL,
            SearchTuning.DEFAULT,
            Optional.empty(),
            5,
            Optional.empty());
    for (QueryNode node : List.of(ordered, fused)) {
      List<Hit> hits =
          get(collections()
                  .query(
                      "birds",
                      List.of(
                          new QueryRequest(
                              node,
                              0,
                              new PayloadSelector.All(),
                              new VectorSelector.None(),
                              ShardKeySelector.NONE_NAMED)),
                      READ))
              .value()
              .getFirst();
      assertThat(hits.stream().map(Hit::key))
          .containsExactly(Optional.of(north), Optional.of(south));
      assertThat(hits.stream().map(hit -> hit.payload().orElseThrow().fields().get("of")))
          .containsExactly(north.toString(), south.toString());
    }
  }

  private static JsonPath path(String text) {
    return JsonPathParser.parse(text);
  }

  private long count(ShardKeySelector keys) {
    return get(collections().count("birds", new CountRequest(Filter.ALL, keys), READ)).value();
  }

  private List<Hit> search(ShardKeySelector keys, long target, int limit) {
    return get(collections().query("birds", List.of(request(keys, target, limit)), READ))
        .value()
        .getFirst();
  }

  private static QueryRequest request(ShardKeySelector keys, long target, int limit) {
    QueryRequest plain = Flock.search(new VectorInput.Components(Flock.vector(target)), limit, 0);
    return new QueryRequest(plain.root(), plain.offset(), plain.payload(), plain.vectors(), keys);
  }

  private List<Hit> retrieve(ShardKeySelector keys, long... ids) {
    return get(collections()
            .retrieve(
                "birds",
                new RetrieveRequest(
                    LongStream.of(ids).mapToObj(PointId::of).toList(),
                    new PayloadSelector.All(),
                    new VectorSelector.None(),
                    keys),
                READ))
        .value();
  }

  private static Object of(Hit hit) {
    return Objects.requireNonNull(hit.payload().orElseThrow().fields().get("of"));
  }

  @Test
  void eachKeyHasItsPointsAndAllHaveAll() {
    make(A);
    make(B, Optional.of(3));
    write(upsert(0, 300, "a"), ShardKeySelector.of(A));
    write(upsert(200, 600, "b"), ShardKeySelector.of(B));

    assertThat(count(ShardKeySelector.of(A))).isEqualTo(300);
    assertThat(count(ShardKeySelector.of(B))).isEqualTo(400);
    assertThat(count(new Keys(List.of(A, B)))).isEqualTo(700);
    assertThat(count(ShardKeySelector.NONE_NAMED)).isEqualTo(700);

    assertThat(retrieve(ShardKeySelector.of(B), 5, 250, 599).stream().map(ShardKeysIT::of))
        .containsExactly("b", "b");
    List<Hit> all = retrieve(ShardKeySelector.NONE_NAMED, 599, 250, 5);
    assertThat(all.stream().map(Hit::key))
        .containsExactly(Optional.of(B), Optional.of(A), Optional.of(A));
    assertThat(all.stream().map(ShardKeysIT::of)).containsExactly("b", "a", "a");

    CollectionStatus status = get(collections().status("birds", TestNode.TIMEOUT));
    assertThat(status.shards().stream().map(CollectionStatus.ShardStatus::number))
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(status.shard(1).orElseThrow().key()).contains(A);
    assertThat(status.shard(4).orElseThrow().key()).contains(B);
    assertThat(status.points()).isEqualTo(700);
  }

  /** Ids stand for what several keys have of them once, so that pages go on. */
  @Test
  void searchesAndPagesEqualThoseOfTheMaps() {
    Random random = new Random(3);
    System.out.println("seed 3");
    make(A);
    make(B);
    SortedMap<Long, String> of = new TreeMap<>();
    for (ShardKey key : List.of(B, A)) {
      List<PointInput> points = new ArrayList<>();
      for (long id = 0; id < 200; id++) {
        if (random.nextInt(3) > 0) {
          points.add(Flock.point(id, Map.of("of", key.toString())));
          of.put(id, key.toString());
        }
      }
      write(new PointOperation.Upsert(points), ShardKeySelector.of(key));
    }
    List<Long> paged = new ArrayList<>();
    Optional<PointId> next = Optional.of(PointId.of(0));
    while (next.isPresent()) {
      ScrollPage page =
          get(collections()
                  .scroll(
                      "birds",
                      new ScrollRequest(
                          Filter.ALL,
                          next,
                          7,
                          new PayloadSelector.All(),
                          new VectorSelector.None()),
                      READ))
              .value();
      for (Hit hit : page.points()) {
        paged.add(hit.id().low());
        assertThat(of(hit)).isEqualTo(hit.key().orElseThrow().toString());
        // Of both the key that was made first.
        assertThat(of(hit)).isEqualTo(of.get(hit.id().low()));
      }
      next = page.next();
    }
    assertThat(paged).containsExactlyElementsOf(of.keySet());

    List<Long> nearest =
        of.keySet().stream()
            .sorted((one, other) -> Float.compare(dot(other, 1_000), dot(one, 1_000)))
            .limit(12)
            .toList();
    List<Hit> found = search(ShardKeySelector.NONE_NAMED, 1_000, 12);
    assertThat(found.stream().map(hit -> hit.id().low())).isEqualTo(nearest);
    assertThat(found).allMatch(hit -> of(hit).equals(hit.key().orElseThrow().toString()));
  }

  private static float dot(long one, long other) {
    float[] a = Flock.vector(one);
    float[] b = Flock.vector(other);
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void theSearchesOfOneCallMayNameDifferentKeys() {
    make(A);
    make(B);
    write(upsert(0, 50, "a"), ShardKeySelector.of(A));
    write(upsert(50, 100, "b"), ShardKeySelector.of(B));
    Answered<List<List<Hit>>> answers =
        get(
            collections()
                .query(
                    "birds",
                    List.of(
                        request(ShardKeySelector.of(B), 3, 1),
                        request(ShardKeySelector.of(A), 3, 1),
                        request(new WithFallback(ShardKey.of("new"), B), 60, 1),
                        request(ShardKeySelector.of(B), 70, 1)),
                    READ));
    assertThat(answers.value().stream().map(hits -> of(hits.getFirst())))
        .containsExactly("b", "a", "b", "b");
    assertThat(answers.value().get(1)).first().extracting(Hit::id).isEqualTo(PointId.of(3));
    assertThat(answers.notes().positions()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void allKindsOfWritesAreOfTheirKeysOnly() {
    make(A);
    make(B);
    write(upsert(0, 10, "old"), new Keys(List.of(A, B)));
    assertThat(count(ShardKeySelector.NONE_NAMED)).isEqualTo(20);
    ShardKeySelector a = ShardKeySelector.of(A);
    PointOperation.Selection all = new PointOperation.ByFilter(Filter.ALL);
    write(
        new PointOperation.SetPayload(all, new Payload(Map.of("of", "new")), Optional.empty()), a);
    assertThat(retrieve(a, 1, 2).stream().map(ShardKeysIT::of)).containsOnly("new");
    assertThat(retrieve(ShardKeySelector.of(B), 1, 2).stream().map(ShardKeysIT::of))
        .containsOnly("old");
    write(
        new PointOperation.Delete(new PointOperation.ByIds(List.of(PointId.of(1), PointId.of(2)))),
        a);
    write(new PointOperation.ClearPayload(all), a);
    assertThat(count(a)).isEqualTo(8);
    assertThat(count(ShardKeySelector.of(B))).isEqualTo(10);
    assertThat(retrieve(ShardKeySelector.of(B), 1)).hasSize(1);
    write(new PointOperation.Delete(all), new Keys(List.of(A, B)));
    assertThat(count(ShardKeySelector.NONE_NAMED)).isZero();
  }

  @Test
  void aTenantMovesFromTheFallbackToAKeyOfItsOwn() {
    make(B);
    WithFallback tenant = new WithFallback(A, B);
    write(upsert(0, 10, "shared"), tenant);
    assertThat(count(ShardKeySelector.of(B))).isEqualTo(10);
    assertThat(count(tenant)).isEqualTo(10);
    make(A);
    write(upsert(0, 4, "own"), tenant);
    assertThat(count(tenant)).isEqualTo(4);
    assertThat(retrieve(tenant, 1).getFirst().key()).contains(A);
  }

  @Test
  void readsOfAllKeysGoOnWhileKeysComeAndGo() {
    make(A);
    write(upsert(0, 10, "a"), ShardKeySelector.of(A));
    for (int round = 0; round < 10; round++) {
      CompletableFuture<Boolean> made =
          collections()
              .createShardKey(
                  "birds",
                  new NewShardKey(B, Optional.empty(), Optional.empty(), List.of()),
                  TestNode.TIMEOUT)
              .toCompletableFuture();
      do {
        assertThat(count(ShardKeySelector.NONE_NAMED)).isEqualTo(10);
      } while (!made.isDone());
      assertThat(made.join()).isTrue();
      assertThat(get(collections().dropShardKey("birds", B, TestNode.TIMEOUT))).isTrue();
    }
  }

  @Test
  void whatCannotBeIsRefusedAndChangesNothing() {
    make(A);
    write(upsert(0, 10, "a"), ShardKeySelector.of(A));
    assertFails(
        () -> make(A),
        new DunlinFailure.BadRequest("shard key \"a\" already exists in collection `birds`"));
    assertFails(
        () ->
            get(
                collections()
                    .createShardKey(
                        "birds",
                        new NewShardKey(B, Optional.empty(), Optional.empty(), List.of(5L)),
                        TestNode.TIMEOUT)),
        new DunlinFailure.BadRequest(
            "placement: there is no peer 5; this node is alone and is peer 1"));
    assertFails(
        () -> get(collections().dropShardKey("birds", B, TestNode.TIMEOUT)),
        new DunlinFailure.BadRequest("shard key 7 does not exist in collection `birds`"));
    assertFails(
        () -> write(upsert(10, 11, "b"), ShardKeySelector.of(B)),
        new DunlinFailure.WrongInput("Shard key 7 not found in collection `birds`"));
    assertThatThrownBy(() -> write(upsert(10, 11, "b"), ShardKeySelector.NONE_NAMED))
        .hasMessageContaining("Shard key not specified");
    assertFails(
        () -> count(ShardKeySelector.of(B)),
        new DunlinFailure.WrongInput("Shard key 7 not found in collection `birds`"));
    assertThat(count(ShardKeySelector.NONE_NAMED)).isEqualTo(10);
  }

  @Test
  void aCollectionWithoutItsFirstKeyIsEmpty() {
    assertThat(count(ShardKeySelector.NONE_NAMED)).isZero();
    assertThat(search(ShardKeySelector.NONE_NAMED, 1, 3)).isEmpty();
    assertThat(retrieve(ShardKeySelector.NONE_NAMED, 1)).isEmpty();
    assertThat(get(collections().status("birds", TestNode.TIMEOUT)).light())
        .isEqualTo(CollectionStatus.Light.GREEN);
  }

  @Test
  void keysOutliveARestartAndTheShardsOfDroppedOnesGo() throws Exception {
    make(A);
    make(B);
    write(upsert(0, 10, "a"), ShardKeySelector.of(A));
    write(upsert(0, 20, "b"), ShardKeySelector.of(B));
    List<ShardId> ofA = get(collections().find("birds")).find(A).orElseThrow().shards();
    node.close();
    node = TestNode.start(folder, SMALL);
    assertThat(count(ShardKeySelector.of(A))).isEqualTo(10);
    assertThat(get(collections().dropShardKey("birds", A, TestNode.TIMEOUT))).isTrue();
    assertThat(count(ShardKeySelector.NONE_NAMED)).isEqualTo(20);
    awaitGone(ofA);
    make(A);
    assertThat(count(ShardKeySelector.of(A))).isZero();
    assertThat(get(collections().find("birds")).find(A).orElseThrow().first()).isEqualTo(4);
  }

  private void awaitGone(List<ShardId> shards) throws Exception {
    long patience = System.nanoTime() + TestNode.TIMEOUT.toNanos();
    while (node.dropped().stream().anyMatch(shards::contains) || folders(shards) > 0) {
      assertThat(System.nanoTime()).as("shards are still there").isLessThan(patience);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private long folders(List<ShardId> shards) throws Exception {
    try (var files = Files.walk(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> shards.stream().anyMatch(shard -> shard.toString().equals(name)))
          .count();
    }
  }
}
