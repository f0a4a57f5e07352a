package io.dunlin.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.fence.ClaimRefusedException;
import io.dunlin.persistence.model.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraFencingIT {
  private static final Duration VALID = Duration.ofSeconds(2);
  private static final FencingTimes TIMES =
      new FencingTimes(
          Duration.ofMillis(300), VALID, Duration.ofMillis(500), Duration.ofSeconds(4));

  private static final FencingTimes WITHOUT_PATIENCE =
      new FencingTimes(TIMES.renew(), VALID, TIMES.margin(), Duration.ZERO);

  private static CqlSession cql;
  private final List<CassandraFencing> nodes = new ArrayList<>();
  private final String log = "log-" + UUID.randomUUID();

  @BeforeAll
  static void connect() {
    var _ = SharedCassandra.journal();
    cql = SharedCassandra.connect();
  }

  @AfterAll
  static void disconnect() {
    cql.close();
  }

  @AfterEach
  void stop() {
    nodes.forEach(CassandraFencing::close);
  }

  private CassandraFencing node() throws InterruptedException {
    return node(TIMES);
  }

  private CassandraFencing node(FencingTimes times) throws InterruptedException {
    return node(times, Optional.empty());
  }

  private CassandraFencing node(FencingTimes times, Optional<SessionFile> file)
      throws InterruptedException {
    CassandraFencing node =
        new CassandraFencing(
            cql, SharedCassandra.KEYSPACE, new NodeId(UUID.randomUUID()), times, file);
    nodes.add(node);
    node.awaitSession();
    return node;
  }

  private static Claim claim(CassandraFencing node, String log) throws Exception {
    try {
      return node.claim(log).toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  @Test
  void aLogThatIsForgottenIsAsIfItHadNeverBeen() throws Exception {
    CassandraFencing node = node();
    Claim first = claim(node, log);
    Claim second = claim(node, log);
    assertThat(first.forget().toCompletableFuture()).failsWithin(Duration.ofSeconds(30));
    second.forget().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(second.valid()).isFalse();
    assertThat(claim(node(), log).epoch()).isEqualTo(1);
  }

  @Test
  void everyClaimRaisesTheEpochAndVoidsTheOneBefore() throws Exception {
    CassandraFencing node = node();
    Claim first = claim(node, log);
    assertThat(first.epoch()).isEqualTo(1);
    assertThat(first.valid()).isTrue();
    Claim second = claim(node, log);
    assertThat(second.epoch()).isEqualTo(2);
    assertThat(first.valid()).isFalse();
    assertThat(second.valid()).isTrue();
  }

  @Test
  void whatIsReleasedMayBeClaimedByOthersAtOnce() throws Exception {
    CassandraFencing one = node();
    CassandraFencing other = node();
    Claim mine = claim(one, log);
    mine.release();
    assertThat(mine.valid()).isFalse();
    long began = System.nanoTime();
    assertThat(claim(other, log).epoch()).isEqualTo(2);
    assertThat(System.nanoTime() - began).isLessThan(VALID.toNanos());
  }

  @Test
  void aLivingOwnerKeepsItsLogAndIsNamed() throws Exception {
    Claim owners = claim(node(), log);
    CassandraFencing other = node();
    assertThatThrownBy(() -> claim(other, log))
        .hasCauseInstanceOf(ClaimRefusedException.class)
        .hasMessageContaining("is alive");
    assertThat(owners.valid()).isTrue();
  }

  @Test
  void aNodeThatStopsLeavesItsLogsFree() throws Exception {
    CassandraFencing one = node();
    Claim mine = claim(one, log);
    one.close();
    assertThat(mine.valid()).isFalse();
    assertThat(claim(node(), log).epoch()).isEqualTo(2);
  }

  @Test
  void theNextProcessOfANodeNeedNotWaitForTheOneThatWasKilled(@TempDir Path data) throws Exception {
    CassandraFencing killed = node(TIMES, Optional.of(new SessionFile(data)));
    Claim lost = claim(killed, log);
    CompletableFuture<Void> neverWoken = killed.pause();
    CassandraFencing next = node(WITHOUT_PATIENCE, Optional.of(new SessionFile(data)));
    assertThat(claim(next, log).epoch()).isEqualTo(2);
    neverWoken.complete(null);
    Thread.sleep(VALID);
    assertThat(lost.valid()).isFalse();
  }

  @Test
  void aNodeThatCannotWriteItsSessionDownHasOneAllTheSame(@TempDir Path data) throws Exception {
    Path gone = data.resolve("not-there");
    CassandraFencing node = node(TIMES, Optional.of(new SessionFile(gone)));
    assertThat(claim(node, log).valid()).isTrue();
    assertThat(gone).doesNotExist();
  }

  @Test
  void aNodeThatStandsStillLosesItsLogsAndKnowsItWhenItWakes() throws Exception {
    CassandraFencing sleeper = node();
    Claim lost = claim(sleeper, log);
    CassandraFencing other = node();
    CompletableFuture<Void> awake = sleeper.pause();
    long began = System.nanoTime();
    Claim taken = claim(other, log);
    // Not before the sleeper's own clock has ended its claim.
    assertThat(System.nanoTime() - began).isGreaterThan(VALID.toNanos());
    assertThat(lost.valid()).isFalse();
    assertThat(taken.epoch()).isEqualTo(2);
    awake.complete(null);
    assertThat(lost.valid()).isFalse();
    // It comes back with another session.
    sleeper.awaitSession();
    assertThat(taken.valid()).isTrue();
    taken.release();
    Claim again = claim(sleeper, log);
    assertThat(again.epoch()).isEqualTo(3);
    assertThat(again.valid()).isTrue();
    assertThat(lost.valid()).isFalse();
  }

  @Test
  void aWriterThatWasSuspectedIsKnownToBeGoneWhenItsLogIsClaimed() throws Exception {
    CassandraFencing sleeper = node();
    Claim lost = claim(sleeper, log);
    CassandraFencing impatient = node(WITHOUT_PATIENCE);
    CompletableFuture<Void> awake = sleeper.pause();
    assertThatThrownBy(() -> claim(impatient, log)).hasCauseInstanceOf(ClaimRefusedException.class);
    long until = System.nanoTime() + 2 * VALID.toNanos();
    while (System.nanoTime() < until) {
      impatient.suspect(log);
      Thread.sleep(100);
    }
    assertThat(claim(impatient, log).epoch()).isEqualTo(2);
    assertThat(lost.valid()).isFalse();
    awake.complete(null);
  }

  @Test
  void aWriterThatIsSuspectedAndLivesKeepsItsLog() throws Exception {
    Claim owners = claim(node(), log);
    CassandraFencing other = node(WITHOUT_PATIENCE);
    long until = System.nanoTime() + 2 * VALID.toNanos();
    while (System.nanoTime() < until) {
      other.suspect(log);
      Thread.sleep(100);
    }
    assertThat(owners.valid()).isTrue();
    assertThatThrownBy(() -> claim(other, log)).hasCauseInstanceOf(ClaimRefusedException.class);
  }

  @Test
  void ofManyWhoClaimAtTheSameTimeEachGetsItsOwnEpoch() throws Exception {
    List<CassandraFencing> claimants = List.of(node(), node(), node(), node());
    List<CompletableFuture<Claim>> claims = new ArrayList<>();
    for (CassandraFencing claimant : claimants) {
      claims.add(claimant.claim(log).toCompletableFuture());
    }
    List<Claim> won = new ArrayList<>();
    for (CompletableFuture<Claim> claim : claims) {
      try {
        won.add(claim.get(30, TimeUnit.SECONDS));
      } catch (ExecutionException refused) {
        assertThat(refused).hasCauseInstanceOf(ClaimRefusedException.class);
      }
    }
    assertThat(won).isNotEmpty();
    assertThat(won.stream().map(Claim::epoch)).doesNotHaveDuplicates();
    assertThat(won.stream().filter(Claim::valid)).hasSize(1);
  }
}
