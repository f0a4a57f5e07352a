package io.dunlin.sharding.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which copies a read asks, in which order, and what it makes of their answers. */
class ShardReadTest {
  private static final DunlinFailure AWAY = new DunlinFailure.Unavailable("away");
  private static final DunlinFailure NONE = new DunlinFailure.Unavailable("no copy is there");
  private static final ReadProtocol.Answer OLD = new ReadProtocol.Counted(1);
  private static final ReadProtocol.Answer NEW = new ReadProtocol.Counted(2);

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final List<ReadRoutes.Route> NODES =
      IntStream.range(0, 3).mapToObj(ShardReadTest::node).toList();

  private long now = 1_000;
  private final List<ShardRead.Next> history = new ArrayList<>();

  private static ReadRoutes.Route node(int number) {
    return new ReadRoutes.There(
        new NodeId(new UUID(0, number)), KIT.system().ignoreRef(), new NodePulse());
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void theFirstAnswerIsAll() {
    ShardRead read = read(3, 1);
    List<ShardRead.Next> first = read.first(now);
    assertThat(asked(first)).isEqualTo(1);
    assertThat(first.getFirst().request().terms().mayBeStale()).isFalse();
    assertThat(read.answered(last(), NEW, new ReadProtocol.Seen(7, 0))).isTrue();
    assertThat(read.answer()).isEqualTo(NEW);
    assertThat(read.isWaiting()).isFalse();
  }

  @Test
  void copiesThatMayBeOldAreAskedWhenNoOtherAnswers() {
    ShardRead read = read(3, 1);
    int asked = asked(read.first(now));
    assertThat(asked).isEqualTo(1);
    for (int copy = 1; copy < 3; copy++) {
      read.failed(last(), AWAY);
      assertThat(stale(read.afterFailure(now))).contains(false);
    }
    for (int copy = 0; copy < 3; copy++) {
      read.failed(last(), AWAY);
      assertThat(stale(read.afterFailure(now))).contains(true);
    }
    read.failed(last(), AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    assertThat(read.giveUp()).isEqualTo(AWAY);
  }

  @Test
  void aSilentCopyIsAskedBesideAnotherAndTheFirstAnswerCounts() {
    ShardRead read = read(2, 1);
    assertThat(asked(read.first(now))).isEqualTo(1);
    assertThat(stale(read.afterSilence(now))).contains(false);
    assertThat(read.answered(last(), NEW, new ReadProtocol.Seen(7, 0))).isTrue();
    assertThat(read.answer()).isEqualTo(NEW);
  }

  @Test
  void aCopyThatIsOnlySlowIsWaitedForRatherThanAnOldOneAsked() {
    ShardRead read = read(2, 1);
    assertThat(asked(read.first(now))).isEqualTo(1);
    int writer = last();
    assertThat(stale(read.afterSilence(now))).contains(false);
    read.failed(last(), AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    later(Duration.ofMillis(60));
    assertThat(read.isDueAgain(now)).isFalse();
    assertThat(read.answered(writer, NEW, new ReadProtocol.Seen(7, 0))).isTrue();
    assertThat(read.afterLoss(writer, now)).isEmpty();
  }

  @Test
  void aCopyThatIsLostIsNotAskedAgainAndOthersMayBeOldThen() {
    ShardRead read = read(2, 1);
    assertThat(asked(read.first(now))).isEqualTo(1);
    int writer = last();
    assertThat(stale(read.afterSilence(now))).contains(false);
    int copy = last();
    ReadRoutes.Route second = history.getLast().route();
    read.failed(copy, AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    assertThat(stale(read.afterLoss(writer, now))).contains(true);
    assertThat(history.getLast().route()).isEqualTo(second);
    read.failed(last(), AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    assertThat(read.isWaiting()).as("the writer may answer yet").isTrue();
    assertThat(read.mayBeginAgain(now)).isTrue();
    later(Duration.ofMillis(60));
    assertThat(read.isDueAgain(now)).isTrue();
    List<ShardRead.Next> again = read.again(routes(2), now);
    assertThat(asked(again)).isEqualTo(1);
    assertThat(history.getLast().route()).isEqualTo(second);
    assertThat(read.isDueAgain(now)).isFalse();
    assertThat(read.answered(writer, OLD, new ReadProtocol.Seen(3, 0))).isTrue();
  }

  @Test
  void aCopyThatStaysSilentIsAskedOnceMoreAsMessagesCanBeLost() {
    ShardRead read = read(1, 1);
    assertThat(asked(read.first(now))).isEqualTo(1);
    assertThat(read.afterSilence(now)).isEmpty();
    assertThat(read.afterLoss(last(), now)).isEmpty();
    later(Duration.ofMillis(900));
    assertThat(read.again(routes(1), now)).isEmpty();
    later(Duration.ofMillis(200));
    assertThat(asked(read.again(routes(1), now))).isEqualTo(1);
    assertThat(read.answered(last(), NEW, new ReadProtocol.Seen(7, 0))).isTrue();
  }

  @Test
  void ofSeveralAnswersThatWithMostCounts() {
    ShardRead read = read(3, 2);
    assertThat(asked(read.first(now))).isEqualTo(2);
    assertThat(read.answered(last(), NEW, new ReadProtocol.Seen(9, 0))).isFalse();
    assertThat(read.answered(last(), OLD, new ReadProtocol.Seen(8, 0))).isTrue();
    assertThat(read.answer()).isEqualTo(NEW);
  }

  @Test
  void whereSeveralHaveToAnswerNoneMayBeOld() {
    ShardRead read = read(2, 2);
    assertThat(asked(read.first(now))).isEqualTo(2);
    read.failed(last(), AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    assertThat(read.answered(last(), NEW, new ReadProtocol.Seen(9, 0))).isFalse();
    assertThat(read.giveUp().message()).contains("2 of its copies had to answer, 1 did", "away");
  }

  @Test
  void aShardThatIsAboutToOpenIsAskedForAgain() {
    ShardRead read = read(1, 1);
    assertThat(asked(read.first(now))).isEqualTo(1);
    read.failed(last(), AWAY);
    assertThat(stale(read.afterFailure(now))).contains(true);
    read.failed(last(), AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    assertThat(read.mayBeginAgain(now)).isTrue();
    assertThat(read.isDueAgain(now)).isFalse();
    later(Duration.ofMillis(60));
    assertThat(read.isDueAgain(now)).isTrue();
    List<ShardRead.Next> again = read.again(routes(1), now);
    assertThat(asked(again)).isEqualTo(1);
    assertThat(again.getFirst().request().terms().mayBeStale()).isFalse();
    read.failed(last(), AWAY);
    later(Duration.ofSeconds(4));
    assertThat(read.mayBeginAgain(now)).isFalse();
  }

  @Test
  void withoutAnyCopyItSaysWhy() {
    ShardRead read = read(0, 1);
    assertThat(read.first(now)).isEmpty();
    assertThat(read.isWaiting()).isFalse();
    assertThat(read.mayBeginAgain(now)).isFalse();
    assertThat(read.giveUp()).isEqualTo(NONE);
  }

  private void later(Duration duration) {
    now += duration.toNanos();
  }

  private Optional<Boolean> stale(Optional<ShardRead.Next> next) {
    next.ifPresent(history::add);
    return next.map(one -> one.request().terms().mayBeStale());
  }

  private int asked(List<ShardRead.Next> all) {
    history.addAll(all);
    return all.size();
  }

  private int last() {
    return history.getLast().number();
  }

  private ShardRead read(int copies, int needed) {
    ReadProtocol.Request request =
        new ReadProtocol.Request(
            new ShardId(new UUID(1, 1)),
            new ReadProtocol.Count(Filter.ALL),
            Deadline.in(Duration.ofMinutes(1)));
    return new ShardRead(request, routes(copies), needed, now);
  }

  private static ReadRoutes.Routes routes(int copies) {
    return new ReadRoutes.Routes(NODES.subList(0, copies), copies, NONE);
  }
}
