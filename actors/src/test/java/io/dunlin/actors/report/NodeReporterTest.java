package io.dunlin.actors.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.NodeReport;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.TestSystem;
import io.dunlin.actors.query.ReadLoad;
import io.dunlin.persistence.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeReporterTest {
  private static final NodeId SELF = new NodeId(new UUID(1, 2));

  private final ActorTestKit kit = TestSystem.start();
  @TempDir Path segments;

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void tellsAgainAndAgainWhatIsOnTheDisk() throws Exception {
    Path dropped = Files.createDirectories(segments.resolve(UUID.randomUUID().toString()));
    Files.write(dropped.resolve("a.seg"), new byte[1000]);
    NodeSurvey survey =
        new NodeSurvey(segments, new CopyRegistry(), new ReadLoad(System.nanoTime()));
    TestProbe<CatalogProtocol.Command> catalog = kit.createTestProbe();
    kit.spawn(
        NodeReporter.create(
            catalog.getRef(), () -> Optional.of(SELF), survey, ForkJoinPool.commonPool()));
    NodeReport first = next(catalog);
    assertThat(first.node()).isEqualTo(SELF);
    assertThat(first.usedBytes()).isEqualTo(1000);
    assertThat(first.capacityBytes()).isGreaterThan(1000);
    assertThat(first.copies()).isEmpty();
    Files.write(dropped.resolve("b.seg"), new byte[500]);
    NodeReport later = next(catalog);
    for (int more = 0; more < 5 && later.usedBytes() == 1000; more++) {
      later = next(catalog);
    }
    assertThat(later.usedBytes()).isEqualTo(1500);
  }

  private static NodeReport next(TestProbe<CatalogProtocol.Command> catalog) {
    return ((CatalogProtocol.Report) catalog.receiveMessage(Await.PATIENCE)).report();
  }
}
