package io.dunlin.sharding.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class WriteFanoutTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final ShardId SHARD = new ShardId(new UUID(0, 1));
  private static final ShardId OTHER = new ShardId(new UUID(0, 2));
  private static final NodeId NODE = new NodeId(new UUID(1, 1));

  /** What was sent to a shard. */
  private record Sent(ShardId shard, ShardProtocol.Write write) {}

  private final TestProbe<Sent> shards = KIT.createTestProbe();
  private final TestProbe<StatusReply<List<WriteResult>>> caller = KIT.createTestProbe();
  private final Set<NodeId> gone = ConcurrentHashMap.newKeySet();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void oneOperationAfterTheOtherEachToItsShardsAtOnce() {
    start(List.of(List.of(part(SHARD, 1), part(OTHER, 2)), List.of(part(SHARD, 3))));
    Sent first = shards.receiveMessage();
    Sent second = shards.receiveMessage();
    shards.expectNoMessage(Duration.ofMillis(50));
    succeed(second, 7);
    succeed(first, 5);
    succeed(shards.receiveMessage(), 6);
    List<WriteResult> results = caller.receiveMessage().getValue();
    assertThat(results.stream().map(WriteResult::positions))
        .containsExactly(Map.of(SHARD, 5L, OTHER, 7L), Map.of(SHARD, 6L));
  }

  @Test
  void whatDidNotReachAShardThatMovesIsSentToWhereItIsThen() {
    start(List.of(List.of(part(SHARD, 1), part(OTHER, 2))));
    Sent lost = shards.receiveMessage();
    Sent other = shards.receiveMessage();
    refuse(lost, new DunlinFailure.NotDelivered(SHARD));
    succeed(other, 1);
    Sent again = shards.receiveMessage();
    assertThat(again.shard()).isEqualTo(SHARD);
    assertThat(again.write().operation()).isEqualTo(lost.write().operation());
    refuse(again, new DunlinFailure.NotDelivered(SHARD));
    succeed(shards.receiveMessage(), 9);
    assertThat(caller.receiveMessage().isSuccess()).isTrue();
    shards.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void aPieceIsNotSentAgainAfterThoseThatCameAfterIt() {
    start(List.of(List.of(part(SHARD, 1), part(SHARD, 2))));
    Sent lost = shards.receiveMessage();
    shards.receiveMessage();
    refuse(lost, new DunlinFailure.NotDelivered(SHARD));
    assertThat(refusal()).isEqualTo(new DunlinFailure.NotDelivered(SHARD));
    shards.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void anyOtherFailureEndsItAtOnce() {
    start(List.of(List.of(part(SHARD, 1)), List.of(part(SHARD, 2))));
    DunlinFailure why = new DunlinFailure.WrongInput("no");
    refuse(shards.receiveMessage(), why);
    assertThat(refusal()).isEqualTo(why);
    shards.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void whatOneShardStoredButDidNotShowInTimeIsSaid() {
    start(List.of(List.of(part(SHARD, 1), part(OTHER, 2)), List.of(part(SHARD, 3))));
    Sent first = shards.receiveMessage();
    Sent second = shards.receiveMessage();
    answer(first, new ShardProtocol.Written(first.shard(), 5, true));
    succeed(second, 7);
    succeed(shards.receiveMessage(), 6);
    assertThat(caller.receiveMessage().getValue())
        .containsExactly(
            new WriteResult(Map.of(SHARD, 5L, OTHER, 7L), WriteResult.Status.WAIT_TIMEOUT),
            new WriteResult(Map.of(SHARD, 6L), WriteResult.Status.COMPLETED));
  }

  @Test
  void aShardMaySayWhatBecameOfAWriteWhenItsTimeIsOver() {
    start(List.of(List.of(part(SHARD, 1))), Duration.ZERO);
    Sent sent = shards.receiveMessage();
    answer(sent, new ShardProtocol.Written(SHARD, 5, true));
    assertThat(caller.receiveMessage().getValue())
        .extracting(WriteResult::status)
        .containsExactly(WriteResult.Status.WAIT_TIMEOUT);
  }

  @Test
  void aShardThatDoesNotSayIsNotWaitedForForever() {
    start(List.of(List.of(part(SHARD, 1))), Duration.ZERO);
    assertThat(refusal()).isInstanceOf(DunlinFailure.TimedOut.class);
  }

  @Test
  void aNodeThatIsGoneIsNotWaitedFor() {
    start(List.of(List.of(part(SHARD, 1))));
    shards.receiveMessage();
    gone.add(NODE);
    assertThat(refusal())
        .isInstanceOfSatisfying(
            DunlinFailure.Unavailable.class,
            failure -> assertThat(failure.message()).contains("may or may not be stored"));
  }

  private void start(List<List<WriteRequest.ShardPart>> operations) {
    start(operations, Duration.ofSeconds(30));
  }

  private void start(List<List<WriteRequest.ShardPart>> operations, Duration timeout) {
    WriteRequest request =
        new WriteRequest(
            operations, WriteResult.Status.COMPLETED, Deadline.in(timeout), Optional.empty());
    KIT.spawn(
        WriteFanout.create(
            request,
            (shard, command) ->
                shards.getRef().tell(new Sent(shard, (ShardProtocol.Write) command)),
            writers(),
            caller.getRef()));
  }

  private Writers writers() {
    return new Writers() {
      @Override
      public Optional<NodeId> of(ShardId shard) {
        return Optional.of(NODE);
      }

      @Override
      public boolean isGone(NodeId node) {
        return gone.contains(node);
      }
    };
  }

  private DunlinFailure refusal() {
    return ((DunlinException) caller.receiveMessage().getError()).failure();
  }

  private static WriteRequest.ShardPart part(ShardId shard, long id) {
    return new WriteRequest.ShardPart(
        shard, new PointOperation.Delete(new PointOperation.ByIds(List.of(PointId.of(id)))), 10);
  }

  private static void succeed(Sent sent, long position) {
    answer(sent, new ShardProtocol.Written(sent.shard(), position));
  }

  private static void answer(Sent sent, ShardProtocol.Written written) {
    sent.write().replyTo().tell(StatusReply.success(written));
  }

  private static void refuse(Sent sent, DunlinFailure failure) {
    sent.write().replyTo().tell(StatusReply.error(failure.asException()));
  }
}
