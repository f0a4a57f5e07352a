package io.dunlin.actors.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.memory.PinnedBudget;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BuildMemoryTest {
  private final PinnedBudget budget = new PinnedBudget(100);
  private final BuildMemory memory = new BuildMemory(budget);
  private final AtomicBoolean cancelled = new AtomicBoolean();

  private Future<BuildMemory.Room> asked(long bytes) {
    CompletableFuture<BuildMemory.Room> room = new CompletableFuture<>();
    Thread _ =
        Thread.startVirtualThread(() -> {
          try {
            room.complete(memory.room(bytes, cancelled::get));
          } catch (RuntimeException e) {
            room.completeExceptionally(e);
          }
        });
    return room;
  }

  private static BuildMemory.Room had(Future<BuildMemory.Room> asked) throws Exception {
    return asked.get(20, TimeUnit.SECONDS);
  }

  private static void isWaiting(Future<BuildMemory.Room> asked) {
    assertThatThrownBy(() -> asked.get(150, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void buildsForWhichThereIsRoomAreUnderWayTogether() {
    try (BuildMemory.Room _ = memory.room(60, cancelled::get);
        BuildMemory.Room _ = memory.room(40, cancelled::get)) {
      assertThat(budget.taken()).isEqualTo(100);
      assertThat(budget.claim(1).granted()).isFalse();
    }
    assertThat(budget.taken()).isZero();
  }

  @Test
  void oneWaitsUntilAnotherIsOver() throws Exception {
    BuildMemory.Room first = memory.room(60, cancelled::get);
    Future<BuildMemory.Room> second = asked(50);
    isWaiting(second);
    assertThat(budget.taken()).isEqualTo(60);
    first.close();
    had(second).close();
    assertThat(budget.taken()).isZero();
    assertThat(budget.refused()).isZero();
  }

  @Test
  void oneWaitsUntilCopiesOfSegmentsAreLetGoOf() throws Exception {
    PinnedBudget.Claim pinned = budget.claim(90);
    BuildMemory.Room first = memory.room(10, cancelled::get);
    Future<BuildMemory.Room> second = asked(50);
    isWaiting(second);
    pinned.close();
    had(second).close();
    first.close();
    assertThat(budget.taken()).isZero();
  }

  /** It is not counted then: it does not fit. */
  @Test
  void oneAloneBeginsHoweverMuchItTakes() throws Exception {
    PinnedBudget.Claim pinned = budget.claim(100);
    BuildMemory.Room alone = memory.room(1_000, cancelled::get);
    assertThat(budget.taken()).isEqualTo(100);
    assertThat(budget.refused()).isZero();
    Future<BuildMemory.Room> next = asked(2_000);
    isWaiting(next);
    alone.close();
    had(next).close();
    pinned.close();
    assertThat(budget.taken()).isZero();
  }

  @Test
  void oneThatWaitsIsCancelled() throws Exception {
    BuildMemory.Room first = memory.room(100, cancelled::get);
    Future<BuildMemory.Room> second = asked(1);
    isWaiting(second);
    cancelled.set(true);
    assertThatThrownBy(() -> had(second)).isInstanceOf(CancellationException.class);
    first.close();
    assertThat(budget.taken()).isZero();
    assertThat(budget.refused()).isZero();
  }
}
