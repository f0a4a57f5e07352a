package io.dunlin.sharding.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Hit;
import io.dunlin.persistence.model.PointId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HitMergeTest {
  @Test
  void equalScoresAreSettledByIdWhicheverShardTheyComeFrom() {
    Hit small = hit(1, 0.5f);
    Hit large = hit(-1, 0.5f);
    assertThat(HitMerge.best(List.of(List.of(large), List.of(small)), 2))
        .containsExactly(small, large);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isTheBestOfAllSorted(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<List<Hit>> byShard = new ArrayList<>();
    List<Hit> all = new ArrayList<>();
    for (int shard = 0; shard < 5; shard++) {
      List<Hit> hits = new ArrayList<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        hits.add(hit(5L * i + shard, random.nextInt(4)));
      }
      hits.sort(order());
      byShard.add(hits);
      all.addAll(hits);
    }
    all.sort(order());
    for (int limit = 0; limit < all.size() + 2; limit++) {
      assertThat(HitMerge.best(byShard, limit))
          .isEqualTo(all.subList(0, Math.min(limit, all.size())));
    }
  }

  private static Comparator<Hit> order() {
    return Comparator.<Hit>comparingDouble(hit -> -hit.score()).thenComparing(Hit::id);
  }

  private static Hit hit(long id, float score) {
    return new Hit(PointId.of(id), 1, score, Optional.empty(), Map.of());
  }
}
