package io.dunlin.sharding;

import static io.dunlin.sharding.CollectionsIT.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.Trace;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors of a collection that is there are made, dropped and made again as others. */
class VectorChangesIT {
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final WriteOptions GO_ON = new WriteOptions(false, TestNode.TIMEOUT);
  // Small limits, so that some hundred points freeze, seal and merge.
  private static final ShardSettings SMALL =
      new ShardSettings(16 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);
  private static final int IDS = 400;

  @TempDir Path folder;

  /** What the collection should hold: the changing vectors of each point. */
  private final Map<Long, Map<String, VectorValue>> model = new HashMap<>();

  private final Map<String, VectorKind> kinds = new TreeMap<>();

  private long lastChange;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void equalsAPlainMapOverRandomChanges(long seed) throws Exception {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int life = 0; life < 3; life++) {
      try (TestNode node = TestNode.start(folder, SMALL)) {
        Collections collections = node.collections();
        if (life == 0) {
          get(collections.create("birds", Flock.config(3, Metric.DOT), TestNode.TIMEOUT));
        }
        compare(collections, random);
        for (int step = 0; step < 12; step++) {
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> changeVector(collections, random);
            case 3 -> get(collections.optimize("birds", TestNode.TIMEOUT));
            default -> write(collections, random);
          }
          compare(collections, random);
        }
      }
    }
  }

  private void changeVector(Collections collections, Random random) {
    String name = List.of("x", "y").get(random.nextInt(2));
    if (kinds.remove(name) == null) {
      VectorKind kind =
          random.nextInt(3) == 0
              ? SparseSpec.NONE
              : new VectorSpec(
                  1 + random.nextInt(40), Metric.EUCLID, HnswSettings.NONE, Optional.empty());
      kinds.put(name, kind);
    } else {
      model.values().forEach(vectors -> vectors.remove(name));
    }
    WriteOptions options = random.nextBoolean() ? WAIT : GO_ON;
    WriteResult result =
        get(collections.changeVector("birds", name, Optional.ofNullable(kinds.get(name)), options));
    assertThat(result.status())
        .isEqualTo(
            options.untilVisible()
                ? WriteResult.Status.COMPLETED
                : WriteResult.Status.ACKNOWLEDGED);
    assertThat(result.positions().keySet())
        .containsExactlyInAnyOrderElementsOf(get(collections.find("birds")).shards());
    assertThat(result.operationId()).isGreaterThan(lastChange);
    lastChange = result.operationId();
  }

  private void write(Collections collections, Random random) {
    List<PointInput> points =
        random
            .longs(60, 0, IDS)
            .distinct()
            .mapToObj(id -> {
              Map<String, VectorValue> vectors = new HashMap<>();
              kinds.forEach((name, kind) -> {
                if (random.nextInt(3) > 0) {
                  vectors.put(name, some(kind, random));
                }
              });
              model.put(id, new HashMap<>(vectors));
              vectors.put("", VectorValue.of(Flock.vector(id)));
              return new PointInput(PointId.of(id), vectors, Payload.EMPTY);
            })
            .toList();
    get(collections.write("birds", List.of(new PointOperation.Upsert(points)), WAIT));
    if (!kinds.isEmpty() && !model.isEmpty()) {
      String name = kinds.keySet().iterator().next();
      List<Long> some = model.keySet().stream().limit(5).toList();
      some.forEach(id -> Objects.requireNonNull(model.get(id)).remove(name));
      get(
          collections.write(
              "birds",
              List.of(
                  new PointOperation.DeleteVectors(
                      new ByIds(some.stream().map(PointId::of).toList()), List.of(name))),
              WAIT));
    }
  }

  private static VectorValue some(VectorKind kind, Random random) {
    return switch (kind) {
      case SparseSpec _ ->
          new VectorValue.Sparse(new int[] {7, 9}, new float[] {1, random.nextFloat()});
      case VectorSpec spec -> {
        float[] components = new float[spec.size()];
        for (int i = 0; i < components.length; i++) {
          components[i] = (float) random.nextGaussian();
        }
        yield new VectorValue.Dense(components);
      }
    };
  }

  private void compare(Collections collections, Random random) {
    List<PointId> ids = model.keySet().stream().map(PointId::of).toList();
    Map<Long, Map<String, VectorValue>> found = new HashMap<>();
    for (Hit hit :
        get(
            collections.retrieve(
                "birds",
                ids,
                new PayloadSelector.None(),
                new VectorSelector.All(),
                TestNode.TIMEOUT))) {
      Map<String, VectorValue> vectors = new HashMap<>(hit.vectors());
      assertThat(vectors.remove("")).isNotNull();
      found.put(hit.id().low(), vectors);
    }
    assertThat(found).isEqualTo(model);
    for (String name : List.of("x", "y")) {
      Set<Long> having = new HashSet<>();
      model.forEach((id, vectors) -> {
        if (vectors.containsKey(name)) {
          having.add(id);
        }
      });
      assertThat(get(collections.count("birds", having(name), TestNode.TIMEOUT)))
          .isEqualTo(having.size());
      VectorKind kind = kinds.get(name);
      if (kind == null) {
        assertThatThrownBy(() -> search(collections, name, some(SparseSpec.NONE, random)))
            .hasMessageContaining("Not existing vector name error: " + name);
      } else {
        assertThat(search(collections, name, some(kind, random))).isEqualTo(having);
      }
    }
  }

  private static Set<Long> search(Collections collections, String name, VectorValue target) {
    QueryRequest search =
        QueryRequest.nearest(
            new VectorInput.Components(target),
            name,
            Filter.ALL,
            IDS,
            0,
            new SearchTuning(
                Optional.of(IDS), true, false, Optional.empty(), SearchTuning.DEFAULT.codes()),
            Optional.empty(),
            new PayloadSelector.None(),
            new VectorSelector.None());
    ReadOptions plain = ReadOptions.within(TestNode.TIMEOUT);
    Set<Long> found = ids(collections, search, plain);
    assertThat(ids(collections, search, plain.traced(new Trace(System.nanoTime()))))
        .isEqualTo(found);
    return found;
  }

  private static Set<Long> ids(Collections collections, QueryRequest search, ReadOptions options) {
    Set<Long> ids = new HashSet<>();
    get(collections.query("birds", List.of(search), options))
        .value()
        .getFirst()
        .forEach(hit -> ids.add(hit.id().low()));
    return ids;
  }

  private static Filter having(String vector) {
    return new Filter(
        List.of(new Condition.HasVector(vector)), List.of(), List.of(), Optional.empty());
  }

  @Test
  void aShardThatIsYoungerThanTheVectorHasIt() throws Exception {
    VectorSpec two = new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty());
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(
          collections.create(
              "birds",
              Flock.config(1, Metric.DOT).sharded(ShardingMethod.CUSTOM),
              TestNode.TIMEOUT));
      long before = node.catalogVersion();
      assertThat(get(collections.changeVector("birds", "x", Optional.of(two), WAIT)).operationId())
          .as("without a shard, the catalog's version")
          .isBetween(before + 1, node.catalogVersion());
      assertThatThrownBy(() -> get(collections.changeVector("birds", "", Optional.empty(), WAIT)))
          .hasMessageContaining("vector_name: must not be empty");
      get(
          collections.createShardKey(
              "birds",
              new NewShardKey(ShardKey.of("new"), Optional.empty(), Optional.empty(), List.of()),
              TestNode.TIMEOUT));
      PointInput point =
          new PointInput(PointId.of(1), Map.of("x", VectorValue.of(3, 4)), Payload.EMPTY);
      get(
          collections.writeKeyed(
              "birds",
              List.of(
                  new KeyedOperation(
                      new PointOperation.Upsert(List.of(point)),
                      new ShardKeySelector.Keys(List.of(ShardKey.of("new"))))),
              WAIT));
      assertThat(search(collections, "x", VectorValue.of(1, 1))).containsExactly(1L);
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      assertThat(search(node.collections(), "x", VectorValue.of(1, 1))).containsExactly(1L);
    }
  }

  /** No one but the collection's users takes its points away. */
  @Test
  void theLastVectorMayGoAndPointsStay() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      VectorSpec two = new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty());
      get(
          collections.create(
              "birds",
              Flock.config(1, Metric.DOT).withoutVector("").withVector("x", two),
              TestNode.TIMEOUT));
      get(
          collections.write(
              "birds",
              List.of(
                  new PointOperation.Upsert(
                      IntStream.range(0, 50)
                          .mapToObj(i ->
                              new PointInput(
                                  PointId.of(i), Map.of("x", VectorValue.of(i, 1)), Payload.EMPTY))
                          .toList())),
              WAIT));
      get(collections.changeVector("birds", "x", Optional.empty(), WAIT));
      assertThat(get(collections.count("birds", Filter.ALL, TestNode.TIMEOUT))).isEqualTo(50);
      get(collections.optimize("birds", TestNode.TIMEOUT));
      assertThat(get(collections.count("birds", having("x"), TestNode.TIMEOUT))).isZero();
      assertThat(get(collections.status("birds", TestNode.TIMEOUT)).shards())
          .allMatch(shard -> shard.vectorBytes() == 0);
    }
  }
}
