package io.dunlin.sharding;

import static io.dunlin.sharding.CollectionsIT.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorSpec.Comparator;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Vectors that are normalised for the metric Dot answer as those of the metric Cosine do, whatever
 * finds them.
 */
class NormalizedVectorsIT {
  private static final long SEED = 31;
  private static final int POINTS = 400;
  private static final int SIZE = 12;
  private static final List<String> NAMES = List.of("flat", "graph", "rows");
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(16 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  private final Random random = new Random(SEED);

  @Test
  void theyAnswerAsCosineDoes() throws Exception {
    System.out.println("seed " + SEED);
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("cosine", config(Metric.COSINE, false), TestNode.TIMEOUT));
      get(collections.create("dot", config(Metric.DOT, true), TestNode.TIMEOUT));
      PointOperation points = new PointOperation.Upsert(points());
      for (String name : List.of("cosine", "dot")) {
        get(collections.write(name, List.of(points), WAIT));
      }
      assertSame(collections);
      for (String name : List.of("cosine", "dot")) {
        get(collections.optimize(name, TestNode.TIMEOUT));
      }
      assertSame(collections);
    }
  }

  @Test
  void distancesAreOfVectorsOfLengthOneToo() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      for (Metric metric : List.of(Metric.EUCLID, Metric.MANHATTAN)) {
        String name = metric.name();
        get(collections.create(name, config(metric, true), TestNode.TIMEOUT));
        get(
            collections.write(
                name,
                List.of(new PointOperation.Upsert(List.of(point(1, 3, 4), point(2, 0, 0)))),
                WAIT));
        List<Hit> stored =
            get(
                collections.retrieve(
                    name,
                    List.of(PointId.of(1), PointId.of(2)),
                    new PayloadSelector.None(),
                    new VectorSelector.All(),
                    TestNode.TIMEOUT));
        assertThat(components(stored.getFirst())).startsWith(0.6f, 0.8f, 0f);
        // What has no direction stays what it is.
        assertThat(components(stored.getLast())).containsOnly(0f);
        float[] query = new float[SIZE];
        query[0] = 30;
        query[1] = 40;
        assertThat(search(collections, name, "flat", new VectorValue.Dense(query)).getFirst())
            .satisfies(hit -> {
              assertThat(hit.id()).isEqualTo(PointId.of(1));
              assertThat((double) hit.score()).isCloseTo(0, offset(1e-6));
            });
      }
    }
  }

  private static float[] components(Hit hit) {
    if (hit.vectors().get("flat") instanceof VectorValue.Dense(float[] components)) {
      return components;
    }
    throw new AssertionError("no vector: " + hit);
  }

  private static CollectionConfig config(Metric metric, boolean normalized) {
    VectorSpec spec =
        new VectorSpec(SIZE, metric, HnswSettings.NONE, Optional.empty()).normalized(normalized);
    return Flock.config(2, metric)
        .withoutVector("")
        .withVector(
            "flat",
            spec.indexedBy(
                HnswSettings.NONE,
                Optional.empty(),
                Optional.of(new IndexSettings(IndexSettings.Type.FLAT))))
        .withVector("graph", spec)
        .withVector("rows", spec.comparedBy(Optional.of(Comparator.MAX_SIM)));
  }

  private List<PointInput> points() {
    List<PointInput> points = new ArrayList<>();
    for (long id = 0; id < POINTS; id++) {
      VectorValue one = new VectorValue.Dense(id == 7 ? new float[SIZE] : components());
      points.add(
          new PointInput(
              PointId.of(id), Map.of("flat", one, "graph", one, "rows", rows()), Payload.EMPTY));
    }
    return points;
  }

  private static PointInput point(long id, float first, float second) {
    float[] components = new float[SIZE];
    components[0] = first;
    components[1] = second;
    return new PointInput(
        PointId.of(id), Map.of("flat", new VectorValue.Dense(components)), Payload.EMPTY);
  }

  /** Of all lengths. */
  private float[] components() {
    float length = (float) Math.exp(3 * random.nextGaussian());
    float[] components = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      components[i] = length * (float) random.nextGaussian();
    }
    return components;
  }

  private VectorValue rows() {
    float[] rows = new float[3 * SIZE];
    for (int i = 0; i < 3; i++) {
      System.arraycopy(components(), 0, rows, i * SIZE, SIZE);
    }
    return new VectorValue.Multi(rows, SIZE);
  }

  private void assertSame(Collections collections) {
    for (int i = 0; i < 25; i++) {
      for (String vector : NAMES) {
        VectorValue query = vector.equals("rows") ? rows() : new VectorValue.Dense(components());
        List<Hit> expected = search(collections, "cosine", vector, query);
        List<Hit> found = search(collections, "dot", vector, query);
        assertThat(found).hasSize(10);
        assertThat(found.stream().map(Hit::id))
            .as("%s, query %d", vector, i)
            .containsExactlyElementsOf(expected.stream().map(Hit::id).toList());
        for (int hit = 0; hit < found.size(); hit++) {
          assertThat((double) found.get(hit).score())
              .isCloseTo(expected.get(hit).score(), offset(1e-6));
        }
      }
    }
  }

  private static List<Hit> search(
      Collections collections, String name, String vector, VectorValue query) {
    QueryRequest request =
        QueryRequest.nearest(
            new VectorInput.Components(query),
            vector,
            Filter.ALL,
            10,
            0,
            new SearchTuning(Optional.of(POINTS), false, false, Optional.empty(), CodeUse.DEFAULT),
            Optional.empty(),
            new PayloadSelector.None(),
            new VectorSelector.None());
    return get(collections.query(name, List.of(request), TestNode.TIMEOUT)).getFirst();
  }
}
