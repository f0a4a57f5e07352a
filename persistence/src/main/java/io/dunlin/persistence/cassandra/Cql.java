package io.dunlin.persistence.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Lightweight transactions (Paxos) within one data centre. None is retried by the driver: whether
 * one that timed out was applied is not known, and the caller reads to find out.
 */
record Cql(CqlSession session) {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A change on a condition; true when the condition held and the change was made. */
  CompletionStage<Boolean> change(String cql, Object... values) {
    return session
        .executeAsync(statement(cql, values).setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM))
        .thenApply(AsyncResultSet::wasApplied);
  }

  /** A row as of now: it finishes what others left half done. */
  CompletionStage<Optional<Row>> row(String cql, Object... values) {
    return session
        .executeAsync(statement(cql, values).setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL))
        .thenApply(rows -> Optional.ofNullable(rows.one()));
  }

  private static SimpleStatement statement(String cql, Object... values) {
    return SimpleStatement.newInstance(cql, values)
        .setSerialConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)
        .setIdempotent(false)
        .setTimeout(TIMEOUT);
  }
}
