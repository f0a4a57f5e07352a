package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.sharding.route.SlotMap;
import io.dunlin.sharding.snapshot.Snapshots;
import io.dunlin.sharding.snapshot.Snapshots.Priority;
import io.dunlin.sharding.snapshot.Snapshots.Recovery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a real node's collections, against maps of what was in them. */
class SnapshotsIT {
  private static final SnapshotScope BIRDS = new SnapshotScope.OfCollection("birds");
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(64 << 10, 16 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(folder, SMALL);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Collections collections() {
    return node.collections();
  }

  private Snapshots snapshots() {
    return collections().snapshots().orElseThrow();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static DunlinFailure failureOf(ThrowingCallable call) {
    DunlinFailure[] found = new DunlinFailure[1];
    assertThatThrownBy(call)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(DunlinException.class, known -> found[0] = known.failure());
    return found[0];
  }

  private void create(String name, CollectionConfig config) {
    get(collections().create(name, config, TestNode.TIMEOUT));
  }

  private void upsert(String collection, List<PointInput> points) {
    get(collections().write(collection, List.of(new PointOperation.Upsert(points)), WAIT));
  }

  private void upsert(String collection, long from, long to) {
    upsert(
        collection,
        LongStream.range(from, to).mapToObj(n -> Flock.point(n, Map.of("n", n))).toList());
  }

  /** Vectors and payloads by id. */
  private SortedMap<PointId, Object> all(String collection) {
    SortedMap<PointId, Object> points = new TreeMap<>();
    Optional<PointId> from = Optional.empty();
    do {
      ScrollPage page =
          get(
              collections()
                  .scroll(
                      collection,
                      new ScrollRequest(
                          Filter.ALL,
                          from,
                          1000,
                          new PayloadSelector.All(),
                          new VectorSelector.All()),
                      TestNode.TIMEOUT));
      for (Hit hit : page.points()) {
        points.put(hit.id(), List.of(texts(hit.vectors()), hit.payload()));
      }
      from = page.next();
    } while (from.isPresent());
    return points;
  }

  private static Map<String, String> texts(Map<String, VectorValue> vectors) {
    return vectors.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                vector ->
                    switch (vector.getValue()) {
                      case VectorValue.Dense(float[] c) -> Arrays.toString(c);
                      case VectorValue.Sparse(int[] i, float[] v) ->
                          Arrays.toString(i) + Arrays.toString(v);
                      case VectorValue.Multi(float[] c, int d) -> d + Arrays.toString(c);
                    }));
  }

  private Recovery from(SnapshotScope scope, SnapshotDescription snapshot) {
    return new Recovery(
        get(snapshots().find(scope, snapshot.name())).toUri().toString(),
        Priority.REPLICA,
        snapshot.checksum(),
        Optional.empty());
  }

  @Test
  void aRecoveredCollectionIsWhatItWas() {
    Random random = new Random(5);
    create("birds", mixed());
    upsert("birds", LongStream.range(0, 800).mapToObj(n -> mixedPoint(n, random)).toList());
    get(
        collections()
            .write(
                "birds",
                List.of(
                    new PointOperation.Delete(
                        new PointOperation.ByIds(
                            List.of(PointId.of(4), PointId.of(400), PointId.of(-8))))),
                WAIT));
    SortedMap<PointId, Object> was = all("birds");
    CollectionInfo before = get(collections().find("birds"));
    SnapshotDescription snapshot = get(snapshots().create(BIRDS));
    upsert("birds", LongStream.range(700, 900).mapToObj(n -> mixedPoint(n, random)).toList());

    assertThat(get(snapshots().recover(BIRDS, from(BIRDS, snapshot)))).isTrue();

    assertThat(all("birds")).isEqualTo(was);
    CollectionInfo after = get(collections().find("birds"));
    assertThat(after.config()).isEqualTo(before.config());
    assertThat(after.uuid()).isNotEqualTo(before.uuid());
    assertThat(get(collections().list())).hasSize(1);
    assertThat(get(snapshots().list(BIRDS))).containsExactly(snapshot);
    // It is a collection as any other.
    upsert("birds", List.of(mixedPoint(5_000, random)));
    assertThat(all("birds")).hasSize(was.size() + 1);
  }

