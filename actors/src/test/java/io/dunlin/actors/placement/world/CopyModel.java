package io.dunlin.actors.placement.world;

import java.util.ArrayList;
import java.util.List;

/** A shard's copy on a node. A replica answers reads while its lease lasts. */
final class CopyModel {
  private final List<Row> rows = new ArrayList<>();
  private long epoch;
  private long leaseUntil;

  long epoch() {
    return epoch;
  }

  long position() {
    return rows.isEmpty() ? 0 : rows.getLast().position();
  }

  List<Row> rows() {
    return rows;
  }

  /** Takes over what the writer of an epoch has. */
  void become(long newEpoch, List<Row> all) {
    rows.clear();
    rows.addAll(all);
    epoch = newEpoch;
    leaseUntil = 0;
  }

  /** The writer's own next event; the first of its epoch may leave positions out. */
  void append(Row row) {
    rows.add(row);
  }

  /** Follows no writer any more; what it has may be of use to the next. */
  void detach() {
    epoch = 0;
    leaseUntil = 0;
  }

  /** Applies the next event of the epoch. True when the copy has the event. */
  boolean apply(long ofEpoch, Row row) {
    if (ofEpoch != epoch) {
      return false;
    }
    if (row.position() == position() + 1) {
      rows.add(row);
    }
    return row.position() <= position();
  }

  /**
   * @param until on the node's clock, reckoned from when the replica asked: it cannot know how long
   *     the answer was on its way
   */
  void lease(long ofEpoch, long position, long until) {
    if (ofEpoch == epoch && position <= position()) {
      leaseUntil = Math.max(leaseUntil, until);
    }
  }

  boolean mayAnswer(long clock) {
    return clock < leaseUntil;
  }
}
