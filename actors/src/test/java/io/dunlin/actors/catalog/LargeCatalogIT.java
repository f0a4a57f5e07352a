package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogProtocol.Command;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.TestSystem;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.kryo.WireCodec;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.model.Payload;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A catalog that no message takes, and a node that follows it over TCP. */
class LargeCatalogIT {
  private static final int COLLECTIONS = 14;
  private static final int METADATA_BYTES = 900_000;

  private final ActorTestKit here = TestSystem.startOnTheNetwork("here");
  private final ActorTestKit there = TestSystem.startOnTheNetwork("there");
  private final ActorRef<Command> catalog =
      here.spawn(
          Catalog.create(
              Fencing.alone(),
              List::of,
              PlannerLimits.DEFAULT,
              WireCodec.of(here.system()),
              TransferMetrics.none()));

  @AfterEach
  void stop() {
    there.shutdownTestKit();
    here.shutdownTestKit();
  }

  @Test
  void comesInPiecesAndThenChangesStepByStep() throws InterruptedException {
    CatalogCopy near = follow(here, catalog);
    Await.until("the copy here is loaded", near::loaded);
    for (int i = 0; i < COLLECTIONS; i++) {
      create("large" + i, new Payload(Map.of("text", "x".repeat(METADATA_BYTES))));
    }
    MessageCodec codec = WireCodec.of(here.system());
    CatalogProtocol.Changed all = new CatalogProtocol.Changed(near.state(), catalog);
    assertThat(codec.write(all, Integer.MAX_VALUE).length).isGreaterThan(10 << 20);

    CatalogCopy far = follow(there, seenFrom(there, catalog));
    Await.until("the copy there is loaded", far::loaded);
    assertThat(far.state()).isEqualTo(near.state());

    create("small", Payload.EMPTY);
    assertThat(far.state().find("small")).isPresent();
    assertThat(far.state()).isEqualTo(near.state());

    // Too large for a step: the whole comes again.
    create("large", new Payload(Map.of("text", "x".repeat(METADATA_BYTES))));
    Await.until("it is there", () -> far.state().equals(near.state()));
  }

  private static CatalogCopy follow(ActorTestKit kit, ActorRef<Command> catalog) {
    CatalogCopy copy = new CatalogCopy();
    kit.spawn(CatalogFollower.create(catalog, copy, WireCodec.of(kit.system()), (_, _) -> {}));
    return copy;
  }

  private ActorRef<Command> seenFrom(ActorTestKit kit, ActorRef<Command> actor) {
    String name = ActorRefResolver.get(here.system()).toSerializationFormat(actor);
    return ActorRefResolver.get(kit.system()).resolveActorRef(name);
  }

  private void create(String name, Payload metadata) {
    assertThat(
            AskPattern.<Command, Boolean>askWithStatus(
                    catalog,
                    replyTo ->
                        new CatalogProtocol.Create(name, Collecting.configWith(metadata), replyTo),
                    Await.PATIENCE,
                    here.scheduler())
                .toCompletableFuture()
                .join())
        .isTrue();
  }
}
