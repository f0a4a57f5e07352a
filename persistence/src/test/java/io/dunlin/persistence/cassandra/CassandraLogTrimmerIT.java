package io.dunlin.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.dunlin.persistence.journal.JournalDriver;
import java.time.Duration;
import java.util.UUID;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraLogTrimmerIT {
  private static JournalDriver journal;
  private static CqlSession cql;
  private static CassandraLogTrimmer trimmer;
  private final String log = "log-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    journal = new JournalDriver(SharedCassandra.journal());
    cql = SharedCassandra.connect();
    trimmer =
        new CassandraLogTrimmer(
            Adapter.toTyped(journal.system()),
            cql,
            SharedCassandra.KEYSPACE,
            new CassandraLogTrimmer.Pace(70, Duration.ofMillis(1)));
  }

  @AfterAll
  static void stop() {
    cql.close();
    journal.close();
  }

  @Test
  void trimsUpToAPositionOverManyPartitions() {
    journal.append(log, 1, 450);
    trimmer.trim(log, 333);
    assertThat(journal.replay(log).sequenceNumbers()).hasSize(117).startsWith(334L);
    trimmer.trim(log, 100);
    assertThat(journal.replay(log).sequenceNumbers()).startsWith(334L);
  }

  @Test
  void theHighestPositionSurvivesAFullTrim() {
    journal.append(log, 1, 250);
    trimmer.trim(log, Long.MAX_VALUE);
    assertThat(journal.replay(log).events()).isEmpty();
    assertThat(journal.replay(log).highestSequenceNumber()).isEqualTo(250);
    journal.append(log, 251, 252);
    assertThat(journal.replay(log).sequenceNumbers()).containsExactly(251L, 252L);
  }

  @Test
  void neverTrimsBeyondTheEnd() {
    journal.append(log, 1, 5);
    trimmer.trim(log, 1_000);
    journal.append(log, 6, 8);
    assertThat(journal.replay(log).sequenceNumbers()).containsExactly(6L, 7L, 8L);
  }

  @Test
  void aLogThatNeverWasStaysSo() {
    trimmer.trim(log, Long.MAX_VALUE);
    trimmer.trim(log, 7);
    assertThat(journal.replay(log).highestSequenceNumber()).isZero();
  }
}
