package io.dunlin.actors.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WaitingSearchesTest {
  private static final ShardId SHARD = new ShardId(new UUID(0, 1));
  private static final ShardId OTHER = new ShardId(new UUID(0, 2));
  private static final Filter ONE_POINT = Filter.of(new Condition.HasId(Set.of(PointId.of(1))));

  @Test
  void oneThatIsAloneIsTakenAlone() {
    WaitingSearches waiting = new WaitingSearches(8, 1);
    WaitingSearch search = add(waiting, SHARD, Filter.ALL);
    assertThat(waiting.take(search)).containsExactly(search);
    assertThat(waiting.take(search)).isEmpty();
  }

  @Test
  void oneThreadTakesAsManyAsItMayTheLongestWaitingFirst() {
    WaitingSearches waiting = new WaitingSearches(4, 1);
    List<WaitingSearch> all = add(waiting, 10);
    assertThat(waiting.take(all.get(5)))
        .containsExactly(all.get(5), all.get(0), all.get(1), all.get(2));
    assertThat(waiting.take(all.get(1))).as("it has been taken along").isEmpty();
    assertThat(waiting.take(all.get(3)))
        .containsExactly(all.get(3), all.get(4), all.get(6), all.get(7));
  }

  @Test
  void noThreadIsLeftWithoutASearchThatWaits() {
    WaitingSearches waiting = new WaitingSearches(8, 4);
    List<WaitingSearch> all = add(waiting, 4);
    for (WaitingSearch each : all) {
      assertThat(waiting.take(each)).containsExactly(each);
    }
    List<WaitingSearch> more = add(waiting, 9);
    assertThat(waiting.take(more.getFirst())).hasSize(3);
  }

  @Test
  void onlyThoseOverTheSameRowsAreTakenAlong() {
    WaitingSearches waiting = new WaitingSearches(8, 1);
    WaitingSearch own = add(waiting, SHARD, Filter.ALL);
    WaitingSearch elsewhere = add(waiting, OTHER, Filter.ALL);
    WaitingSearch filtered = add(waiting, SHARD, ONE_POINT);
    WaitingSearch other = add(waiting, SHARD, ONE_POINT);
    WaitingSearch later =
        add(
            waiting,
            request(SHARD, Filter.ALL, Duration.ofMinutes(1)).on(new ReadProtocol.Terms(false, 7)));
    WaitingSearch late = add(waiting, request(SHARD, Filter.ALL, Duration.ZERO));
    WaitingSearch alike = add(waiting, SHARD, Filter.ALL);
    assertThat(waiting.take(own)).containsExactly(own, alike);
    assertThat(waiting.take(filtered)).containsExactly(filtered, other);
    for (WaitingSearch each : List.of(elsewhere, later, late)) {
      assertThat(waiting.take(each)).containsExactly(each);
    }
  }

  private static List<WaitingSearch> add(WaitingSearches waiting, int count) {
    List<WaitingSearch> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(add(waiting, SHARD, Filter.ALL));
    }
    return all;
  }

  private static WaitingSearch add(WaitingSearches waiting, ShardId shard, Filter filter) {
    return add(waiting, request(shard, filter, Duration.ofMinutes(1)));
  }

  private static WaitingSearch add(WaitingSearches waiting, ReadProtocol.Request request) {
    ReadProtocol.Search search = (ReadProtocol.Search) request.read();
    WaitingSearch one = new WaitingSearch(request, search.queries().getFirst());
    waiting.add(one);
    return one;
  }

  private static ReadProtocol.Request request(ShardId shard, Filter filter, Duration patience) {
    ShardQuery query =
        new ShardQuery(
            new Scoring.Nearest(VectorValue.of(1f)),
            "",
            filter,
            10,
            new SearchParams(100, false),
            false,
            Projection.NOTHING);
    return new ReadProtocol.Request(
        shard, new ReadProtocol.Search(List.of(query)), Deadline.in(patience));
  }
}
