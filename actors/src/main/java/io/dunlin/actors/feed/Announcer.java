package io.dunlin.actors.feed;

import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import java.util.List;

/** Whom a shard's log tells what it has applied and shows. One thread at a time. */
public interface Announcer {
  /** All up to here is applied and shown; what comes now is written by this writer. */
  void begin(LogPoint at);

  /** The next entry is in the journal and applied. */
  void applied(LogPoint at, LogEntry<?> entry);

  /**
   * All up to {@code position} is shown by the writer's copy: tells callers when copies have it.
   */
  void acknowledge(long position, List<Ack> callers);

  /** Whether more callers may be left waiting. */
  boolean hasRoom();

  /** Where there is one copy: callers are told at once. */
  Announcer ALONE =
      new Announcer() {
        @Override
        public void begin(LogPoint at) {}

        @Override
        public void applied(LogPoint at, LogEntry<?> entry) {}

        @Override
        public void acknowledge(long position, List<Ack> callers) {
          callers.forEach(Ack::succeed);
        }

        @Override
        public boolean hasRoom() {
          return true;
        }
      };
}
