package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard that is to be led elsewhere: writers know what became of what they sent. */
class LeavingShardIT {
  @TempDir Path folder;

  @Test
  void whatTheJournalWritesIsWaitedForAndWhatWaitsIsHandedBack() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      oracle.write(ShardHarness.upsert(0, 10, 0));
      harness.logs.hold();
      PointOperation begun = ShardHarness.upsert(5, 15, 1);
      CompletionStage<Long> underWay = harness.write(begun);
      Await.until("the journal holds the write", () -> harness.logs.held() == 1);
      CompletionStage<Long> waiting = harness.write(ShardHarness.upsert(20, 30, 1));
      harness.tell(ShardEntity.leave());
      CompletionStage<Long> late = harness.write(ShardHarness.upsert(30, 40, 1));
      assertThat(ShardHarness.refusal(waiting)).isInstanceOf(DunlinFailure.NotDelivered.class);
      assertThat(ShardHarness.refusal(late)).isInstanceOf(DunlinFailure.NotDelivered.class);
      assertThat(underWay.toCompletableFuture()).isNotDone();
      harness.logs.release();
      ShardHarness.get(underWay);
      harness.awaitStopped();
      oracle.model.apply(begun);
      harness.start();
      harness.awaitOpen();
      oracle.compare();
    }
  }

  @Test
  void aJournalThatDoesNotAnswerHoldsTheMoveUpForAWhileOnly() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      harness.logs.hold();
      CompletionStage<Long> underWay = harness.write(ShardHarness.upsert(0, 10, 0));
      Await.until("the journal holds the write", () -> harness.logs.held() == 1);
      harness.tell(ShardEntity.leave());
      harness.awaitStopped();
      DunlinFailure failure = ShardHarness.refusal(underWay);
      assertThat(failure).isInstanceOf(DunlinFailure.Unavailable.class);
      assertThat(failure.message()).contains("may or may not be stored");
      harness.logs.release();
    }
  }
}
