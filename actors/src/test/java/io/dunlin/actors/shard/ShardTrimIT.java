package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * A log that outgrew what lives is trimmed at a manifest: then the segment files are primary data.
 */
class ShardTrimIT {
  @TempDir Path folder;

  @Test
  void keepsTheLogWhileItIsSmall() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      filled(harness, 64L << 20);
      assertThat((long) harness.logs.events(harness.shard.toString()))
          .isEqualTo(harness.copy().position());
    }
  }

  @Test
  void trimsAtTheManifestAndAnswersTheSameAfterARestart() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness, Long.MAX_VALUE);
      long kept = harness.manifests.load(harness.shard).getLast().position();
      assertThat(harness.logs.events(harness.shard.toString()))
          .isEqualTo((int) (harness.copy().position() - kept));
      List<String> before = oracle.answers();
      oracle.write(ShardHarness.upsert(90, 110, 3));
      oracle.write(new PointOperation.Delete(ShardHarness.ids(90, 110)));
      oracle.compare();
      harness.stop();
      harness.start();
      harness.awaitOpen();
      oracle.compare();
      assertThat(oracle.answers()).hasSameSizeAs(before);
      oracle.write(ShardHarness.upsert(0, 300, 4));
      assertThat(harness.optimize()).isTrue();
      oracle.compare();
    }
  }

  @Test
  void opensFromTheOlderManifestWhenTheNewestIsLost() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness, Long.MAX_VALUE);
      harness.stop();
      List<Path> manifests = harness.files(".manifest");
      assertThat(manifests).hasSize(2);
      Files.delete(manifests.stream().max(Path::compareTo).orElseThrow());
      harness.start();
      harness.awaitOpen();
      oracle.compare();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesToOpenWhenAFileIsLostWhoseEventsAreGone(boolean tail) throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness, Long.MAX_VALUE);
      if (tail) {
        oracle.write(ShardHarness.upsert(0, 5, 3));
      } else {
        harness.logs.trim(harness.shard.toString(), Long.MAX_VALUE);
      }
      harness.stop();
      for (Path file : harness.files(".seg")) {
        Files.delete(file);
      }
      ListAppender<ILoggingEvent> lines = new ListAppender<>();
      Logger logger = (Logger) LoggerFactory.getLogger(ShardEntity.class);
      lines.start();
      logger.addAppender(lines);
      try {
        harness.start();
        Await.until(
            "the shard says twice why it does not open",
            () -> List.copyOf(lines.list).stream().filter(ShardTrimIT::namesTheGap).count() >= 2);
      } finally {
        logger.detachAppender(lines);
      }
      assertThat(harness.isOpen()).isFalse();
      assertThat(oracle.refusedRead()).isInstanceOf(DunlinFailure.Unavailable.class);
    }
  }

  private static boolean namesTheGap(ILoggingEvent line) {
    return line.getThrowableProxy() != null
        && line.getThrowableProxy().getMessage().contains("the events between are gone");
  }

  private static ShardOracle filled(ShardHarness harness, long logBytes) throws Exception {
    harness.awaitOpen();
    harness.logs.bytes(logBytes);
    ShardOracle oracle = new ShardOracle(harness);
    for (int from = 0; from < 200; from += 50) {
      oracle.write(ShardHarness.upsert(from, from + 50, 0));
    }
    // The log goes up to the older of two manifests, so there must be two.
    assertThat(harness.optimize()).isTrue();
    oracle.write(new PointOperation.Delete(ShardHarness.ids(10, 20)));
    assertThat(harness.optimize()).isTrue();
    oracle.compare();
    return oracle;
  }
}
