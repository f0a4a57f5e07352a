package io.dunlin.actors.feed;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;

/** A caller that waits until its write is on all copies that it should be on. */
public interface Ack {
  Deadline deadline();

  void succeed();

  /** The deadline has passed before it was; the write is stored. */
  void expire();

  void fail(DunlinFailure failure);
}
