package io.dunlin.sharding.strict;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.Light;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.Indexing;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class CollectionUsesTest {
  private final AtomicLong clock = new AtomicLong();
  private final CollectionUse use = new CollectionUse(clock::get);

  @Test
  void readsAndWritesAreCountedApart() {
    use.take(Limit.READ_RATE_LIMIT, 2, 2);
    use.take(Limit.WRITE_RATE_LIMIT, 2, 2);
    clock.addAndGet(Duration.ofSeconds(20).toNanos());
    assertThat(refusal(Limit.READ_RATE_LIMIT, 2, 2))
        .isEqualTo(
            new DunlinFailure.Overloaded(
                "Read rate limit exceeded: Operation requires 2 tokens but only 0.6 were available. Retry after 40s",
                Duration.ofSeconds(40)));
    assertThat(refusal(Limit.WRITE_RATE_LIMIT, 2, 3).message())
        .isEqualTo(
            "Write rate limit exceeded, request larger than rate limiter capacity, please try to split your request");
    clock.addAndGet(Duration.ofSeconds(40).toNanos());
    use.take(Limit.READ_RATE_LIMIT, 2, 2);
  }

  @Test
  void aRateThatWasChangedHoldsAtOnce() {
    use.take(Limit.READ_RATE_LIMIT, 100, 100);
    use.take(Limit.READ_RATE_LIMIT, 3, 3);
    assertThat(refusal(Limit.READ_RATE_LIMIT, 3, 1).retryAfter()).isEqualTo(Duration.ofSeconds(20));
  }

  private DunlinFailure.Overloaded refusal(Limit limit, long perMinute, long tokens) {
    try {
      use.take(limit, perMinute, tokens);
    } catch (DunlinException refused) {
      return (DunlinFailure.Overloaded) refused.failure();
    }
    throw new AssertionError("not refused");
  }

  @Test
  void shardsAreAskedOnceASecondHowLargeTheyAre() {
    AtomicInteger asked = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      assertThat(size(() -> asked.incrementAndGet())).contains(new CollectionSize(1, 20, 300));
    }
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(size(() -> asked.incrementAndGet())).contains(new CollectionSize(2, 20, 300));
    assertThat(asked).hasValue(2);
  }

  @Test
  void aSizeThatIsNotKnownIsNone() {
    assertThat(use.size(() -> CompletableFuture.failedStage(new IllegalStateException("no"))))
        .isCompletedWithValue(Optional.empty());
  }

  private Optional<CollectionSize> size(LongSupplier points) {
    return use.size(() -> status(points.getAsLong())).toCompletableFuture().join();
  }

  private static CompletionStage<CollectionStatus> status(long points) {
    ShardStatus shard =
        new ShardStatus(
            0, Optional.empty(), points, 0, 1, 0, false, true, Map.of(), 10, 100, Indexing.NONE);
    ShardStatus other =
        new ShardStatus(
            1, Optional.empty(), 0, 0, 1, 0, false, true, Map.of(), 10, 200, Indexing.NONE);
    return CompletableFuture.completedStage(
        new CollectionStatus(Light.GREEN, points, 0, 2, List.of(shard, other)));
  }

  @Test
  void collectionsThatAreGoneAreLetGoOf() {
    CollectionUses uses = new CollectionUses(clock::get);
    UUID first = new UUID(0, 1);
    UUID second = new UUID(0, 2);
    CollectionUse begun = uses.begin(first, Set.of(first));
    assertThat(uses.find(first)).containsSame(begun);
    assertThat(uses.begin(first, Set.of(first))).isSameAs(begun);
    assertThat(uses.find(second)).isEmpty();
    uses.begin(second, Set.of(second));
    assertThat(uses.find(first)).isEmpty();
    assertThat(uses.size()).isEqualTo(1);
  }
}
