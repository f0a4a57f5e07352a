package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogCopies;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.MappedFiles;
import io.dunlin.actors.fixture.MemoryLogs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dropped shard leaves nothing behind, whatever it was doing. */
class ShardDropIT {
  @TempDir Path folder;

  @Test
  void whileABuildRuns() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      filled(harness);
      harness.builds.shut();
      ShardHarness.get(harness.write(ShardHarness.upsert(0, 200, 1)));
      Await.until("a build is due", () -> harness.builds.held() == 1);
      drop(harness);
      assertThat(ShardHarness.refusal(harness.write(ShardHarness.upsert(0, 1, 2))))
          .isInstanceOf(DunlinFailure.NotFound.class);
      harness.builds.open();
      assertGone(harness);
    }
  }

  @Test
  void whileABuildWaitsForTheLog() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      filled(harness);
      harness.builds.shut();
      ShardHarness.get(harness.write(ShardHarness.upsert(0, 200, 1)));
      Await.until("a build is due", () -> harness.builds.held() == 1);
      harness.logs.hold();
      CompletionStage<Long> confirmedLate = harness.write(ShardHarness.upsert(0, 1, 2));
      Await.until("the journal holds the write", () -> harness.logs.held() == 1);
      int builds = harness.metrics.builds.get();
      harness.builds.open();
      Await.until("the build is done", () -> harness.metrics.builds.get() > builds);
      drop(harness);
      harness.logs.release();
      ShardHarness.get(confirmedLate);
      assertGone(harness);
    }
  }

  @Test
  void whileItsLogIsReplayed() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      filled(harness);
      harness.stop();
      harness.logs.mode(MemoryLogs.Mode.AWAY);
      harness.start();
      drop(harness);
      assertGone(harness);
    }
  }

  private static void filled(ShardHarness harness) throws Exception {
    harness.awaitOpen();
    ShardHarness.get(harness.write(ShardHarness.upsert(0, 200, 0)));
    assertThat(harness.optimize()).isTrue();
  }

  private static void drop(ShardHarness harness) {
    CatalogCopies.drop(harness.catalog, harness.collection);
    harness.tell(new ShardProtocol.Drop());
  }

  private void assertGone(ShardHarness harness) throws Exception {
    harness.kit.createTestProbe().expectTerminated(harness.entity(), Await.PATIENCE);
    Await.until(
        "its folder is gone", () -> !Files.exists(folder.resolve(harness.shard.toString())));
    Await.until("its log is gone", () -> harness.logs.events(harness.shard.toString()) == 0);
    assertThat(harness.isOpen()).isFalse();
    Await.until("nothing is mapped", () -> MappedFiles.below(folder).isEmpty());
  }
}
