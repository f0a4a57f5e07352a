package io.dunlin.actors.query;

import java.time.Duration;

/**
 * How much is held for cursors.
 *
 * @param keepAlive how long after each page where the caller does not say
 * @param longest that a caller may ask for
 * @param perNode cursors that a node holds views for
 * @param perCollection the same, of one collection
 * @param reach places of a query's ranking that are kept at most
 */
public record CursorSettings(
    Duration keepAlive, Duration longest, int perNode, int perCollection, int reach) {
  public static final CursorSettings DEFAULT =
      new CursorSettings(Duration.ofMinutes(1), Duration.ofMinutes(10), 128, 64, 10_000);
}
