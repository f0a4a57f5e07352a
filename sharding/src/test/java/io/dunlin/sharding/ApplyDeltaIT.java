package io.dunlin.sharding;

import static io.dunlin.sharding.CollectionsIT.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.VectorOptimizer;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors that are moved by deltas, against the formulas in doubles, also after restarts. */
class ApplyDeltaIT {
  private static final long SEED = 77;
  private static final int POINTS = 40;
  private static final int SIZE = 6;
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(16 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  private final Random random = new Random(SEED);

  /** Where each point's vectors are, in doubles. */
  private final Map<Long, Map<String, double[]>> model = new HashMap<>();

  @Test
  void vectorsAreWhereTheFormulasHaveThem() throws Exception {
    System.out.println("seed " + SEED);
    for (int life = 0; life < 2; life++) {
      try (TestNode node = TestNode.start(folder, SMALL)) {
        Collections collections = node.collections();
        if (life == 0) {
          create(collections);
        }
        for (int round = 0; round < 8; round++) {
          push(collections, "sum", new VectorOptimizer.Sgd(0.5));
          push(collections, "mean", new VectorOptimizer.Average());
          push(collections, "ada", new VectorOptimizer.AdaGrad(0.3, 1e-6, "squares"));
          push(collections, "adam", new VectorOptimizer.Adam(0.1, 0.9, 0.99, 1e-6, "moments"));
          push(collections, "unit", new VectorOptimizer.Sgd(1));
          push(collections, "unit by dot", new VectorOptimizer.Sgd(1));
          if (round == 3) {
            get(collections.optimize("birds", TestNode.TIMEOUT));
          }
        }
        compare(collections);
      }
    }
  }

  private void create(Collections collections) {
    VectorSpec moved = spec(SIZE, Metric.EUCLID);
    get(
        collections.create(
            "birds",
            Flock.config(3, Metric.DOT)
                .withoutVector("")
                .withVector("sum", moved)
                .withVector("mean", moved)
                .withVector("ada", moved)
                .withVector("adam", moved)
                .withVector("unit", spec(SIZE, Metric.COSINE))
                .withVector("unit by dot", spec(SIZE, Metric.DOT).normalized(true))
                .withVector("squares", moved)
                .withVector("moments", spec(2 * SIZE + 1, Metric.DOT)),
            TestNode.TIMEOUT));
    List<PointInput> points = new ArrayList<>();
    for (long id = 0; id < POINTS; id++) {
      Map<String, VectorValue> vectors = new HashMap<>();
      Map<String, double[]> stored = new HashMap<>();
      for (String name : List.of("sum", "mean", "ada", "adam", "unit", "unit by dot")) {
        float[] components =
            name.startsWith("unit") ? new float[] {1, 0, 0, 0, 0, 0} : components();
        vectors.put(name, new VectorValue.Dense(components));
        stored.put(name, doubles(components));
      }
      stored.put("squares", new double[SIZE]);
      stored.put("moments", new double[2 * SIZE + 1]);
      model.put(id, stored);
      points.add(new PointInput(PointId.of(id), vectors, Payload.EMPTY));
    }
    get(collections.write("birds", List.of(new PointOperation.Upsert(points)), WAIT));
  }

  private static VectorSpec spec(int size, Metric metric) {
    return new VectorSpec(size, metric, HnswSettings.NONE, Optional.empty());
  }

  private float[] components() {
    float[] components = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      components[i] = (float) random.nextGaussian();
    }
    return components;
  }

