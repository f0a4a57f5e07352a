package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.Ack;
import io.dunlin.actors.query.Deadline;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
  private static final Deadline LATE = Deadline.in(Duration.ofHours(1));
  private static final Deadline OVER = Deadline.in(Duration.ofNanos(-1));
  private static final PointOperation BY_ID =
      new PointOperation.Delete(new PointOperation.ByIds(List.of(PointId.of(1))));
  private static final PointOperation BY_FILTER =
      new PointOperation.Delete(new PointOperation.ByFilter(Filter.ALL));

  private static final ShardId SHARD = new ShardId(new UUID(1, 2));

  private final TestInbox<StatusReply<ShardProtocol.Written>> inbox = TestInbox.create();
  private final WriteQueue queue = new WriteQueue(100);

  @Test
  void holdsNoMoreThanItsBoundButAlwaysOne() {
    assertThat(queue.offer(write(BY_ID, 500, LATE))).isTrue();
    assertThat(queue.offer(write(BY_ID, 1, LATE))).isFalse();
    assertThat(queue.take(1000)).hasSize(1);
    assertThat(queue.offer(write(BY_ID, 60, LATE))).isTrue();
    assertThat(queue.offer(write(BY_ID, 40, LATE))).isTrue();
    assertThat(queue.offer(write(BY_ID, 1, LATE))).isFalse();
  }

  @Test
  void takesInOrderWhatFitsOneCommitButAtLeastOne() {
    ShardProtocol.Write first = write(BY_ID, 30, LATE);
    ShardProtocol.Write second = write(BY_ID, 30, LATE);
    ShardProtocol.Write third = write(BY_ID, 30, LATE);
    List.of(first, second, third).forEach(queue::offer);
    assertThat(queue.take(60)).containsExactly(first, second);
    assertThat(queue.take(10)).containsExactly(third);
    assertThat(queue.take(10)).isEmpty();
  }

  @Test
  void refusesExpiredWritesWhereverTheyWait() {
    ShardProtocol.Write first = write(BY_ID, 10, LATE);
    ShardProtocol.Write last = write(BY_ID, 10, LATE);
    queue.offer(write(BY_ID, 10, OVER));
    queue.offer(first);
    queue.offer(write(BY_ID, 10, OVER));
    queue.offer(last);
    assertThat(queue.take(100)).containsExactly(first, last);
    assertThat(inbox.getAllReceived())
        .hasSize(2)
        .allMatch(reply -> failure(reply) instanceof DunlinFailure.TimedOut);
    // Their bytes are free again.
    assertThat(queue.offer(write(BY_ID, 100, LATE))).isTrue();
  }

  @Test
  void commitsNothingBeyondAWriteWhoseFilterIsNotResolved() {
    ShardProtocol.Write first = write(BY_ID, 10, LATE);
    ShardProtocol.Write filtered = write(BY_FILTER, 10, LATE);
    ShardProtocol.Write last = write(BY_ID, 10, LATE);
    List.of(first, filtered, last).forEach(queue::offer);
    assertThat(queue.unresolvedHead()).isEmpty();
    assertThat(queue.take(100)).containsExactly(first);
    assertThat(queue.unresolvedHead()).containsSame(filtered);
    assertThat(queue.take(100)).isEmpty();
    queue.resolve(filtered, List.of(PointId.of(4)));
    assertThat(queue.unresolvedHead()).isEmpty();
    assertThat(queue.take(100).stream().map(ShardProtocol.Write::operation))
        .containsExactly(
            new PointOperation.Delete(new PointOperation.ByIds(List.of(PointId.of(4)))), BY_ID);
  }

  @Test
  void aFiltersPointsAreTakenInPiecesBeforeLaterWritesAndAnsweredOnce() {
    ShardProtocol.Write filtered = write(BY_FILTER, 10, LATE);
    ShardProtocol.Write last = write(BY_ID, 10, LATE);
    List.of(filtered, last).forEach(queue::offer);
    List<PointId> points = LongStream.range(0, 2500).mapToObj(PointId::of).toList();
    queue.resolve(filtered, points);
    List<PointId> got = new ArrayList<>();
    for (int piece = 0; piece < 3; piece++) {
      assertThat(inbox.hasMessages()).isFalse();
      List<ShardProtocol.Write> taken = queue.take(1);
      assertThat(taken).hasSize(1);
      got.addAll(ids(taken.getFirst()));
      taken.getFirst().done(written(piece)).ifPresent(Ack::succeed);
    }
    assertThat(got).isEqualTo(points);
    assertThat(inbox.receiveMessage().getValue()).isEqualTo(written(2));
    assertThat(queue.take(1)).containsExactly(last);
    // Their bytes are free again.
    assertThat(queue.offer(write(BY_ID, 500, LATE))).isTrue();
  }

  @Test
  void aFilterThatSelectsNothingIsAnsweredToo() {
    ShardProtocol.Write filtered = write(BY_FILTER, 10, LATE);
    queue.offer(filtered);
    queue.resolve(filtered, List.of());
    queue.take(100).getFirst().done(written(7)).ifPresent(Ack::succeed);
    assertThat(inbox.receiveMessage().getValue()).isEqualTo(written(7));
  }

  @Test
  void theFirstPieceThatFailsIsHeardOf() {
    ShardProtocol.Write filtered = write(BY_FILTER, 10, LATE);
    queue.offer(filtered);
    queue.resolve(filtered, LongStream.range(0, 2500).mapToObj(PointId::of).toList());
    DunlinFailure why = new DunlinFailure.WrongInput("no");
    queue.take(1).getFirst().fail(why);
    assertThat(failure(inbox.receiveMessage())).isEqualTo(why);
  }

  @Test
  void ignoresTheResolutionOfAWriteThatIsGone() {
    ShardProtocol.Write filtered = write(BY_FILTER, 10, LATE);
    ShardProtocol.Write other = write(BY_FILTER, 10, LATE);
    queue.offer(other);
    queue.resolve(filtered, List.of(PointId.of(4)));
    queue.refuse(filtered, new DunlinFailure.Internal("no"));
    assertThat(queue.unresolvedHead()).containsSame(other);
    assertThat(inbox.hasMessages()).isFalse();
  }

  @Test
  void refusesAllWithTheSameReason() {
    queue.offer(write(BY_ID, 10, LATE));
    queue.offer(write(BY_FILTER, 10, LATE));
    DunlinFailure why = new DunlinFailure.Unavailable("stopping");
    queue.refuseAll(why);
    assertThat(inbox.getAllReceived().stream().map(WriteQueueTest::failure))
        .containsExactly(why, why);
    assertThat(queue.take(100)).isEmpty();
  }

  @Test
  void handsBackWhatNothingWasDoneOf() {
    ShardProtocol.Write filtered = write(BY_FILTER, 10, LATE);
    queue.offer(filtered);
    queue.offer(write(BY_ID, 10, LATE));
    queue.resolve(filtered, LongStream.range(0, 2500).mapToObj(PointId::of).toList());
    queue.take(1);
    queue.handBack(SHARD);
    List<DunlinFailure> failures =
        inbox.getAllReceived().stream().map(WriteQueueTest::failure).toList();
    assertThat(failures.getLast()).isEqualTo(new DunlinFailure.NotDelivered(SHARD));
    assertThat(failures.subList(0, failures.size() - 1))
        .as("pieces of an operation that was begun")
        .isNotEmpty()
        .allMatch(DunlinFailure.Unavailable.class::isInstance);
    assertThat(queue.take(100)).isEmpty();
  }

  private ShardProtocol.Write write(PointOperation operation, long bytes, Deadline deadline) {
    return new ShardProtocol.Write(operation, bytes, deadline, true, inbox.getRef());
  }

  private static List<PointId> ids(ShardProtocol.Write write) {
    return ((PointOperation.ByIds) write.operation().selection().orElseThrow()).ids();
  }

  private static ShardProtocol.Written written(long position) {
    return new ShardProtocol.Written(SHARD, position);
  }

  private static DunlinFailure failure(StatusReply<ShardProtocol.Written> reply) {
    return ((DunlinException) reply.getError()).failure();
  }
}
