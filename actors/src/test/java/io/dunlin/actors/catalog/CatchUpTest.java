package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogProtocol.AskVersion;
import io.dunlin.actors.catalog.CatalogProtocol.Command;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.TestSystem;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private final ActorTestKit kit = TestSystem.start();
  private final TestProbe<Command> catalog = kit.createTestProbe();
  private final CollectionInfo birds =
      new CollectionInfo(
          "birds",
          UUID.randomUUID(),
          Collecting.config(1),
          List.of(new ShardId(UUID.randomUUID())));
  private final CatalogCopy copy = CatalogCopies.of(birds);
  private final CatchUp catchUp = new CatchUp(copy, catalog.getRef(), kit.scheduler());

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private CompletableFuture<Boolean> ask(Duration patience) {
    return catchUp.now(patience).toCompletableFuture();
  }

  private void answer(long version) {
    catalog.expectMessageClass(AskVersion.class).replyTo().tell(StatusReply.success(version));
  }

  @Test
  void aCopyThatIsBehindIsWaitedFor() throws Exception {
    CompletableFuture<Boolean> done = ask(Await.PATIENCE);
    answer(copy.state().version() + 1);
    assertThat(done).isNotDone();
    CatalogCopies.drop(copy, birds);
    assertThat(done.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(copy.state().find("birds")).isEmpty();
  }

  @Test
  void aCopyThatHasAllIsNotWaitedFor() throws Exception {
    CompletableFuture<Boolean> done = ask(Await.PATIENCE);
    answer(copy.state().version());
    assertThat(done.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCatalogThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
    assertThat(ask(Duration.ofMillis(10)).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isFalse();
    CompletableFuture<Boolean> done = ask(Duration.ofMillis(10));
    assertThat(catalog.expectMessageClass(AskVersion.class)).isNotNull();
    answer(1_000);
    assertThat(done.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isFalse();
  }
}
