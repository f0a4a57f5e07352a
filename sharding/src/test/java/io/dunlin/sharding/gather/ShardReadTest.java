package io.dunlin.sharding.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which copies a read asks, in which order, and what it makes of their answers. */
class ShardReadTest {
  private static final DunlinFailure AWAY = new DunlinFailure.Unavailable("away");
  private static final DunlinFailure NONE = new DunlinFailure.Unavailable("no copy is there");
  private static final ReadProtocol.Answer OLD = new ReadProtocol.Counted(1);
  private static final ReadProtocol.Answer NEW = new ReadProtocol.Counted(2);

  private long now = 1_000;

  @Test
  void theFirstAnswerIsAll() {
    ShardRead read = read(3, 1);
    List<ShardRead.Next> first = read.first(now);
    assertThat(first).hasSize(1);
    assertThat(first.getFirst().request().terms().mayBeStale()).isFalse();
    assertThat(read.answered(NEW, new ReadProtocol.Seen(7, 0))).isTrue();
    assertThat(read.answer()).isEqualTo(NEW);
    assertThat(read.isWaiting()).isFalse();
  }

  @Test
  void copiesThatMayBeOldAreAskedWhenNoOtherAnswers() {
    ShardRead read = read(3, 1);
    int asked = read.first(now).size();
    assertThat(asked).isEqualTo(1);
    for (int copy = 1; copy < 3; copy++) {
      read.failed(AWAY);
      assertThat(stale(read.afterFailure(now))).contains(false);
    }
    for (int copy = 0; copy < 3; copy++) {
      read.failed(AWAY);
      assertThat(stale(read.afterFailure(now))).contains(true);
    }
    read.failed(AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    assertThat(read.giveUp()).isEqualTo(AWAY);
  }

  @Test
  void aSilentCopyIsAskedBesideAnotherAndTheFirstAnswerCounts() {
    ShardRead read = read(2, 1);
    assertThat(read.first(now)).hasSize(1);
    assertThat(stale(read.afterSilence(now))).contains(false);
    assertThat(read.afterSilence(now)).isEmpty();
    assertThat(read.afterPatience(now)).isEmpty();
    later(Duration.ofMillis(501));
    assertThat(stale(read.afterPatience(now))).contains(true);
    assertThat(read.answered(OLD, new ReadProtocol.Seen(3, 900))).isTrue();
    assertThat(read.seen().staleMillis()).isEqualTo(900);
  }

  @Test
  void ofSeveralAnswersThatWithMostCounts() {
    ShardRead read = read(3, 2);
    assertThat(read.first(now)).hasSize(2);
    assertThat(read.answered(NEW, new ReadProtocol.Seen(9, 0))).isFalse();
    assertThat(read.answered(OLD, new ReadProtocol.Seen(8, 0))).isTrue();
    assertThat(read.answer()).isEqualTo(NEW);
  }

  @Test
  void whereSeveralHaveToAnswerNoneMayBeOld() {
    ShardRead read = read(2, 2);
    assertThat(read.first(now)).hasSize(2);
    read.failed(AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    assertThat(read.answered(NEW, new ReadProtocol.Seen(9, 0))).isFalse();
    assertThat(read.giveUp().message()).contains("2 of its copies had to answer, 1 did", "away");
  }

  @Test
  void aShardThatIsAboutToOpenIsAskedForAgain() {
    ShardRead read = read(1, 1);
    assertThat(read.first(now)).hasSize(1);
    read.failed(AWAY);
    assertThat(stale(read.afterFailure(now))).contains(true);
    read.failed(AWAY);
    assertThat(read.afterFailure(now)).isEmpty();
    assertThat(read.mayBeginAgain(now)).isTrue();
    assertThat(read.isDueAgain(now)).isFalse();
    later(Duration.ofMillis(60));
    assertThat(read.isDueAgain(now)).isTrue();
    List<ShardRead.Next> again = read.again(routes(1), now);
    assertThat(again).hasSize(1);
    assertThat(again.getFirst().request().terms().mayBeStale()).isFalse();
    read.failed(AWAY);
    later(Duration.ofSeconds(3));
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

  private static Optional<Boolean> stale(Optional<ShardRead.Next> next) {
    return next.map(one -> one.request().terms().mayBeStale());
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
    return new ReadRoutes.Routes(Collections.nCopies(copies, new ReadRoutes.Here()), copies, NONE);
  }
}
