package io.dunlin.actors.wire.kryo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two systems in one process that talk over TCP. */
class MessageSerializerIT {
  private static final int DIMENSION = 768;
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko {
                loglevel = WARNING
                actor {
                  provider = cluster
                  allow-java-serialization = off
                }
                remote.artery {
                  transport = tcp
                  canonical { hostname = "127.0.0.1", port = 0 }
                  advanced.maximum-frame-size = 1280 KiB
                }
                cluster.jmx.multi-mbeans-in-same-jvm = on
              }
              """)
          .withFallback(ConfigFactory.load());

  private static final ShardId SHARD = new ShardId(new UUID(3, 4));

  private static final ActorTestKit HERE = ActorTestKit.create("here", CONFIG);
  private static final ActorTestKit THERE = ActorTestKit.create("there", CONFIG);

  /** The shard over there, as seen from here. */
  private static ActorRef<ShardProtocol.Command> shard =
      HERE.createTestProbe(ShardProtocol.Command.class).ref();

  @BeforeAll
  static void start() {
    ActorRef<ShardProtocol.Command> there = THERE.spawn(shard());
    String name = ActorRefResolver.get(THERE.system()).toSerializationFormat(there);
    shard = ActorRefResolver.get(HERE.system()).resolveActorRef(name);
  }

  @AfterAll
  static void stop() {
    HERE.shutdownTestKit();
    THERE.shutdownTestKit();
  }

  /** Knows no point but counts those that are put; answers an Optimize with as many points. */
  private static Behavior<ShardProtocol.Command> shard() {
    return Behaviors.setup(context -> {
      int[] points = {0};
      return Behaviors.receiveMessage(command -> {
        switch (command) {
          case ShardProtocol.Write write
              when write.operation() instanceof PointOperation.Upsert upsert -> {
            points[0] = upsert.points().size();
            write.replyTo().tell(StatusReply.success(new ShardProtocol.Written(SHARD, points[0])));
          }
          case ShardProtocol.Write write ->
              write
                  .replyTo()
                  .tell(StatusReply.error(new DunlinFailure.NotFound("no point 7").asException()));
          case ShardProtocol.Optimize optimize -> answer(optimize, points[0]);
          case ShardProtocol.Start start ->
              start.replyTo().tell(StatusReply.error(new IllegalStateException("odd")));
          default -> {}
        }
        return Behaviors.same();
      });
    });
  }

  /** No message of today asks for an answer over the network: the type of this one's is bent. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void answer(ShardProtocol.Optimize optimize, int points) {
    ((ActorRef) optimize.replyTo())
        .tell(
            StatusReply.success(
                new ReadProtocol.Points(
                    IntStream.range(0, points)
                        .mapToObj(i ->
                            new Hit(
                                PointId.of(i),
                                i,
                                i,
                                Optional.empty(),
                                Map.of("", VectorValue.of(new float[DIMENSION]))))
                        .toList())));
  }

  @Test
  void aFailureArrivesAsWhatItIs() {
    assertFails(write(new PointOperation.Delete(new PointOperation.ByIds(List.of(PointId.of(7))))))
        .isEqualTo(new DunlinFailure.NotFound("no point 7"));
  }

  /** Not one of ours: its text is all that is kept. */
  @Test
  void anyOtherErrorArrivesAsAnInternalOne() {
    assertFails(ask(ShardProtocol.Start::new)).isEqualTo(new DunlinFailure.Internal("odd"));
  }

  @Test
  void largeMessagesArrive() throws Exception {
    assertThat(get(write(upsert(330)))).isEqualTo(330L);
    assertThat(get(points()).points()).hasSize(330);
  }

  @Test
  void anAnswerThatIsTooLargeIsRefusedToWhoAsked() throws Exception {
    // As points without vectors they fit; as hits with vectors they do not.
    assertThat(get(write(bare(40_000)))).isEqualTo(40_000L);

    assertFails(points())
        .isInstanceOfSatisfying(
            DunlinFailure.BadRequest.class,
            failure -> assertThat(failure.message()).contains("too large", "fewer points"));
  }

  @Test
  void aMessageThatIsTooLargeIsRefusedToItsWriter() {
    ShardProtocol.Write write =
        new ShardProtocol.Write(
            upsert(400),
            0,
            Deadline.in(Await.PATIENCE),
            true,
            HERE.<StatusReply<ShardProtocol.Written>>createTestProbe().ref());

    assertThatThrownBy(() -> WireSize.ofContent("it", write))
        .isInstanceOf(MessageTooLargeException.class);
    assertThatThrownBy(() -> serialization().serialize(write).get())
        .isInstanceOf(MessageTooLargeException.class);
  }

  @Test
  void bothSystemsKnowTheSerializer() throws Exception {
    Serialization serialization = serialization();
    for (Class<?> type :
        List.of(StatusReply.class, ShardProtocol.Write.class, ReadProtocol.Request.class)) {
      assertThat(serialization.serializerFor(type)).isInstanceOf(MessageSerializer.class);
      assertThat(serialization.serializerFor(type).identifier()).isEqualTo(14002);
    }
  }

  private static Serialization serialization() {
    return SerializationExtension.get(HERE.system());
  }

  private static PointOperation.Upsert upsert(int points) {
    return new PointOperation.Upsert(
        IntStream.range(0, points)
            .mapToObj(i ->
                new PointOperation.PointInput(
                    PointId.of(i), Map.of("", VectorValue.of(new float[DIMENSION])), Payload.EMPTY))
            .toList());
  }

  /** Points without vectors. */
  private static PointOperation.Upsert bare(int points) {
    return new PointOperation.Upsert(
        IntStream.range(0, points)
            .mapToObj(i -> new PointOperation.PointInput(PointId.of(i), Map.of(), Payload.EMPTY))
            .toList());
  }

  private static CompletionStage<Long> write(PointOperation operation) {
    return MessageSerializerIT.<ShardProtocol.Written>ask(replyTo ->
            new ShardProtocol.Write(operation, 0, Deadline.in(Await.PATIENCE), true, replyTo))
        .thenApply(ShardProtocol.Written::position);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // see answer
  private static CompletionStage<ReadProtocol.Points> points() {
    return ask(replyTo -> new ShardProtocol.Optimize((ActorRef) replyTo));
  }

  private static <T> CompletionStage<T> ask(
      Function<ActorRef<StatusReply<T>>, ShardProtocol.Command> message) {
    return AskPattern.<ShardProtocol.Command, T>askWithStatus(
        shard, message::apply, Duration.ofSeconds(20), HERE.scheduler());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static ObjectAssert<DunlinFailure> assertFails(CompletionStage<?> stage) {
    Throwable cause =
        requireNonNull(catchThrowableOfType(ExecutionException.class, () -> get(stage)).getCause());
    assertThat(cause).isInstanceOf(DunlinException.class);
    return assertThat(((DunlinException) cause).failure());
  }
}
