package io.dunlin.sharding.snapshot;

import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.actors.snapshot.ExportProtocol.Pinned;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.ShardRegion;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Pins several shards as of one moment. Each stands still from when it is pinned until it is
 * released, and no longer than {@link ShardProtocol#HOLD} after it was asked. So when the last has
 * answered before that time is over since the first was asked, there was a moment at which all
 * stood still; else all are let go, and it is tried again.
 */
final class ShardCut {
  /** Less than a hold, by more than clocks of two machines differ over such a time. */
  private static final Duration PATIENCE = ShardProtocol.HOLD.multipliedBy(3).dividedBy(4);

  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final ActorSystem<?> system;
  private final ShardRegion region;

  ShardCut(ActorSystem<?> system, ShardRegion region) {
    this.system = system;
    this.region = region;
  }

  /** In the order of the shards. Fails with Unavailable when one of them does not answer. */
  CompletionStage<List<Pinned>> of(List<ShardId> shards) {
    return attempt(shards, ATTEMPTS);
  }

  private CompletionStage<List<Pinned>> attempt(List<ShardId> shards, int attempts) {
    return once(shards)
        .exceptionallyCompose(failure -> {
          if (attempts == 1) {
            return CompletableFuture.failedStage(
                new DunlinFailure.Unavailable(
                        "the collection's shards could not be held at one moment: "
                            + Causes.of(failure).getMessage())
                    .asException());
          }
          return CompletableFuture.supplyAsync(
                  () -> attempt(shards, attempts - 1),
                  CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
              .thenCompose(again -> again);
        });
  }

  private CompletionStage<List<Pinned>> once(List<ShardId> shards) {
    UUID cut = UUID.randomUUID();
    Deadline deadline = Deadline.in(PATIENCE);
    List<CompletableFuture<Pinned>> each =
        shards.stream()
            .map(
                shard -> region.pin(shard, cut, deadline, system.scheduler()).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> {
          if (deadline.passed()) {
            throw new IllegalStateException("the last answered too late");
          }
          return each.stream().map(CompletableFuture::resultNow).toList();
        })
        .whenComplete((_, failure) -> {
          shards.forEach(shard -> region.tell(shard, new ShardProtocol.Release(cut)));
          if (failure != null) {
            for (CompletableFuture<Pinned> one : each) {
              var _ = one.thenAccept(pinned -> letGo(List.of(pinned)));
            }
          }
        });
  }

  static void letGo(List<Pinned> pinned) {
    pinned.forEach(one -> one.rows().tell(new ExportProtocol.Close()));
  }
}
