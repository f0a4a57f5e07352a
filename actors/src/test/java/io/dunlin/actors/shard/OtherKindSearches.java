package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.query.CursorMetrics;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.HeldViews;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadLoad;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Searches by sparse vectors and multivectors in a shard against sums over a plain map. Whole
 * numbers make the sums exact; inverse document frequencies are compared to the bit, as points have
 * one term in common with those queries.
 */
final class OtherKindSearches {
  static final VectorSpec TOKENS =
      new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty())
          .comparedBy(Optional.of(VectorSpec.Comparator.MAX_SIM));

  private static final int LIMIT = 7;

  private final Random random = new Random(1);

  private record Scored(PointId id, float score) {}

  static VectorValue words(Random random) {
    int[] indices = random.ints(random.nextInt(5), -6, 6).distinct().toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(7) - 2;
    }
    return VectorValue.Sparse.of(indices, values);
  }

  static VectorValue tokens(Random random) {
    float[] components = new float[2 * (1 + random.nextInt(4))];
    for (int i = 0; i < components.length; i++) {
      components[i] = random.nextInt(9) - 4;
    }
    return new VectorValue.Multi(components, 2);
  }

  /** A vector of the kind. */
  static VectorValue some(VectorKind kind, Random random) {
    return switch (kind) {
      case SparseSpec _ -> words(random);
      case VectorSpec spec when spec.isMulti() -> tokens(random);
      case VectorSpec spec -> {
        float[] components = new float[spec.size()];
        for (int i = 0; i < components.length; i++) {
          components[i] = random.nextInt(5) - 2;
        }
        yield new VectorValue.Dense(components);
      }
    };
  }

  /**
   * All points that have a vector are found by it.
   *
   * @param known what who asks takes for the collection's configuration
   */
  void compareFound(ShardCopy copy, CollectionConfig known, String name, Set<PointId> expected) {
    VectorValue any = some(known.kind(name).orElse(SparseSpec.NONE), random);
    ShardQuery asked =
        new ShardQuery(
            new Scoring.SumScores(List.of(any), List.of(any)),
            known.keyOf(name),
            Filter.ALL,
            Integer.MAX_VALUE,
            new SearchParams(1, false, 0, SearchParams.CodeUse.DEFAULT, false),
            false,
            Projection.NOTHING);
    assertThat(search(copy, asked).stream().map(Hit::id).toList())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /**
   * @param some a filter
   * @param matching the points that match it
   */
  void compare(ShardCopy copy, PointModel model, Filter some, Set<PointId> matching) {
    compare(copy, model, "words", words(random), false, Filter.ALL, _ -> true);
    compare(copy, model, "words", words(random), false, some, matching::contains);
    VectorValue term =
        new VectorValue.Sparse(new int[] {random.nextInt(6)}, new float[] {1 + random.nextInt(3)});
    compare(copy, model, "words", term, true, Filter.ALL, _ -> true);
    compare(copy, model, "tokens", tokens(random), false, Filter.ALL, _ -> true);
    compare(copy, model, "tokens", tokens(random), false, some, matching::contains);
    compareSums(copy, model, "words");
    compareSums(copy, model, "tokens");
  }

  private static void compare(
      ShardCopy copy,
      PointModel model,
      String name,
      VectorValue query,
      boolean idf,
      Filter filter,
      Predicate<PointId> matching) {
    VectorValue weighted = idf ? weighted(model, (VectorValue.Sparse) query) : query;
    compare(
        copy,
        new Scoring.Nearest(query),
        name,
        idf,
        filter,
        expected(model, name, matching, vector -> score(weighted, vector)));
  }

  /** Every point that has the vector has a sum, be it of no scores. */
  private void compareSums(ShardCopy copy, PointModel model, String name) {
    VectorValue one = name.equals("words") ? words(random) : tokens(random);
    VectorValue other = name.equals("words") ? words(random) : tokens(random);
    VectorValue less = name.equals("words") ? words(random) : tokens(random);
    compare(
        copy,
        new Scoring.SumScores(List.of(one, other), List.of(less)),
        name,
        false,
        Filter.ALL,
        expected(
            model,
            name,
            _ -> true,
            vector ->
                Optional.of(
                    score(one, vector).orElse(0f)
                        + score(other, vector).orElse(0f)
                        - score(less, vector).orElse(0f))));
  }

  private static List<Scored> expected(
      PointModel model,
      String name,
      Predicate<PointId> matching,
      Function<VectorValue, Optional<Float>> score) {
    List<Scored> expected = new ArrayList<>();
    model.points.forEach((id, stored) -> {
      VectorValue vector = stored.vectors().get(name);
      if (vector != null && matching.test(id)) {
        score.apply(vector).ifPresent(found -> expected.add(new Scored(id, found)));
      }
    });
    expected.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::id));
    return expected.subList(0, Math.min(LIMIT, expected.size()));
  }

  private static void compare(
      ShardCopy copy,
      Scoring scoring,
      String name,
      boolean idf,
      Filter filter,
      List<Scored> expected) {
    SearchParams params = new SearchParams(1, false, 0, SearchParams.CodeUse.DEFAULT, idf);
    ShardQuery asked =
        new ShardQuery(scoring, name, filter, LIMIT, params, false, Projection.NOTHING);
    assertThat(search(copy, asked).stream().map(hit -> new Scored(hit.id(), hit.score())).toList())
        .isEqualTo(expected);
  }

  private static List<Hit> search(ShardCopy copy, ShardQuery query) {
    CopyRegistry copies = new CopyRegistry();
    copies.register(copy);
    copy.standing(Standing.ALONE);
    ShardReader reader =
        new ShardReader(
            copies,
            new ReadLoad(System.nanoTime()),
            new NodeId(new UUID(0, 1)),
            new HeldViews(copies, CursorSettings.DEFAULT, CursorMetrics.none(), System::nanoTime));
    assertThat(reader.admit(1)).isEmpty();
    ReadProtocol.Answer answer =
        reader
            .read(
                new ReadProtocol.Request(
                    copy.shard(),
                    new ReadProtocol.Search(List.of(query)),
                    Deadline.in(Await.PATIENCE),
                    new ReadProtocol.Terms(true, 0)))
            .answer()
            .getValue();
    return ((ReadProtocol.Found) answer).hits().getFirst();
  }

  private static VectorValue weighted(PointModel model, VectorValue.Sparse query) {
    float[] weights = new float[query.size()];
    for (int i = 0; i < weights.length; i++) {
      int index = query.indices()[i];
      List<VectorValue> all =
          model.points.values().stream()
              .flatMap(stored -> Optional.ofNullable(stored.vectors().get("words")).stream())
              .toList();
      long having = all.stream().filter(vector -> values(vector).containsKey(index)).count();
      double idf = StrictMath.log1p((all.size() - having + 0.5) / (having + 0.5));
      weights[i] = (float) (query.values()[i] * idf);
    }
    return new VectorValue.Sparse(query.indices(), weights);
  }

  private static Map<Integer, Float> values(VectorValue vector) {
    Map<Integer, Float> values = new HashMap<>();
    if (vector instanceof VectorValue.Sparse sparse) {
      for (int i = 0; i < sparse.size(); i++) {
        values.put(sparse.indices()[i], sparse.values()[i]);
      }
    }
    return values;
  }

  private static Optional<Float> score(VectorValue query, VectorValue vector) {
    if (query instanceof VectorValue.Multi several && vector instanceof VectorValue.Multi stored) {
      float sum = 0;
      for (int i = 0; i < several.count(); i++) {
        float best = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < stored.count(); j++) {
          float[] a = several.vector(i);
          float[] b = stored.vector(j);
          best = Math.max(best, a[0] * b[0] + a[1] * b[1]);
        }
        sum += best;
      }
      return Optional.of(sum);
    }
    Map<Integer, Float> weights = values(query);
    Optional<Float> sum = Optional.empty();
    for (Map.Entry<Integer, Float> entry : values(vector).entrySet()) {
      Float weight = weights.get(entry.getKey());
      if (weight != null) {
        sum = Optional.of(sum.orElse(0f) + weight * entry.getValue());
      }
    }
    return sum;
  }
}