  private static CollectionConfig mixed() {
    CollectionConfig base = Flock.config(3, Metric.COSINE);
    SortedMap<String, VectorSpec> vectors = new TreeMap<>(base.vectors());
    vectors.put(
        "tokens",
        new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty())
            .comparedBy(Optional.of(VectorSpec.Comparator.MAX_SIM)));
    return new CollectionConfig(
            vectors,
            base.shardNumber(),
            1,
            1,
            true,
            base.hnsw(),
            base.optimizers(),
            new Payload(Map.of("of", "birds")))
        .withSparse(new TreeMap<>(Map.of("words", SparseSpec.NONE)));
  }

  private static PointInput mixedPoint(long n, Random random) {
    Map<String, VectorValue> vectors = new HashMap<>();
    if (random.nextInt(8) > 0) {
      vectors.put("", VectorValue.of(Flock.vector(n)));
    }
    if (random.nextBoolean()) {
      vectors.put(
          "words", new VectorValue.Sparse(new int[] {1, (int) n + 2}, new float[] {n, 0.5f}));
    }
    if (random.nextBoolean()) {
      vectors.put("tokens", new VectorValue.Multi(new float[] {n, 1, 2, -n}, 2));
    }
    PointId id =
        switch (random.nextInt(3)) {
          case 0 -> PointId.of(n);
          case 1 -> PointId.of(-n - 1);
          default -> PointId.of(new UUID(n, random.nextLong()));
        };
    return new PointInput(
        id, vectors, random.nextInt(5) == 0 ? Payload.EMPTY : new Payload(Map.of("n", n)));
  }

  @Test
  void shardKeysAreRecoveredWithTheirNumbers() {
    create("birds", Flock.config(2, Metric.DOT).sharded(ShardingMethod.CUSTOM));
    for (String key : List.of("gone", "a", "b")) {
      get(
          collections()
              .createShardKey(
                  "birds",
                  new NewShardKey(ShardKey.of(key), Optional.empty(), Optional.empty(), List.of()),
                  TestNode.TIMEOUT));
    }
    get(collections().dropShardKey("birds", ShardKey.of("gone"), TestNode.TIMEOUT));
    for (String key : List.of("a", "b")) {
      get(
          collections()
              .writeKeyed(
                  "birds",
                  List.of(
                      new KeyedOperation(
                          new PointOperation.Upsert(
                              LongStream.range(0, 50)
                                  .mapToObj(n -> Flock.point(n, Map.of("key", key)))
                                  .toList()),
                          new ShardKeySelector.Keys(List.of(ShardKey.of(key))))),
                  WAIT));
    }
    SnapshotDescription snapshot = get(snapshots().create(BIRDS));
    CollectionInfo before = get(collections().find("birds"));
    Recovery recovery = from(BIRDS, snapshot);
    get(collections().drop("birds", TestNode.TIMEOUT));

    get(snapshots().recover(BIRDS, recovery));

    CollectionInfo after = get(collections().find("birds"));
    assertThat(after.shards().stream().map(after::number))
        .isEqualTo(before.shards().stream().map(before::number).toList());
    assertThat(get(collections().count("birds", Filter.ALL, TestNode.TIMEOUT))).isEqualTo(100);
  }

  /** One writer: what is acknowledged before the next is sent. So a cut is a prefix of it. */
  @Test
  void aSnapshotUnderWritesIsOneMoment() throws Exception {
    create("birds", Flock.config(4, Metric.DOT));
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong acknowledged = new AtomicLong();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          for (long n = 0; !done.get(); n++) {
            upsert("birds", n, n + 1);
            acknowledged.set(n + 1);
          }
        });
    List<long[]> bounds = new ArrayList<>();
    List<SnapshotDescription> made = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long before = acknowledged.get();
      made.add(get(snapshots().create(BIRDS)));
      bounds.add(new long[] {before, acknowledged.get() + 1});
    }
    done.set(true);
    get(writer);

    for (int i = 0; i < made.size(); i++) {
      SnapshotScope copy = new SnapshotScope.OfCollection("copy" + i);
      get(snapshots().recover(copy, from(BIRDS, made.get(i))));
      long points = get(collections().count("copy" + i, Filter.ALL, TestNode.TIMEOUT));
      assertThat(points).isBetween(bounds.get(i)[0], bounds.get(i)[1]);
      assertThat(all("copy" + i).keySet())
          .containsExactlyElementsOf(LongStream.range(0, points).mapToObj(PointId::of).toList());
    }
  }

  /** Every reader sees the old points or the new ones, and none is refused. */
  @Test
  void readersSeeTheOldOrTheNew() {
    create("birds", Flock.config(3, Metric.DOT));
    upsert("birds", 0, 300);
    SnapshotDescription snapshot = get(snapshots().create(BIRDS));
    upsert("birds", 300, 1000);
    AtomicBoolean done = new AtomicBoolean();
    Set<Long> counts = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(
          CompletableFuture.runAsync(() -> {
            while (!done.get()) {
              counts.add(get(collections().count("birds", Filter.ALL, TestNode.TIMEOUT)));
            }
          }));
    }

    get(snapshots().recover(BIRDS, from(BIRDS, snapshot)));
    done.set(true);

    readers.forEach(SnapshotsIT::get);
    counts.add(get(collections().count("birds", Filter.ALL, TestNode.TIMEOUT)));
    assertThat(counts).containsExactlyInAnyOrder(300L, 1000L);
  }

  @Test
  void whatIsDamagedIsRefusedAndChangesNothing() throws Exception {
    create("birds", Flock.config(2, Metric.DOT));
    upsert("birds", 0, 200);
    SnapshotDescription snapshot = get(snapshots().create(BIRDS));
    Path file = get(snapshots().find(BIRDS, snapshot.name()));
    byte[] whole = Files.readAllBytes(file);
    CollectionInfo before = get(collections().find("birds"));
    long seed = 77;
    Random random = new Random(seed);

    for (int i = 0; i < 40; i++) {
      byte[] bytes = whole.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 + random.nextInt(255));
      Path damaged = file.resolveSibling("damaged.snapshot");
      Files.write(damaged, i % 2 == 0 ? bytes : Arrays.copyOf(whole, at));
      assertThat(failureOf(() -> get(snapshots().recover(BIRDS, recovery(damaged)))))
          .as("seed %d, round %d, byte %d", seed, i, at)
          .isInstanceOf(DunlinFailure.WrongInput.class);
    }
    assertThat(
            failureOf(() ->
                get(
                    snapshots()
                        .recover(
                            BIRDS,
                            new Recovery(
                                file.toUri().toString(),
                                Priority.SNAPSHOT,
                                Optional.of("0".repeat(64)),
                                Optional.empty())))))
        .isInstanceOf(DunlinFailure.ChecksumMismatch.class);
    assertThat(get(collections().find("birds"))).isEqualTo(before);
    assertThat(all("birds")).hasSize(200);
  }

  private static Recovery recovery(Path file) {
    return new Recovery(
        file.toUri().toString(), Priority.REPLICA, Optional.empty(), Optional.empty());
  }

  @Test
  void onlyFilesOfTheFolderAreRead() throws IOException {
    create("birds", Flock.config(1, Metric.DOT));
    SnapshotDescription snapshot = get(snapshots().create(BIRDS));
    Path file = get(snapshots().find(BIRDS, snapshot.name()));
    Path outside = Files.copy(file, folder.resolve("outside.snapshot"));

    for (String location :
        List.of(
            outside.toUri().toString(),
            "file://" + file.getParent() + "/../../outside.snapshot",
            "file:///nowhere.snapshot",
            "file://elsewhere" + file,
            "ftp://host/x.snapshot",
            "no uri",
            file.toString())) {
      assertThat(
              failureOf(() ->
                  get(
                      snapshots()
                          .recover(
                              BIRDS,
                              new Recovery(
                                  location,
                                  Priority.REPLICA,
                                  Optional.empty(),
                                  Optional.empty())))))
          .as(location)
          .isInstanceOf(DunlinFailure.BadRequest.class);
    }
    assertThat(failureOf(() -> get(snapshots().find(BIRDS, "../../outside.snapshot"))))
        .isInstanceOf(DunlinFailure.NotFound.class);
    assertThat(failureOf(() -> get(snapshots().delete(BIRDS, "nothing"))))
        .isInstanceOf(DunlinFailure.NotFound.class);
    assertThat(failureOf(() -> get(snapshots().create(new SnapshotScope.OfCollection("no such")))))
        .isInstanceOf(DunlinFailure.NotFound.class);
  }

  /** More often than there are places for work that is under way. */
  @Test
  void whatIsRefusedAtOnceTakesNoPlace() {
    create("birds", Flock.config(1, Metric.DOT));
    for (int i = 0; i < 8; i++) {
      assertThat(
              failureOf(() ->
                  get(
                      snapshots()
                          .recover(
                              BIRDS,
                              new Recovery(
                                  "http://localhost/x.snapshot",
                                  Priority.REPLICA,
                                  Optional.empty(),
                                  Optional.of("two\nlines"))))))
          .isInstanceOfSatisfying(
              DunlinFailure.BadRequest.class,
              refused -> assertThat(refused.message()).startsWith("api_key"));
    }
    get(snapshots().create(BIRDS));
  }

  @Test
  void nothingIsFetchedThatHasNoPlace() throws IOException {
    AtomicInteger fetched = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          fetched.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      Recovery recovery =
          new Recovery(
              "http://localhost:%d/x.snapshot".formatted(server.getAddress().getPort()),
              Priority.REPLICA,
              Optional.empty(),
              Optional.empty());
      SnapshotScope nowhere = new SnapshotScope.OfShard("no such", 0);
      assertThat(failureOf(() -> get(snapshots().recover(nowhere, recovery))))
          .isInstanceOf(DunlinFailure.NotFound.class);
      assertThat(fetched).hasValue(0);
      assertThat(failureOf(() -> get(snapshots().recover(BIRDS, recovery))))
          .isInstanceOf(DunlinFailure.WrongInput.class);
      assertThat(fetched).hasValue(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aShardIsRecoveredAlone() {
    create("birds", Flock.config(2, Metric.DOT));
    upsert("birds", 0, 100);
    SnapshotScope second = new SnapshotScope.OfShard("birds", 1);
    SnapshotDescription snapshot = get(snapshots().create(second));
    upsert("birds", 100, 200);
    CollectionInfo before = get(collections().find("birds"));

    get(snapshots().recover(second, from(second, snapshot)));

    CollectionInfo after = get(collections().find("birds"));
    assertThat(after.uuid()).isEqualTo(before.uuid());
    assertThat(after.shards().getFirst()).isEqualTo(before.shards().getFirst());
    Set<PointId> expected =
        LongStream.range(0, 200)
            .filter(n -> n < 100 || isOfFirst(n))
            .mapToObj(PointId::of)
            .collect(Collectors.toSet());
    assertThat(all("birds").keySet()).isEqualTo(expected);
    // The other shard's points do not belong there.
    SnapshotScope first = new SnapshotScope.OfShard("birds", 0);
    assertThat(failureOf(() -> get(snapshots().recover(first, from(second, snapshot)))))
        .isInstanceOf(DunlinFailure.WrongInput.class);
    assertThat(failureOf(() -> get(snapshots().recover(BIRDS, from(second, snapshot)))))
        .isInstanceOf(DunlinFailure.WrongInput.class);
    assertThat(all("birds").keySet()).isEqualTo(expected);
  }

  private static boolean isOfFirst(long n) {
    return SlotMap.slotOf(PointId.of(n)) < SlotMap.SLOTS / 2;
  }

  @Test
  void everythingIsRecoveredOnAnEmptyNode() throws Exception {
    create("birds", Flock.config(2, Metric.DOT));
    upsert("birds", 0, 100);
    create("owls", Flock.config(1, Metric.DOT));
    upsert("owls", 100, 130);
    get(
        collections()
            .changeAliases(List.of(new AliasAction.Point("flock", "birds")), TestNode.TIMEOUT));
    SnapshotScope full = new SnapshotScope.Full();
    SnapshotDescription snapshot = get(snapshots().create(full));
    Path file = get(snapshots().find(full, snapshot.name()));

    try (TestNode other = TestNode.start(folder.resolve("other"), SMALL)) {
      Snapshots there = other.collections().snapshots().orElseThrow();
      get(there.restore(file, Optional.empty()));
      // Started so once more, nothing is lost.
      get(other.collections().drop("owls", TestNode.TIMEOUT));
      get(there.restore(file, Optional.of("owls")));

      assertThat(get(other.collections().count("flock", Filter.ALL, TestNode.TIMEOUT)))
          .isEqualTo(100);
      assertThat(get(other.collections().count("owls", Filter.ALL, TestNode.TIMEOUT)))
          .isEqualTo(30);
      assertThat(get(other.collections().list())).hasSize(2);
    }
  }
}
