package io.dunlin.actors.shard;

import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.VectorColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The vectors that a shard's points are to have, until its log says so: the catalog decides, and
 * the log gives the change its place among the shard's events. Part of {@link ShardEntity} and used
 * on its thread only.
 */
final class VectorChanges {
  private VectorColumns wanted = VectorColumns.first(Map.of());
  private final List<ShardProtocol.ChangeVectors> waiting = new ArrayList<>();
  private List<ShardProtocol.ChangeVectors> underway = List.of();

  /** What the catalog says, as far as this node has heard. */
  void want(CollectionConfig config) {
    if (config.history().changes() > wanted.changes()) {
      wanted = config.columns();
    }
  }

  /** What a caller says, who waits for it. */
  void want(ShardProtocol.ChangeVectors change) {
    if (change.vectors().changes() > wanted.changes()) {
      wanted = change.vectors();
    }
    waiting.add(change);
  }

  /** By which change the youngest vector was made that is wanted. */
  long known() {
    return wanted.changes();
  }

  /** Whether somebody waits to be told of one. */
  boolean areAskedFor() {
    return !waiting.isEmpty() || !underway.isEmpty();
  }

  /** Whether the shard has all that is wanted. */
  boolean areIn(ShardCopy copy) {
    return copy.vectors().changes() >= wanted.changes();
  }

  /** What the log should do next about it, if anything. */
  Optional<ShardLog.Command> next(ShardCopy copy) {
    if (waiting.isEmpty() && areIn(copy)) {
      return Optional.empty();
    }
    underway = List.copyOf(waiting);
    waiting.clear();
    return Optional.of(new ShardLog.ChangeVectors(wanted, underway));
  }

  /** The log is free again: it has told the callers. */
  void done() {
    underway = List.of();
  }

  /** The callers hear no more of it otherwise. */
  void refuse(DunlinFailure failure) {
    Stream.concat(underway.stream(), waiting.stream()).forEach(caller -> caller.fail(failure));
    underway = List.of();
    waiting.clear();
  }
}
