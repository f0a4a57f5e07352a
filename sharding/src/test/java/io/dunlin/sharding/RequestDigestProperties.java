package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.QueryRequest;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.PointId;
import io.dunlin.sharding.cursor.RequestDigest;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests that differ have digests that differ, and equal ones the same, wherever it is made. */
class RequestDigestProperties {
  @Test
  void equalRequestsAloneHaveTheSameDigest() {
    Map<Long, QueryRequest> seen = new HashMap<>();
    for (long seed = 0; seed < 100; seed++) {
      QueryRequest request = request(seed);
      assertThat(RequestDigest.of(request))
          .as("seed %d", seed)
          .isEqualTo(RequestDigest.of(request(seed)));
      QueryRequest before = seen.put(RequestDigest.of(request), request);
      assertThat(before == null || before.equals(request)).as("seed %d", seed).isTrue();
    }
  }

  private static QueryRequest request(long seed) {
    return new RandomQueries(new Random(seed), 3, List.of(PointId.of(1), PointId.of(2))).request();
  }

  @Test
  void theOrderOfASetIsNothing() {
    Set<Object> one = new LinkedHashSet<>(List.of("a", "b", 3L));
    Set<Object> other = new LinkedHashSet<>(List.of(3L, "b", "a"));
    assertThat(RequestDigest.of(new Check.MatchAny(one)))
        .isEqualTo(RequestDigest.of(new Check.MatchAny(other)))
        // A number is not its letters.
        .isNotEqualTo(RequestDigest.of(new Check.MatchAny(Set.of("a", "b", "3"))));
  }
}
