package io.dunlin.cluster.proof;

import java.io.IOException;
import java.util.List;

/** A change feed of one collection, over whichever API. One thread reads, any may close. */
interface ChangeFeed extends AutoCloseable {
  /**
   * One event.
   *
   * @param token with which another feed goes on after it
   * @param shard whose log has it, by its uuid; empty where it is about no log
   * @param position in that log
   * @param points what it says of points, in its order
   */
  record Event(String token, String shard, long position, List<Told> points) {}

  /**
   * What is told of a point.
   *
   * @param what {@code inserted}, {@code updated}, {@code unknown}, {@code payload}, {@code
   *     removed} or {@code left}
   * @param number in the payload; -1 where none is told
   */
  record Told(int point, String what, int number) {}

  /** Waits for it. Fails when the feed broke, or was closed. */
  Event next() throws IOException;

  @Override
  void close();
}
