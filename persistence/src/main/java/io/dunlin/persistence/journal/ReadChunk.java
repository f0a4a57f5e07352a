package io.dunlin.persistence.journal;

import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ActorSystem;

/** How much of a log a reader holds at once, and on which threads it waits for the disk. */
final class ReadChunk {
  static final String DISPATCHER = "dunlin.journal.read-dispatcher";
  private static final int MAX_EVENTS = 128;
  private static final long MAX_BYTES = 1 << 20;

  private ReadChunk() {}

  static Executor dispatcher(ActorSystem system) {
    return system.dispatchers().lookup(DISPATCHER);
  }

  /** The next events of the range, at most {@code max}; none when there are none. */
  static List<StoredEvent> read(
      RocksStore store, String persistenceId, long from, long to, long max) {
    return store.read(persistenceId, from, to, (int) Math.min(max, MAX_EVENTS), MAX_BYTES);
  }
}
