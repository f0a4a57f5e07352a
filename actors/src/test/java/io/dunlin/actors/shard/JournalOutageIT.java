package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.MappedFiles;
import io.dunlin.actors.fixture.MemoryLogs;
import io.dunlin.persistence.model.Payload;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The journal goes away and comes back: writes are answered honestly, reads go on, the shard
 * recovers by itself.
 */
class JournalOutageIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      names = {"WORKING", "LATE"},
      mode = EnumSource.Mode.EXCLUDE)
  void readsGoOnAndTheShardComesBack(MemoryLogs.Mode outage) throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      oracle.write(ShardHarness.upsert(0, 100, 0));
      harness.logs.mode(outage);
      // Small enough for one event: of several, those before the outage would be stored.
      PointOperation unknown = ShardHarness.upsert(95, 105, 1);
      DunlinFailure failure = ShardHarness.refusal(harness.write(unknown));
      assertThat(failure).isInstanceOf(DunlinFailure.Unavailable.class);
      assertThat(failure.message()).contains("may or may not be stored");
      // What was not confirmed is not shown.
      oracle.compare();
      PointOperation waits = new PointOperation.Delete(ShardHarness.ids(0, 10));
      CompletionStage<Long> waiting = harness.write(waits);
      harness.logs.mode(MemoryLogs.Mode.WORKING);
      ShardHarness.get(waiting);
      if (outage == MemoryLogs.Mode.STORING_BUT_FAILING) {
        oracle.model.apply(unknown);
      }
      oracle.model.apply(waits);
      oracle.compare();
      oracle.write(ShardHarness.upsert(140, 200, 2));
      harness.stop();
      harness.start();
      harness.awaitOpen();
      oracle.compare();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"WORKING", "LATE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aMergeThatTheJournalDidNotConfirmIsDoneOnceInTheEnd(MemoryLogs.Mode outage)
      throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      harness.builds.shut();
      oracle.write(ShardHarness.upsert(0, 100, 0));
      Await.until("a build is due", () -> harness.builds.held() == 1);
      oracle.write(new PointOperation.Delete(ShardHarness.ids(5, 15)));
      oracle.write(
          new PointOperation.SetPayload(
              ShardHarness.ids(0, 5), new Payload(Map.of("colour", "red")), Optional.empty()));
      harness.logs.mode(outage);
      harness.builds.open();
      Await.until("the merge was not confirmed", () -> !harness.copy().building());
      oracle.compare();
      harness.logs.mode(MemoryLogs.Mode.WORKING);
      harness.awaitGreen();
      oracle.compare();
      assertThat(harness.sealedInUse()).isPositive();
      assertThat(harness.optimize()).isTrue();
      assertThat(harness.sealedInUse()).isEqualTo(1);
      Await.until("one file is mapped", () -> MappedFiles.below(folder).size() == 1);
      oracle.compare();
    }
  }

  @Test
  void opensOnceTheJournalCanBeRead() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      oracle.write(ShardHarness.upsert(0, 100, 0));
      assertThat(harness.optimize()).isTrue();
      oracle.write(ShardHarness.upsert(90, 110, 1));
      harness.stop();
      harness.logs.mode(MemoryLogs.Mode.AWAY);
      harness.start();
      PointOperation waits = ShardHarness.upsert(200, 210, 0);
      CompletionStage<Long> waiting = harness.write(waits);
      assertThat(oracle.refusedRead()).isInstanceOf(DunlinFailure.Unavailable.class);
      harness.logs.mode(MemoryLogs.Mode.WORKING);
      ShardHarness.get(waiting);
      oracle.model.apply(waits);
      oracle.compare();
      // The copies of tries that failed are gone.
      assertThat(MappedFiles.below(folder)).hasSize(1);
    }
  }
}
