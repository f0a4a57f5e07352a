package io.dunlin.persistence.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import io.dunlin.persistence.model.NodeId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The sessions of all nodes. A row is changed only on condition of its counter, so that of a
 * renewal and an ending by someone else one happens and the other hears of it.
 *
 * @param table with its keyspace
 */
record SessionTable(Cql cql, String table) {
  /** Rows of nodes that are long gone disappear by themselves. */
  private static final int LIFE_SECONDS = 7 * 24 * 3600;

  /**
   * @param counter moves while the session lives
   */
  record Stored(String node, long counter, boolean ended) {}

  static String schema(String table) {
    return "CREATE TABLE IF NOT EXISTS "
        + table
        + " (id uuid PRIMARY KEY, node text, counter bigint, ended boolean)"
        + " WITH gc_grace_seconds = 86400";
  }

  CompletionStage<Boolean> open(UUID id, NodeId node) {
    return cql.change(
        "INSERT INTO %s (id, node, counter, ended) VALUES (?, ?, 0, false) IF NOT EXISTS USING TTL %d"
            .formatted(table, LIFE_SECONDS),
        id,
        node.toString());
  }

  /** Moves the counter from this to the next. */
  CompletionStage<Boolean> renew(UUID id, NodeId node, long counter) {
    return cql.change(
        "UPDATE %s USING TTL %d SET node = ?, counter = ?, ended = false WHERE id = ? IF counter = ? AND ended = false"
            .formatted(table, LIFE_SECONDS),
        node.toString(),
        counter + 1,
        id,
        counter);
  }

  /** Ends a session whose counter still shows this. */
  CompletionStage<Boolean> end(UUID id, long counter) {
    return cql.change(
        "UPDATE %s SET ended = true WHERE id = ? IF counter = ?".formatted(table), id, counter);
  }

  /** Ends a session whose owner is known to be gone; false when it was over already. */
  CompletionStage<Boolean> end(UUID id) {
    return cql.change(
        "UPDATE %s SET ended = true WHERE id = ? IF ended = false".formatted(table), id);
  }

  /** Empty when there is none, or no more. */
  CompletionStage<Optional<Stored>> find(UUID id) {
    return cql.row("SELECT node, counter, ended FROM %s WHERE id = ?".formatted(table), id)
        .thenApply(row -> row.map(SessionTable::stored));
  }

  private static Stored stored(Row row) {
    String node = row.getString("node");
    return new Stored(
        node == null ? "unknown" : node, row.getLong("counter"), row.getBoolean("ended"));
  }
}
