package io.dunlin.sharding.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Hit;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** In which order points stand when some of them were judged. */
class RerankingTest {
  private static final Reranking RERANKING =
      Reranking.of(
          JsonPathParser.parse("text"),
          List.of(
              point(1, Map.of("text", "a")),
              point(2, Map.of("other", "b")),
              point(3, Map.of("text", "c")),
              point(4, Map.of("text", 5L)),
              point(5, Map.of("text", "e"))),
          List.of(point(6, Map.of())));

  private static Hit point(long id, Map<String, Object> payload) {
    return new Hit(PointId.of(id), 1, 0, Optional.of(new Payload(payload)), Map.of());
  }

  private static List<String> told(List<Hit> hits) {
    return hits.stream().map(hit -> hit.id().low() + ": " + hit.score()).toList();
  }

  @Test
  void onlyTextsAreJudged() {
    assertThat(RERANKING.texts()).containsExactly("a", "c", "e");
  }

  @Test
  void whoWasNotJudgedComesLastAsBefore() {
    assertThat(told(RERANKING.ordered(new float[] {-2, 1, -1}, Optional.empty())))
        .containsExactly("3: 1.0", "5: -1.0", "1: -2.0", "2: -2.0", "4: -2.0", "6: -2.0");
  }

  @Test
  void equalScoresLeaveTheOrder() {
    assertThat(told(RERANKING.ordered(new float[] {2, 3, 3}, Optional.empty())).subList(0, 3))
        .containsExactly("3: 3.0", "5: 3.0", "1: 2.0");
  }

  @Test
  void aThresholdIsPassedByItsScoreAlone() {
    assertThat(told(RERANKING.ordered(new float[] {-2, 1, -1}, Optional.of(-2f))))
        .containsExactly("3: 1.0", "5: -1.0");
  }
}
