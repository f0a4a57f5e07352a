package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.MemoryLogs;
import io.dunlin.actors.fixture.TestFencing;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shard does when it may not be the only writer of its log any more. */
class FencedShardIT {
  @TempDir Path folder;

  private final TestFencing fencing = new TestFencing();
  private ShardHarness harness;
  private ShardOracle oracle;

  @BeforeEach
  void start() throws Exception {
    harness = new ShardHarness(folder, ShardHarness.SMALL, fencing);
    harness.awaitOpen();
    oracle = new ShardOracle(harness);
    oracle.write(ShardHarness.upsert(0, 100, 0));
  }

  @AfterEach
  void stop() {
    harness.close();
  }

  @Test
  void everyStartOfTheLogIsAnEpoch() throws Exception {
    assertThat(epoch()).isEqualTo(1);
    harness.stop();
    harness.start();
    harness.awaitOpen();
    assertThat(epoch()).isEqualTo(2);
    assertThat(harness.copy().at().epoch()).isEqualTo(2);
    oracle.compare();
    oracle.write(ShardHarness.upsert(50, 150, 1));
    oracle.compare();
  }

  @Test
  void aWriteThatArrivesAfterTheNextStartNeverCounts() throws Exception {
    harness.logs.mode(MemoryLogs.Mode.LATE);
    PointOperation late = ShardHarness.upsert(0, 10, 7);
    assertThat(ShardHarness.refusal(harness.write(late)).message())
        .contains("may or may not be stored");
    harness.logs.mode(MemoryLogs.Mode.WORKING);
    oracle.write(ShardHarness.upsert(5, 20, 1));
    harness.logs.arrive();
    oracle.compare();
    oracle.write(ShardHarness.upsert(15, 25, 2));
    harness.stop();
    harness.start();
    harness.awaitOpen();
    oracle.compare();
    assertThat(epoch()).isEqualTo(3);
  }

  @Test
  void aWriteThatArrivesBeforeTheNextStartCounts() throws Exception {
    harness.logs.mode(MemoryLogs.Mode.LATE);
    fencing.refuse(true);
    PointOperation late = ShardHarness.upsert(0, 10, 7);
    assertThat(ShardHarness.refusal(harness.write(late)))
        .isInstanceOf(DunlinFailure.Unavailable.class);
    harness.logs.arrive();
    harness.logs.mode(MemoryLogs.Mode.WORKING);
    fencing.refuse(false);
    oracle.model.apply(late);
    oracle.write(ShardHarness.upsert(200, 210, 1));
    oracle.compare();
  }

  @Test
  void whatTheJournalConfirmsAfterTheClaimIsLostIsNotAcked() throws Exception {
    harness.logs.hold();
    PointOperation unknown = ShardHarness.upsert(0, 10, 3);
    CompletionStage<Long> answer = harness.write(unknown);
    Await.until("the journal holds the write", () -> harness.logs.held() == 1);
    fencing.loseAll();
    fencing.refuse(true);
    harness.logs.release();
    assertThat(ShardHarness.refusal(answer).message()).contains("may or may not be stored");
    // Another writer might have begun without it: it is not shown either.
    oracle.compare();
    fencing.refuse(false);
    oracle.model.apply(unknown);
    oracle.write(ShardHarness.upsert(200, 210, 1));
    oracle.compare();
  }

  @Test
  void withoutAClaimReadsGoOnAndWritesAreRefusedAndNothingIsReloaded() throws Exception {
    ShardCopy copy = harness.copy();
    fencing.refuse(true);
    fencing.loseAll();
    // Noticed before anything is written.
    Await.until(
        "writes are refused",
        () -> {
          DunlinFailure failure = ShardHarness.refusal(harness.write(ShardHarness.upsert(0, 1, 9)));
          return failure instanceof DunlinFailure.Unavailable
              && failure.message().contains("the test refuses claims");
        });
    oracle.compare();
    fencing.refuse(false);
    PointOperation after = ShardHarness.upsert(300, 310, 0);
    Await.until(
        "writes go on",
        () -> harness.write(after).toCompletableFuture().exceptionally(_ -> 0L).join() > 0);
    oracle.model.apply(after);
    oracle.compare();
    assertThat(harness.copy()).isSameAs(copy);
  }

  private long epoch() {
    return fencing.epoch(harness.shard.toString());
  }
}
