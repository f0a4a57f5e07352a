package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;

class AsksTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private record Question(ActorRef<StatusReply<Boolean>> replyTo) {}

  @Test
  void aNodeThatStopsSaysSoWhateverBreaksMeanwhile() {
    ActorSystem<Question> system =
        ActorSystem.create(
            Behaviors.receiveMessage(question -> {
              question.replyTo().tell(StatusReply.success(true));
              return Behaviors.same();
            }),
            "stops",
            ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off")
                .withFallback(ConfigFactory.load()));
    boolean answered =
        Asks.<Question, Boolean>ask(system, system, Question::new, TIMEOUT)
            .toCompletableFuture()
            .join();
    assertThat(answered).isTrue();

    var _ =
        CoordinatedShutdown.get(system)
            .runAll(CoordinatedShutdown.unknownReason())
            .toCompletableFuture()
            .join();

    assertThatThrownBy(() ->
            Asks.<Question, Boolean>ask(system, system, Question::new, TIMEOUT)
                .toCompletableFuture()
                .join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            DunlinException.class,
            thrown -> assertThat(thrown.failure()).isInstanceOf(DunlinFailure.Unavailable.class));
  }
}
