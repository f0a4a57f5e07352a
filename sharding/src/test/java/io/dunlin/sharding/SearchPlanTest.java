package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SearchPlanTest {
  private static final SearchRequest.Vector VECTOR = new SearchRequest.Vector(Flock.vector(1));
  private static final SearchRequest.Example EXAMPLE = new SearchRequest.Example(PointId.of(7));

  @Test
  void anOffsetIsFetchedAndLeftOut() {
    SearchPlan plan = plan(Metric.DOT, Flock.search(VECTOR, 2, 3));
    assertThat(plan.queries(Map.of()).getFirst().limit()).isEqualTo(5);
    assertThat(
            ids(
                plan.join(
                    List.of(found(hit(1, 9), hit(3, 7), hit(5, 5)), found(hit(2, 8), hit(4, 6))),
                    2)))
        .containsExactly(4L, 5L);
  }

  @Test
  void anExampleIsFetchedAndLeftOut() {
    SearchPlan plan = plan(Metric.DOT, Flock.search(EXAMPLE, 2, 0));
    assertThat(plan.needsExamples()).isTrue();
    assertThat(plan.examples()).containsExactly(PointId.of(7));
    Hit stored = new Hit(PointId.of(7), 1, 0, Optional.empty(), Map.of("", Flock.vector(7)));
    ShardQuery query = plan.queries(Map.of(PointId.of(7), stored)).getFirst();
    assertThat(query.limit()).isEqualTo(3);
    assertThat(query.vector()).isEqualTo(Flock.vector(7));
    assertThat(ids(plan.join(List.of(found(hit(7, 9), hit(1, 8)), found(hit(2, 7))), 2)))
        .containsExactly(1L, 2L);
    // Also when others are as near, or it was deleted meanwhile.
    assertThat(ids(plan.join(List.of(found(hit(1, 9), hit(3, 9)), found(hit(7, 9))), 2)))
        .containsExactly(1L, 3L);
  }

  @Test
  void thresholdsAreStrictInTheUsersMeasure() {
    SearchPlan similar = plan(Metric.DOT, threshold(0.5f));
    assertThat(
            ids(similar.join(List.of(found(hit(1, 0.6f), hit(2, 0.5f)), found(hit(3, 0.4f))), 2)))
        .containsExactly(1L);
    SearchPlan near = plan(Metric.EUCLID, threshold(2f));
    List<List<Hit>> hits =
        near.join(List.of(found(hit(1, -1f), hit(2, -4f)), found(hit(3, -9f))), 2);
    assertThat(ids(hits)).containsExactly(1L);
    assertThat(hits.getFirst().getFirst().score()).isEqualTo(1f);
  }

  @Test
  void theBestOfManyDistancesIsTheSmallest() {
    SearchPlan plan = plan(Metric.MANHATTAN, Flock.search(VECTOR, 3, 0));
    List<List<Hit>> hits =
        plan.join(List.of(found(hit(1, -1f), hit(2, -3f)), found(hit(3, -2f), hit(4, -4f))), 2);
    assertThat(ids(hits)).containsExactly(1L, 3L, 2L);
    assertThat(hits.getFirst().stream().map(Hit::score)).containsExactly(1f, 2f, 3f);
  }

  @Test
  void eachSearchOfABatchHasItsOwnAnswer() {
    SearchPlan plan = plan(Metric.DOT, Flock.search(VECTOR, 1, 0), Flock.search(VECTOR, 1, 1));
    ReadProtocol.Found answer =
        new ReadProtocol.Found(List.of(List.of(hit(1, 2)), List.of(hit(1, 2), hit(2, 1))));
    ReadProtocol.Found nothing = new ReadProtocol.Found(List.of(List.of(), List.of()));
    assertThat(firsts(plan.join(List.of(answer, nothing), 2))).containsExactly(1L, 2L);
    // Sent in two messages.
    assertThat(
            firsts(
                plan.join(
                    List.of(found(), found(hit(1, 2)), found(hit(1, 2)), found(hit(2, 1))), 2)))
        .containsExactly(1L, 2L);
  }

  private static List<Long> firsts(List<List<Hit>> answers) {
    return answers.stream().map(hits -> hits.getFirst().id().low()).toList();
  }

  @Test
  void onlyTheWinnersOfSeveralShardsAreFetchedWhole() {
    SearchRequest request = Flock.search(VECTOR, 2, 0);
    SearchPlan one = new SearchPlan(Flock.info(1, Metric.DOT), List.of(request), 1);
    assertThat(one.hitsAreWhole()).isTrue();
    assertThat(one.queries(Map.of()).getFirst().projection()).isNotEqualTo(Projection.NOTHING);
    SearchPlan several = plan(Metric.DOT, request);
    assertThat(several.hitsAreWhole()).isFalse();
    assertThat(several.queries(Map.of()).getFirst().projection()).isEqualTo(Projection.NOTHING);
    assertThat(several.projection(0))
        .isEqualTo(new Projection(new PayloadSelector.All(), new VectorSelector.None()));
  }

  @Test
  void cosineQueriesAreNormalised() {
    float[] vector =
        plan(Metric.COSINE, Flock.search(VECTOR, 1, 0)).queries(Map.of()).getFirst().vector();
    double length = 0;
    for (float component : vector) {
      length += (double) component * component;
    }
    assertThat(length).isBetween(0.99999, 1.00001);
  }

  @Test
  void whatASearchDoesNotSayComesFromTheCollection() {
    IndexSettings lists =
        new IndexSettings(
            IndexSettings.Type.IVF_PQ,
            Optional.empty(),
            Optional.of(12),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(params(lists, SearchTuning.DEFAULT))
        .isEqualTo(new SearchParams(64, false, 12, CodeUse.DEFAULT));
    assertThat(params(new IndexSettings(IndexSettings.Type.IVF_PQ), SearchTuning.DEFAULT))
        .isEqualTo(new SearchParams(64, false, 0, CodeUse.DEFAULT));
    CodeUse codes = new CodeUse(true, false, 2.5f);
    assertThat(params(lists, new SearchTuning(Optional.of(7), true, false, Optional.of(3), codes)))
        .isEqualTo(new SearchParams(7, true, 3, codes));
  }

  private static SearchParams params(IndexSettings index, SearchTuning tuning) {
    CollectionInfo flock = Flock.info(1, Metric.DOT);
    CollectionConfig config = flock.config();
    VectorSpec spec =
        new VectorSpec(
            Flock.DIMENSION,
            Metric.DOT,
            HnswSettings.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(index));
    CollectionConfig indexed =
        new CollectionConfig(
            new TreeMap<>(Map.of("", spec)),
            config.shardNumber(),
            config.replicationFactor(),
            config.writeConsistencyFactor(),
            config.onDiskPayload(),
            config.hnsw(),
            config.optimizers(),
            config.metadata());
    return new SearchPlan(
            new CollectionInfo(flock.name(), flock.uuid(), indexed, flock.shards()),
            List.of(request("", Optional.empty(), tuning)),
            1)
        .queries(Map.of())
        .getFirst()
        .params();
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(
            failure(() ->
                plan(Metric.DOT, Flock.search(new SearchRequest.Vector(new float[3]), 1, 0))
                    .queries(Map.of())))
        .isEqualTo(new DunlinFailure.WrongInput("Vector dimension error: expected dim: 8, got 3"));
    float[] infinite = Flock.vector(1);
    infinite[2] = Float.POSITIVE_INFINITY;
    assertThat(
            failure(() ->
                plan(Metric.DOT, Flock.search(new SearchRequest.Vector(infinite), 1, 0))
                    .queries(Map.of())))
        .isInstanceOf(DunlinFailure.WrongInput.class);
    assertThat(failure(() -> plan(Metric.DOT, using("beak"))))
        .isEqualTo(new DunlinFailure.WrongInput("Not existing vector name error: beak"));
    SearchPlan example = plan(Metric.DOT, Flock.search(EXAMPLE, 1, 0));
    assertThat(failure(() -> example.queries(Map.of())))
        .isEqualTo(new DunlinFailure.NotFound("No point with id 7 found"));
    Hit without = new Hit(PointId.of(7), 1, 0, Optional.empty(), Map.of());
    assertThat(failure(() -> example.queries(Map.of(PointId.of(7), without))))
        .isInstanceOf(DunlinFailure.WrongInput.class);
  }

  private static SearchPlan plan(Metric metric, SearchRequest... requests) {
    return new SearchPlan(Flock.info(2, metric), List.of(requests), 2);
  }

  private static SearchRequest threshold(float score) {
    return request("", Optional.of(score), SearchTuning.DEFAULT);
  }

  private static SearchRequest using(String name) {
    return request(name, Optional.empty(), SearchTuning.DEFAULT);
  }

  private static SearchRequest request(
      String using, Optional<Float> threshold, SearchTuning tuning) {
    return new SearchRequest(
        VECTOR,
        using,
        Filter.ALL,
        10,
        0,
        tuning,
        threshold,
        new PayloadSelector.None(),
        new VectorSelector.None());
  }

  private static ReadProtocol.Found found(Hit... hits) {
    return new ReadProtocol.Found(List.of(List.of(hits)));
  }

  private static Hit hit(long id, float score) {
    return new Hit(PointId.of(id), 1, score, Optional.empty(), Map.of());
  }

  private static List<Long> ids(List<List<Hit>> hits) {
    return hits.getFirst().stream().map(hit -> hit.id().low()).toList();
  }

  private static DunlinFailure failure(ThrowingCallable action) {
    return ((DunlinException)
            assertThatThrownBy(action).isInstanceOf(DunlinException.class).actual())
        .failure();
  }
}
