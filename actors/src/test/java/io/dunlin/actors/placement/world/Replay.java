package io.dunlin.actors.placement.world;

import java.util.List;

/**
 * What a writer reads from a journal.
 *
 * @param rows those that count, in order
 * @param highest the highest position of any row, void ones included
 */
record Replay(List<Row> rows, long highest) {
  long last() {
    return rows.isEmpty() ? 0 : rows.getLast().position();
  }

  long lastEpoch() {
    return rows.isEmpty() ? 0 : rows.getLast().epoch();
  }
}
