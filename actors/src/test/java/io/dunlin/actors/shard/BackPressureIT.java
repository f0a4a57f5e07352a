package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.query.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard takes no more than its journal and its builders can follow. */
class BackPressureIT {
  private static final Deadline LATE = Deadline.in(Await.PATIENCE);

  @TempDir Path folder;

  @Test
  void refusesWritesBeyondTheQueuesBound() throws Exception {
    ShardSettings settings = new ShardSettings(4 << 10, 1 << 10, 1000, 500_000, 256 << 20, 1);
    try (ShardHarness harness = new ShardHarness(folder, settings)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      harness.logs.hold();
      CompletionStage<Long> inFlight = write(harness, 0, 900, LATE);
      CompletionStage<Long> first = write(harness, 1, 500, LATE);
      CompletionStage<Long> second = write(harness, 2, 500, LATE);
      assertThat(ShardHarness.refusal(write(harness, 3, 1, LATE)))
          .isInstanceOf(DunlinFailure.Overloaded.class);
      harness.logs.release();
      ShardHarness.get(inFlight);
      ShardHarness.get(first);
      ShardHarness.get(second);
      oracle.model.apply(ShardHarness.upsert(0, 3, 0));
      oracle.compare();
      oracle.write(ShardHarness.upsert(3, 4, 0));
    }
  }

  @Test
  void doesNotDoWritesWhoseTimeIsOver() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      harness.logs.hold();
      CompletionStage<Long> inFlight = write(harness, 0, 100, LATE);
      CompletionStage<Long> patient = write(harness, 1, 100, LATE);
      CompletionStage<Long> expired = write(harness, 2, 100, Deadline.in(Duration.ZERO));
      CompletionStage<Long> last = write(harness, 3, 100, LATE);
      harness.logs.release();
      ShardHarness.get(inFlight);
      ShardHarness.get(patient);
      ShardHarness.get(last);
      assertThat(ShardHarness.refusal(expired)).isInstanceOf(DunlinFailure.TimedOut.class);
      oracle.model.apply(ShardHarness.upsert(0, 2, 0));
      oracle.model.apply(ShardHarness.upsert(3, 4, 0));
      oracle.compare();
    }
  }

  @Test
  void slowsWritersFromHalfOfTheBacklogOnAndRefusesThemAtTheWhole() throws Exception {
    ShardSettings settings = new ShardSettings(2 << 10, 1 << 10, 32 << 20, 400, 256 << 20, 1);
    try (ShardHarness harness = new ShardHarness(folder, settings)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      harness.builds.shut();
      int next = 0;
      while (share(harness, settings) < 0.75) {
        oracle.write(ShardHarness.upsert(next, next + 10, 0));
        next += 10;
      }
      Duration pause = new WritePace().pause(10, share(harness, settings));
      long started = System.nanoTime();
      oracle.write(ShardHarness.upsert(next, next + 10, 0));
      oracle.write(ShardHarness.upsert(next, next + 10, 0));
      // Two pauses lie before the second answer; the first may have begun before the clock.
      assertThat(System.nanoTime() - started).isGreaterThan(pause.toNanos());
      // One commit may jump the bound.
      oracle.write(ShardHarness.upsert(next, next + 200, 0));
      assertThat(share(harness, settings)).isGreaterThanOrEqualTo(1);
      assertThat(ShardHarness.refusal(write(harness, 0, 100, LATE)))
          .isInstanceOf(DunlinFailure.Overloaded.class);
      oracle.compare();
      harness.builds.open();
      harness.awaitGreen();
      oracle.write(ShardHarness.upsert(0, 10, 1));
      oracle.compare();
    }
  }

  private static double share(ShardHarness harness, ShardSettings settings) {
    return (double) harness.copy().backlog().rows() / settings.backlogRows();
  }

  private static CompletionStage<Long> write(
      ShardHarness harness, long id, long bytes, Deadline deadline) {
    return harness.write(ShardHarness.upsert(id, id + 1, 0), bytes, deadline);
  }
}
