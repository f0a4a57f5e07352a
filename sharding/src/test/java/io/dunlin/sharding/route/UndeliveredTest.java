package io.dunlin.sharding.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class UndeliveredTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final ShardId SHARD = new ShardId(new UUID(1, 2));

  private final TestProbe<StatusReply<ShardProtocol.Written>> probe = KIT.createTestProbe();
  private final org.apache.pekko.actor.typed.ActorRef<AllDeadLetters> undelivered =
      KIT.spawn(Undelivered.create());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void writesThatPekkoDropsOrThatFindNobodyAreAnswered() {
    ActorRef nobody = Adapter.toClassic(KIT.system()).deadLetters();
    undelivered.tell(new Dropped(envelope(write()), "the shard moves", nobody, nobody));
    assertNotDelivered();
    undelivered.tell(new DeadLetter(envelope(write()), nobody, nobody));
    assertNotDelivered();
  }

  @Test
  void itHearsOfThemByItself() {
    Adapter.toClassic(KIT.system()).deadLetters().tell(envelope(write()), ActorRef.noSender());
    assertNotDelivered();
  }

  @Test
  void whatElseIsLostIsNotItsConcern() {
    Adapter.toClassic(KIT.system()).deadLetters().tell("a word", ActorRef.noSender());
    undelivered.tell(
        new Dropped(
            envelope(new ShardProtocol.Drop()),
            "the shard moves",
            ActorRef.noSender(),
            ActorRef.noSender()));
    probe.expectNoMessage(Duration.ofMillis(50));
  }

  private void assertNotDelivered() {
    Throwable refused = probe.receiveMessage().getError();
    assertThat(((DunlinException) refused).failure())
        .isEqualTo(new DunlinFailure.NotDelivered(SHARD));
  }

  private ShardProtocol.Write write() {
    return new ShardProtocol.Write(
        new PointOperation.Delete(new PointOperation.ByIds(List.of(PointId.of(1)))),
        1,
        Deadline.in(Duration.ofSeconds(5)),
        true,
        probe.getRef());
  }

  private static ShardingEnvelope<ShardProtocol.Command> envelope(ShardProtocol.Command command) {
    return new ShardingEnvelope<>(SHARD.toString(), command);
  }
}
