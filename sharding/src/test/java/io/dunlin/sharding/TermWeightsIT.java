package io.dunlin.sharding;

import static io.dunlin.sharding.CollectionsIT.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How sparse queries are weighed: the same in one shard and in five, and as a formula says. */
class TermWeightsIT {
  private static final long SEED = 20_261;
  private static final int POINTS = 400;
  private static final int WORDS = 30;
  private static final int TENANTS = 4;
  private static final List<String> COLLECTIONS = List.of("one", "five");
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final ReadOptions READ = ReadOptions.within(TestNode.TIMEOUT);
  private static final ShardSettings SMALL =
      new ShardSettings(16 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  private record Text(VectorValue.Sparse words, int tenant) {}

  private final Random random = new Random(SEED);
  private final Map<Integer, Text> texts = new TreeMap<>();

  @Test
  void scoresDoNotDependOnHowPointsAreSpread() throws Exception {
    System.out.println("seed " + SEED);
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      create(collections, "one", 1);
      create(collections, "five", 5);
      write(collections);
      for (int i = 0; i < 60; i++) {
        VectorValue.Sparse query = words(1 + random.nextInt(5));
        Optional<Integer> corpus =
            i % 3 == 0 ? Optional.of(random.nextInt(TENANTS)) : Optional.empty();
        Filter filter = i % 2 == 0 ? Filter.ALL : tenant(random.nextInt(TENANTS));
        for (String name : COLLECTIONS) {
          compare(collections, name, query, filter, corpus);
        }
      }
    }
  }

  @Test
  void aCorpusIsForTermsThatAreWeighed() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      create(collections, "one", 1);
      assertThatThrownBy(() ->
              get(
                  collections.query(
                      "one",
                      List.of(
                          request(
                              VectorValue.of(Flock.vector(1)),
                              "",
                              Filter.ALL,
                              Optional.of(Filter.ALL))),
                      READ)))
          .hasMessageContaining("params.idf");
      assertThatThrownBy(() ->
              get(
                  collections.query(
                      "one",
                      List.of(request(words(1), "plain", Filter.ALL, Optional.of(Filter.ALL))),
                      READ)))
          .hasMessageContaining("params.idf");
    }
  }

  private static void create(Collections collections, String name, int shards) {
    SparseSpec weighed =
        new SparseSpec(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SparseSpec.Modifier.IDF));
    get(
        collections.create(
            name,
            Flock.config(shards, Metric.DOT)
                .withSparse(new TreeMap<>(Map.of("words", weighed, "plain", SparseSpec.NONE))),
            TestNode.TIMEOUT));
  }

  /** Some are written twice, some are deleted, some have no words, and some are sealed. */
  private void write(Collections collections) {
    for (int round = 0; round < 3; round++) {
      List<PointInput> points = new ArrayList<>();
      for (int i = 0; i < POINTS; i++) {
        int id = random.nextInt(POINTS);
        Text text = new Text(words(1 + random.nextInt(8)), random.nextInt(TENANTS));
        boolean silent = random.nextInt(10) == 0;
        Map<String, VectorValue> vectors = new HashMap<>();
        vectors.put("", VectorValue.of(Flock.vector(id)));
        if (silent) {
          texts.remove(id);
        } else {
          texts.put(id, text);
          vectors.put("words", text.words());
        }
        points.add(
            new PointInput(
                PointId.of(id), vectors, new Payload(Map.of("tenant", (long) text.tenant()))));
      }
      List<Integer> gone = IntStream.range(0, 20).mapToObj(_ -> random.nextInt(POINTS)).toList();
      texts.keySet().removeAll(gone);
      for (String name : COLLECTIONS) {
        get(
            collections.write(
                name,
                List.of(
                    new PointOperation.Upsert(points),
                    new PointOperation.Delete(
                        new PointOperation.ByIds(
                            gone.stream().distinct().map(PointId::of).toList()))),
                WAIT));
        if (round == 1) {
          get(collections.optimize(name, TestNode.TIMEOUT));
        }
      }
    }
  }

  private VectorValue.Sparse words(int count) {
    int[] words =
        random
            .ints(0, WORDS)
            .map(word -> word * word / WORDS)
            .distinct()
            .limit(count)
            .sorted()
            .toArray();
    float[] weights = new float[words.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 0.1f + random.nextFloat();
    }
    return new VectorValue.Sparse(words, weights);
  }

  private void compare(
      Collections collections,
      String name,
      VectorValue.Sparse query,
      Filter filter,
      Optional<Integer> corpus) {
    QueryRequest request = request(query, "words", filter, corpus.map(TermWeightsIT::tenant));
    List<Hit> hits = get(collections.query(name, List.of(request), READ)).value().getFirst();
    Map<Integer, Double> expected = expected(query, filter, corpus);
    assertThat(hits.stream().map(hit -> (int) hit.id().low()))
        .as("%s: %s among %s of %s", name, query, filter, corpus)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (Hit hit : hits) {
      assertThat((double) hit.score())
          .isCloseTo(expected.getOrDefault((int) hit.id().low(), Double.NaN), offset(1e-4));
    }
  }

  private Map<Integer, Double> expected(
      VectorValue.Sparse query, Filter filter, Optional<Integer> corpus) {
    List<Text> counted =
        texts.values().stream()
            .filter(text -> corpus.isEmpty() || corpus.get() == text.tenant())
            .toList();
    Map<Integer, Double> scores = new HashMap<>();
    texts.forEach((id, text) -> {
      if (!filter.isAll() && !filter.equals(tenant(text.tenant()))) {
        return;
      }
      for (int i = 0; i < query.indices().length; i++) {
        int word = query.indices()[i];
        float stored = weight(text.words(), word);
        if (stored > 0) {
          long having = counted.stream().filter(other -> weight(other.words(), word) > 0).count();
          double rarity = Math.log(1 + (counted.size() - having + 0.5) / (having + 0.5));
          scores.merge(id, query.values()[i] * rarity * stored, Double::sum);
        }
      }
    });
    return scores;
  }

  private static float weight(VectorValue.Sparse words, int word) {
    for (int i = 0; i < words.indices().length; i++) {
      if (words.indices()[i] == word) {
        return words.values()[i];
      }
    }
    return 0;
  }

  private static Filter tenant(int number) {
    return Filter.of(
        new Condition.Field(
            new JsonPath("tenant", List.of(new JsonPath.Key("tenant"))),
            List.of(new Check.MatchValue((long) number))));
  }

  private static QueryRequest request(
      VectorValue vector, String using, Filter filter, Optional<Filter> corpus) {
    return QueryRequest.nearest(
        new VectorInput.Components(vector),
        using,
        filter,
        POINTS,
        0,
        SearchTuning.DEFAULT.among(corpus),
        Optional.empty(),
        new PayloadSelector.None(),
        new VectorSelector.None());
  }
}
