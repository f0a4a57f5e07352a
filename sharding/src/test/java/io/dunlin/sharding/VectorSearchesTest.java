package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.query.Examples;
import io.dunlin.sharding.query.QueryChecks;
import io.dunlin.sharding.query.VectorSearch;
import io.dunlin.sharding.query.VectorSearches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class VectorSearchesTest {
  private static final VectorInput VECTOR = new VectorInput.Components(Flock.vector(1));
  private static final VectorInput EXAMPLE = new VectorInput.Example(PointId.of(7));

  @Test
  void cosineQueriesAreNormalised() {
    float[] vector = nearest(Metric.COSINE, new Query.Nearest(VECTOR), Map.of());
    double length = 0;
    for (float component : vector) {
      length += (double) component * component;
    }
    assertThat(length).isBetween(0.99999, 1.00001);
  }

  @Test
  void allWithinARadiusAreToldOrNone() {
    VectorSearch search =
        new VectorSearches(Flock.config(1, Metric.DOT), Examples.NONE, ShardKeySelector.NONE_NAMED)
            .of(QueryNode.of(new Query.Within(VECTOR, 0.5f), Query.Within.ALL), Projection.NOTHING);
    List<Hit> found = new ArrayList<>();
    for (int i = 0; i < Query.Within.MOST; i++) {
      found.add(hit(i, 1));
    }
    // That which lies on the bound is not within.
    found.add(hit(Query.Within.MOST, 0.5f));

    assertThat(search.query().params().exact()).isTrue();
    assertThat(search.query().limit()).isEqualTo(Query.Within.MOST + 1);
    assertThat(search.chosen(found)).hasSize(Query.Within.MOST);
    found.addFirst(hit(Query.Within.MOST + 1, 2));
    assertThatThrownBy(() -> search.chosen(found))
        .hasMessageContaining("more than 10000 points are within the radius");
  }

  private static Hit hit(int id, float score) {
    return new Hit(PointId.of(id), 1, score, Optional.empty(), Map.of());
  }

  @Test
  void anAverageLiesBeyondThePositiveAwayFromTheNegative() {
    float[] a = Flock.vector(1);
    float[] b = Flock.vector(2);
    float[] c = Flock.vector(7);
    float[] vector =
        nearest(
            Metric.DOT,
            new Query.Recommend(
                List.of(new VectorInput.Components(a), new VectorInput.Components(b)),
                List.of(EXAMPLE),
                Query.Strategy.AVERAGE_VECTOR),
            Map.of(PointId.of(7), stored(c)));
    for (int i = 0; i < a.length; i++) {
      assertThat(vector[i]).isCloseTo(a[i] + b[i] - c[i], offset(1e-5f));
    }
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
    CollectionConfig config = Flock.config(1, Metric.DOT);
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
    return new VectorSearches(indexed, Examples.NONE, ShardKeySelector.NONE_NAMED)
        .of(node(new Query.Nearest(VECTOR), "", tuning), Projection.NOTHING)
        .query()
        .params();
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(failure(new Query.Nearest(new VectorInput.Components(new float[3]))))
        .isEqualTo(new DunlinFailure.WrongInput("Vector dimension error: expected dim: 8, got 3"));
    float[] infinite = Flock.vector(1);
    infinite[2] = Float.POSITIVE_INFINITY;
    assertThat(failure(new Query.Nearest(new VectorInput.Components(infinite))))
        .isInstanceOf(DunlinFailure.WrongInput.class);
    assertThat(failure(new Query.Nearest(EXAMPLE)))
        .isEqualTo(new DunlinFailure.NotFound("No point with id 7 found"));
    assertThat(
            failure(() ->
                nearest(
                    Metric.DOT,
                    new Query.Nearest(EXAMPLE),
                    Map.of(
                        PointId.of(7), new Hit(PointId.of(7), 1, 0, Optional.empty(), Map.of())))))
        .isInstanceOf(DunlinFailure.WrongInput.class);
  }

  @Test
  void checksQueriesBeforeAnythingIsRead() {
    assertThat(checked(node(new Query.Nearest(VECTOR), "beak", SearchTuning.DEFAULT)))
        .isEqualTo(new DunlinFailure.WrongInput("Not existing vector name error: beak"));
    List<QueryNode> before = List.of(QueryNode.of(new Query.Nearest(VECTOR), 3));
    assertThat(checked(after(before, Optional.empty(), Optional.empty())))
        .isInstanceOf(DunlinFailure.BadRequest.class);
    assertThat(checked(after(List.of(), Optional.empty(), Optional.of(0.5f))))
        .isInstanceOf(DunlinFailure.BadRequest.class);
    for (Query needsOthers :
        List.of(
            new Query.ScoreFusion(),
            new Query.RankFusion(2, List.of()),
            new Query.Formula(new Expression.Score(0), Map.of()))) {
      assertThat(checked(QueryNode.of(needsOthers, 3)))
          .isInstanceOf(DunlinFailure.BadRequest.class);
    }
    assertThat(
            checked(
                after(
                    before,
                    Optional.of(new Query.RankFusion(2, List.of(1f, 2f))),
                    Optional.empty())))
        .isInstanceOf(DunlinFailure.BadRequest.class);
    assertThat(
            checked(
                QueryNode.of(
                    new Query.Recommend(List.of(), List.of(VECTOR), Query.Strategy.AVERAGE_VECTOR),
                    3)))
        .isInstanceOf(DunlinFailure.BadRequest.class);
  }

  private static DunlinFailure checked(QueryNode node) {
    QueryRequest any = Flock.search(VECTOR, 1, 0);
    return failure(() ->
        new QueryChecks(Flock.config(2, Metric.DOT))
            .check(new QueryRequest(node, 0, any.payload(), any.vectors(), any.keys())));
  }

  private static QueryNode after(
      List<QueryNode> before, Optional<Query> query, Optional<Float> threshold) {
    return new QueryNode(
        before, query, "", Filter.ALL, SearchTuning.DEFAULT, threshold, 3, Optional.empty());
  }

  private static QueryNode node(Query query, String using, SearchTuning tuning) {
    return new QueryNode(
        List.of(),
        Optional.of(query),
        using,
        Filter.ALL,
        tuning,
        Optional.empty(),
        10,
        Optional.empty());
  }

  private static float[] nearest(Metric metric, Query query, Map<PointId, Hit> found) {
    Examples examples =
        new Examples(
            Map.of(new Examples.Place(Optional.empty(), ShardKeySelector.NONE_NAMED), found));
    VectorSearch search =
        new VectorSearches(Flock.config(2, metric), examples, ShardKeySelector.NONE_NAMED)
            .of(QueryNode.of(query, 3), Projection.NOTHING);
    VectorValue vector = ((Scoring.Nearest) search.query().scoring()).vector();
    return ((VectorValue.Dense) vector).components();
  }

  private static Hit stored(float[] vector) {
    return new Hit(PointId.of(7), 1, 0, Optional.empty(), Map.of("", VectorValue.of(vector)));
  }

  private static DunlinFailure failure(Query query) {
    return failure(() -> nearest(Metric.DOT, query, Map.of()));
  }

  private static DunlinFailure failure(ThrowingCallable action) {
    return ((DunlinException)
            assertThatThrownBy(action).isInstanceOf(DunlinException.class).actual())
        .failure();
  }
}
