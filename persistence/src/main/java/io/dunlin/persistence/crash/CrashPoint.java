package io.dunlin.persistence.crash;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A step after which the process halts, as by kill -9, when the system property {@code
 * dunlin.crash-at} names it: {@code manifest-named}, or {@code manifest-named:3} for the third time
 * it is reached. Nothing is closed, flushed or told.
 */
public enum CrashPoint {
  /** A sealed segment is written aside; its name is not there yet. */
  SEGMENT_WRITTEN,
  /** A sealed segment is durable under its name, and nothing names it yet. */
  SEGMENT_NAMED,
  /** A manifest is written aside; its name is not there yet. */
  MANIFEST_WRITTEN,
  /** A manifest is durable; older ones are still there. */
  MANIFEST_NAMED,
  /** One of the files that no manifest names is gone. */
  FILE_REMOVED,
  /** A log is claimed, and nobody knows of it here. */
  LOG_CLAIMED,
  /** All that was in a claimed log is read, and the epoch of the claim has not begun in it. */
  EPOCH_DUE,
  /** The epoch has begun in the log, and nothing is written in it. */
  EPOCH_BEGUN,
  /** A shard's log says that what was written so far grows no more. */
  SEGMENT_FROZEN,
  /** A sealed segment is ready, and the log has not been told. */
  MERGE_DUE,
  /** The log has a sealed segment in the place of others; no manifest knows of it. */
  MERGE_LOGGED,
  /** A new manifest is kept here; what it makes superfluous is still there. */
  MANIFEST_KEPT,
  /**
   * A manifest and its files are in the segment store; log and store still have what it replaces.
   */
  MANIFEST_STORED,
  /** A piece of the events that are to go is gone: the last, or one of many. */
  EVENTS_DELETED,
  /** The catalog has decided where shards go and has not written it. */
  PLACEMENT_DUE,
  /** Where shards go is in the catalog's log, and no other node has been told. */
  PLACEMENT_LOGGED,
  /** The files of a copy that is to follow are open; nothing is read of the log. */
  COPY_OPENED,
  /** A copy that follows has all that the log had; the writer does not know of it. */
  COPY_READ,
  /** A copy that follows was told that it is in sync. */
  COPY_IN_SYNC,
  /** A copy is given to the one that is to write here. */
  COPY_HANDED_OVER,
  /** A shard can be written here from now on, and nothing has been written. */
  SHARD_READY,
  /** A copy that is not wanted here any more is closed; its files are still there. */
  COPY_CLOSED;

  /** How a process that halted here ended. */
  public static final int EXIT_CODE = 86;

  private static final String PROPERTY = "dunlin.crash-at";
  private static final @Nullable CrashPoint CHOSEN;
  private static final AtomicInteger LEFT = new AtomicInteger(1);

  static {
    String[] chosen = System.getProperty(PROPERTY, "").split(":");
    CHOSEN =
        chosen[0].isEmpty() ? null : valueOf(chosen[0].toUpperCase(Locale.ROOT).replace('-', '_'));
    if (chosen.length > 1) {
      LEFT.set(Integer.parseInt(chosen[1]));
    }
  }

  /** Does nothing, or does not return. */
  public void reach() {
    if (this == CHOSEN && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