  private static double[] doubles(float[] floats) {
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  /** Some points stand there several times. */
  private void push(Collections collections, String name, VectorOptimizer optimizer) {
    List<PointInput> deltas = new ArrayList<>();
    Map<Long, List<double[]>> byId = new HashMap<>();
    for (int i = 0; i < POINTS; i++) {
      long id = random.nextInt(POINTS);
      float[] delta = components();
      deltas.add(delta(id, name, delta));
      byId.computeIfAbsent(id, _ -> new ArrayList<>()).add(doubles(delta));
    }
    get(collections.applyDelta("birds", keyed(deltas, optimizer), WAIT));
    byId.forEach((id, all) -> move(Objects.requireNonNull(model.get(id)), name, all, optimizer));
  }

  private static PointInput delta(long id, String name, float... components) {
    return new PointInput(
        PointId.of(id), Map.of(name, new VectorValue.Dense(components)), Payload.EMPTY);
  }

  private static KeyedOperation keyed(List<PointInput> deltas, VectorOptimizer optimizer) {
    return new KeyedOperation(
        new PointOperation.ApplyDelta(deltas, optimizer), ShardKeySelector.NONE_NAMED);
  }

  private static void move(
      Map<String, double[]> point, String name, List<double[]> deltas, VectorOptimizer optimizer) {
    double[] at = Objects.requireNonNull(point.get(name));
    double[] squares = Objects.requireNonNull(point.get("squares"));
    double[] moments = Objects.requireNonNull(point.get("moments"));
    for (double[] delta : deltas) {
      if (optimizer instanceof VectorOptimizer.Adam) {
        moments[2 * SIZE]++;
      }
      for (int i = 0; i < SIZE; i++) {
        double d = delta[i];
        switch (optimizer) {
          case VectorOptimizer.Sgd(double rate) -> at[i] += rate * d;
          case VectorOptimizer.Average _ -> at[i] += d / deltas.size();
          case VectorOptimizer.AdaGrad grad -> {
            squares[i] += d * d;
            at[i] += grad.rate() * d / (Math.sqrt(squares[i]) + grad.epsilon());
          }
          case VectorOptimizer.Adam adam -> {
            moments[i] = adam.beta1() * moments[i] + (1 - adam.beta1()) * d;
            moments[SIZE + i] = adam.beta2() * moments[SIZE + i] + (1 - adam.beta2()) * d * d;
            double count = moments[2 * SIZE];
            double mean = moments[i] / (1 - Math.pow(adam.beta1(), count));
            double square = moments[SIZE + i] / (1 - Math.pow(adam.beta2(), count));
            at[i] += adam.rate() * mean / (Math.sqrt(square) + adam.epsilon());
          }
        }
      }
      if (name.startsWith("unit")) {
        double length = Math.sqrt(Arrays.stream(at).map(x -> x * x).sum());
        Arrays.setAll(at, i -> at[i] / length);
      }
    }
  }

  private void compare(Collections collections) {
    List<PointId> ids = model.keySet().stream().map(PointId::of).toList();
    List<Hit> hits = stored(collections, ids);
    assertThat(hits).hasSize(POINTS);
    for (Hit hit : hits) {
      hit.vectors()
          .forEach((name, vector) -> {
            float[] components = ((VectorValue.Dense) vector).components();
            double[] expected =
                Objects.requireNonNull(Objects.requireNonNull(model.get(hit.id().low())).get(name));
            for (int i = 0; i < expected.length; i++) {
              assertThat((double) components[i])
                  .as("%s of %s, component %d", name, hit.id(), i)
                  .isCloseTo(expected[i], offset(1e-3 * Math.max(1, Math.abs(expected[i]))));
            }
          });
    }
  }

  private static List<Hit> stored(Collections collections, List<PointId> ids) {
    return get(
        collections.retrieve(
            "birds", ids, new PayloadSelector.None(), new VectorSelector.All(), TestNode.TIMEOUT));
  }

  @Test
  void whatIsRefusedMovesNothing() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      create(collections);
      VectorOptimizer sum = new VectorOptimizer.Sgd(1);
      PointInput good = delta(1, "sum", 1, 1, 1, 1, 1, 1);
      refused(
          collections,
          sum,
          "No point with id 98, 99 found",
          good,
          delta(98, "sum", 1),
          delta(99, "sum", 1));
      refused(
          collections,
          sum,
          "Vector dimension error: expected dim: 6, got 2",
          good,
          delta(2, "sum", 1, 1));
      refused(
          collections,
          sum,
          "component 0 of vector 'sum' is NaN",
          good,
          delta(2, "sum", Float.NaN, 1, 1, 1, 1, 1));
      refused(collections, sum, "Not existing vector name error: none", good, delta(2, "none", 1));
      refused(
          collections,
          new VectorOptimizer.Sgd(1e30),
          "out of all bounds",
          delta(1, "sum", 1e30f, 1, 1, 1, 1, 1));
      refused(
          collections,
          new VectorOptimizer.AdaGrad(1, 1, "moments"),
          "'moments' must be another vector, of 6 components",
          good);
      refused(
          collections,
          new VectorOptimizer.AdaGrad(1, 1, "sum"),
          "'sum' must be another vector",
          good);
      refused(
          collections,
          sum,
          "Point 1 has no vector 'squares'",
          delta(1, "squares", 1, 1, 1, 1, 1, 1));
      VectorSpec halves =
          new VectorSpec(
              SIZE,
              Metric.DOT,
              HnswSettings.NONE,
              Optional.empty(),
              Optional.of(Datatype.FLOAT16),
              Optional.empty(),
              Optional.empty());
      get(collections.changeVector("birds", "half", Optional.of(halves), WAIT));
      refused(
          collections,
          sum,
          "Vector 'half' is not dense with components of float32",
          delta(1, "half", 1, 1, 1, 1, 1, 1));
      compare(collections);
    }
  }

  private static void refused(
      Collections collections, VectorOptimizer optimizer, String error, PointInput... deltas) {
    assertThatThrownBy(
            () -> get(collections.applyDelta("birds", keyed(List.of(deltas), optimizer), WAIT)))
        .hasMessageContaining(error);
  }
}
