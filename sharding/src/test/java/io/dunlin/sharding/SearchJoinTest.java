package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.query.Examples;
import io.dunlin.sharding.query.VectorSearch;
import io.dunlin.sharding.query.VectorSearches;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchJoinTest {
  private static final VectorInput.Components VECTOR = new VectorInput.Components(Flock.vector(1));

  @Test
  void theBestOfManyDistancesIsTheSmallest() {
    List<Hit> hits =
        joined(
            search(Metric.MANHATTAN, 3),
            found(hit(1, -1f), hit(2, -3f)),
            found(hit(3, -2f), hit(4, -4f)));
    assertThat(ids(hits)).containsExactly(1L, 3L, 2L);
    assertThat(hits.stream().map(Hit::score)).containsExactly(1f, 2f, 3f);
  }

  @Test
  void thresholdsAreStrictInTheUsersMeasure() {
    assertThat(
            ids(
                joined(
                    threshold(Metric.DOT, 0.5f),
                    found(hit(1, 0.6f), hit(2, 0.5f)),
                    found(hit(3, 0.4f)))))
        .containsExactly(1L);
    List<Hit> near =
        joined(threshold(Metric.EUCLID, 2f), found(hit(1, -1f), hit(2, -4f)), found(hit(3, -9f)));
    assertThat(ids(near)).containsExactly(1L);
    assertThat(near.getFirst().score()).isEqualTo(1f);
  }

  @Test
  void anExampleIsFetchedAndLeftOut() {
    Hit stored =
        new Hit(PointId.of(7), 1, 0, Optional.empty(), Map.of("", VectorValue.of(Flock.vector(7))));
    Examples examples =
        new Examples(
            Map.of(
                new Examples.Place(Optional.empty(), ShardKeySelector.NONE_NAMED),
                Map.of(PointId.of(7), stored)));
    VectorSearch search =
        new VectorSearches(Flock.config(2, Metric.DOT), examples, ShardKeySelector.NONE_NAMED)
            .of(
                Flock.search(new VectorInput.Example(PointId.of(7)), 2, 0).root(),
                Projection.NOTHING);
    assertThat(search.query().limit()).isEqualTo(3);
    assertThat(ids(joined(search, found(hit(7, 9), hit(1, 8)), found(hit(2, 7)))))
        .containsExactly(1L, 2L);
    // Also when others are as near, or it was deleted meanwhile.
    assertThat(ids(joined(search, found(hit(1, 9), hit(3, 9)), found(hit(7, 9)))))
        .containsExactly(1L, 3L);
  }

  @Test
  void eachSearchOfABatchHasItsOwnAnswer() {
    List<VectorSearch> searches = List.of(search(Metric.DOT, 1), search(Metric.DOT, 2));
    ReadProtocol.Found answer =
        new ReadProtocol.Found(List.of(List.of(hit(1, 2)), List.of(hit(1, 2), hit(2, 1))));
    ReadProtocol.Found nothing = new ReadProtocol.Found(List.of(List.of(), List.of()));
    assertThat(SearchJoin.join(searches, List.of(answer, nothing), 2, ShardingMethod.AUTO))
        .extracting(SearchJoinTest::ids)
        .containsExactly(List.of(1L), List.of(1L, 2L));
    // Sent in two messages.
    assertThat(
            SearchJoin.join(
                searches,
                List.of(found(), found(hit(1, 2)), found(hit(1, 2)), found(hit(2, 1))),
                2,
                ShardingMethod.AUTO))
        .extracting(SearchJoinTest::ids)
        .containsExactly(List.of(1L), List.of(1L, 2L));
  }

  @Test
  void anIdOfSeveralKeysIsAnsweredOnce() {
    assertThat(
            ids(
                SearchJoin.join(
                        List.of(search(Metric.DOT, 2)),
                        List.of(found(hit(1, 9), hit(2, 7)), found(hit(1, 8))),
                        2,
                        ShardingMethod.CUSTOM)
                    .getFirst()))
        .containsExactly(1L, 2L);
  }

  private static VectorSearch search(Metric metric, int limit) {
    return search(metric, Flock.search(VECTOR, limit, 0));
  }

  private static VectorSearch threshold(Metric metric, float score) {
    QueryRequest request = Flock.search(VECTOR, 10, 0);
    return search(
        metric,
        QueryRequest.nearest(
            VECTOR,
            "",
            request.root().filter(),
            10,
            0,
            request.root().tuning(),
            Optional.of(score),
            request.payload(),
            request.vectors()));
  }

  private static VectorSearch search(Metric metric, QueryRequest request) {
    return new VectorSearches(Flock.config(2, metric), Examples.NONE, ShardKeySelector.NONE_NAMED)
        .of(request.root(), Projection.NOTHING);
  }

  private static List<Hit> joined(VectorSearch search, ReadProtocol.Found... shards) {
    return SearchJoin.join(
            List.of(search), Arrays.asList(shards), shards.length, ShardingMethod.AUTO)
        .getFirst();
  }

  private static ReadProtocol.Found found(Hit... hits) {
    return new ReadProtocol.Found(List.of(List.of(hits)));
  }

  private static Hit hit(long id, float score) {
    return new Hit(PointId.of(id), 1, score, Optional.empty(), Map.of());
  }

  private static List<Long> ids(List<Hit> hits) {
    return hits.stream().map(hit -> hit.id().low()).toList();
  }
}
