package io.dunlin.persistence.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.journal.LogTrimmer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.cassandra.cleanup.Cleanup;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.FutureConverters;

/**
 * Trims logs in Cassandra, little by little: each deletion leaves tombstones, and many at once
 * would keep Cassandra from its work. One log at a time on a node. Broken off at any point, the
 * next call goes on.
 */
public final class CassandraLogTrimmer implements LogTrimmer {
  /** How much is deleted at once, and how long is rested then. */
  public record Pace(int events, Duration rest) {
    /** Up to 10,000 events a second. */
    public static final Pace DEFAULT = new Pace(1_000, Duration.ofMillis(100));
  }

  private final CqlSession cql;
  private final String keyspace;
  private final Cleanup cleanup;
  private final Pace pace;
  private final int partitionEvents;
  private final Semaphore one = new Semaphore(1);

  public CassandraLogTrimmer(ActorSystem<?> system, CqlSession cql, String keyspace, Pace pace) {
    this.cql = cql;
    this.keyspace = keyspace;
    this.cleanup = new Cleanup(system.classicSystem());
    this.pace = pace;
    this.partitionEvents =
        system
            .settings()
            .config()
            .getInt("pekko.persistence.cassandra.journal.target-partition-size");
  }

  @Override
  public void trim(String persistenceId, long position) {
    one.acquireUninterruptibly();
    try {
      long from = trimmedTo(persistenceId);
      long end = Math.min(position, highest(persistenceId, from));
      for (long to = from + pace.events(); to < end; to += pace.events()) {
        delete(persistenceId, to);
        rest();
      }
      if (end > from) {
        delete(persistenceId, end);
      }
    } finally {
      one.release();
    }
  }

  private void delete(String persistenceId, long to) {
    Done _ =
        FutureConverters.asJava(cleanup.deleteEventsTo(persistenceId, to))
            .toCompletableFuture()
            .join();
    CrashPoint.EVENTS_DELETED.reach();
  }

  /** Not known: a cluster's logs are trimmed for other reasons than space on this node. */
  @Override
  public long bytes() {
    return 0;
  }

  private long trimmedTo(String persistenceId) {
    Row row =
        one(
            "SELECT deleted_to FROM %s.metadata WHERE persistence_id = ?".formatted(keyspace),
            persistenceId);
    return row == null ? 0 : row.getLong("deleted_to");
  }

  /** The last event; the end is where two partitions in a row hold none, as in Pekko's journal. */
  private long highest(String persistenceId, long from) {
    long highest = from;
    int empty = 0;
    for (long partition = Math.max(0, from - 1) / partitionEvents; empty < 2; partition++) {
      Row row =
          one(
              "SELECT sequence_nr FROM %s.messages WHERE persistence_id = ? AND partition_nr = ? ORDER BY sequence_nr DESC LIMIT 1"
                  .formatted(keyspace),
              persistenceId,
              partition);
      empty = row == null ? empty + 1 : 0;
      highest = row == null ? highest : row.getLong("sequence_nr");
    }
    return highest;
  }

  private @Nullable Row one(String statement, Object... values) {
    return cql.execute(
            SimpleStatement.newInstance(statement, values)
                .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
                .setIdempotent(true))
        .one();
  }

  private void rest() {
    try {
      Thread.sleep(pace.rest());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("trimming was interrupted", e);
    }
  }
}
