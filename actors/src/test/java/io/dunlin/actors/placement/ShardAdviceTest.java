package io.dunlin.actors.placement;

import static io.dunlin.actors.placement.ShardAdvice.MOST_VECTORS;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.placement.ShardAdvice.Kind;
import org.junit.jupiter.api.Test;

class ShardAdviceTest {
  @Test
  void manyShardsOfFewPointsAreTooMany() {
    assertThat(ShardAdvice.of(8, 79_999, 79_999, MOST_VECTORS))
        .contains(
            new ShardAdvice(
                Kind.TOO_MANY_SHARDS,
                8,
                1,
                "79,999 points in 8 shards are 9,999 each, fewer than 10,000; 1 would do"));
    assertThat(ShardAdvice.of(8, 80_000, 80_000, MOST_VECTORS)).isEmpty();
  }

  @Test
  void oneShardIsNeverTooManyAndAnEmptyCollectionIsOnlyNew() {
    assertThat(ShardAdvice.of(1, 1, 1, MOST_VECTORS)).isEmpty();
    assertThat(ShardAdvice.of(8, 0, 0, MOST_VECTORS)).isEmpty();
  }

  @Test
  void tooManyVectorsInAShardAskForMoreShards() {
    assertThat(ShardAdvice.of(2, 100_000_000, 100_000_000, MOST_VECTORS)).isEmpty();
    ShardAdvice advice = ShardAdvice.of(2, 60_000_000, 120_000_000, MOST_VECTORS).orElseThrow();
    assertThat(advice.kind()).isEqualTo(Kind.TOO_FEW_SHARDS);
    assertThat(advice.suggested()).isEqualTo(3);
    assertThat(ShardAdvice.of(1, 11, 11, 10)).isPresent();
  }
}
