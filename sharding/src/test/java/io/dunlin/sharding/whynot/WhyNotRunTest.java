package io.dunlin.sharding.whynot;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNot.Reason;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is asked of a collection in which the points have their numbers as ranks. */
class WhyNotRunTest {
  /** More than are fetched to count a rank. */
  private static final long POINTS = 1_000_000;

  private final Numbered points = new Numbered();

  /** Points of which the one with the least number is the best. */
  private static final class Numbered implements WhyNotRun.Reads {
    private int mostAsked;

    @Override
    public CompletionStage<Answered<List<List<Hit>>>> query(List<QueryRequest> requests) {
      QueryNode node = requests.getFirst().root();
      mostAsked = Math.max(mostAsked, node.limit());
      List<Hit> hits =
          LongStream.range(0, Math.min(POINTS, node.limit()))
              .mapToObj(Numbered::hit)
              .filter(hit -> node.scoreThreshold().stream().allMatch(least -> hit.score() > least))
              .toList();
      return answered(List.of(hits));
    }

    @Override
    public CompletionStage<Answered<List<PointGroup>>> groups(GroupsRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Answered<List<Hit>>> retrieve(RetrieveRequest request) {
      return answered(request.ids().stream().map(id -> hit(id.low())).toList());
    }

    private static Hit hit(long number) {
      float place = (float) number;
      return new Hit(
          PointId.of(number), 1, -place, Optional.empty(), Map.of("", VectorValue.of(place)));
    }

    private static <T> CompletionStage<Answered<T>> answered(T value) {
      return CompletableFuture.completedStage(new Answered<>(value, ReadNotes.NONE));
    }
  }

  private WhyNot whyNot(long point, int limit, Optional<Float> threshold) {
    QueryNode node =
        new QueryNode(
            List.of(),
            Optional.of(new Query.Nearest(new VectorInput.Components(VectorValue.of(0)))),
            QueryNode.UNNAMED,
            Filter.ALL,
            SearchTuning.DEFAULT,
            threshold,
            limit,
            Optional.empty());
    QueryRequest query =
        new QueryRequest(
            node,
            0,
            new PayloadSelector.None(),
            new VectorSelector.None(),
            ShardKeySelector.NONE_NAMED);
    return new WhyNotRun(new WhyNotRequest(PointId.of(point), query, Optional.empty()), points)
        .answer()
        .toCompletableFuture()
        .join()
        .value();
  }

  @Test
  void aRankIsCountedAsFarAsIsFetched() {
    WhyNot why = whyNot(20_000, 10, Optional.empty());
    assertThat(why.reason()).isEqualTo(Reason.BEYOND_LIMIT);
    assertThat(why.rank()).contains(20_001);
  }

  @Test
  void notAllPointsAreFetchedToCountARank() {
    WhyNot why = whyNot(900_000, 10, Optional.empty());
    assertThat(why.reason()).isEqualTo(Reason.BEYOND_LIMIT);
    assertThat(why.rank()).isEmpty();
    assertThat(why.says())
        .isEqualTo("At least 100000 of all that match are better, and 10 are looked for");
    assertThat(points.mostAsked).isEqualTo(100_000);
  }

  @Test
  void aScoreThatIsNotGoodEnoughIsToldOfWithARankOrWithout() {
    assertThat(whyNot(50, 10, Optional.of(-5f)).rank()).contains(51);
    WhyNot why = whyNot(900_000, 10, Optional.of(-5f));
    assertThat(why.reason()).isEqualTo(Reason.SCORE_THRESHOLD);
    assertThat(why.rank()).isEmpty();
    assertThat(points.mostAsked).isEqualTo(100_000);
  }

  @Test
  void aQueryThatWantsMoreIsAskedForMore() {
    WhyNot why = whyNot(400_000, 300_000, Optional.empty());
    assertThat(why.reason()).isEqualTo(Reason.BEYOND_LIMIT);
    assertThat(points.mostAsked).isEqualTo(300_000);
  }
}
