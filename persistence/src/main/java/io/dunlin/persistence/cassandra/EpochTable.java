package io.dunlin.persistence.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Which session writes which log, and in which epoch.
 *
 * @param table with its keyspace
 */
record EpochTable(Cql cql, String table) {
  /**
   * @param released the owner is done with the log
   */
  record Stored(long epoch, UUID session, boolean released) {}

  static String schema(String table) {
    return "CREATE TABLE IF NOT EXISTS "
        + table
        + " (log text PRIMARY KEY, epoch bigint, session uuid, released boolean)";
  }

  CompletionStage<Optional<Stored>> find(String log) {
    return cql.row("SELECT epoch, session, released FROM %s WHERE log = ?".formatted(table), log)
        .thenApply(row -> row.map(EpochTable::stored));
  }

  /** Epoch 1 of a log that nobody ever wrote. */
  CompletionStage<Boolean> first(String log, UUID session) {
    return cql.change(
        "INSERT INTO %s (log, epoch, session, released) VALUES (?, 1, ?, false) IF NOT EXISTS"
            .formatted(table),
        log,
        session);
  }

  /** The epoch after the one that is known. */
  CompletionStage<Boolean> next(String log, Stored known, UUID session) {
    return cql.change(
        "UPDATE %s SET epoch = ?, session = ?, released = false WHERE log = ? IF epoch = ? AND session = ?"
            .formatted(table),
        known.epoch() + 1,
        session,
        log,
        known.epoch(),
        known.session());
  }

  CompletionStage<Boolean> release(String log, long epoch, UUID session) {
    return cql.change(
        "UPDATE %s SET released = true WHERE log = ? IF epoch = ? AND session = ?".formatted(table),
        log,
        epoch,
        session);
  }

  /** As if nobody had ever written the log. */
  CompletionStage<Boolean> remove(String log, long epoch, UUID session) {
    return cql.change(
        "DELETE FROM %s WHERE log = ? IF epoch = ? AND session = ?".formatted(table),
        log,
        epoch,
        session);
  }

  private static Stored stored(Row row) {
    return new Stored(
        row.getLong("epoch"),
        Objects.requireNonNull(row.getUuid("session")),
        row.getBoolean("released"));
  }
}
