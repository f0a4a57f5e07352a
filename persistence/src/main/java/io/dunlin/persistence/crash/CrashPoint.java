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
  /** A log is claimed, and nothing is written under the claim. */
  LOG_CLAIMED,
  /** Some of the events that are to go are gone. */
  EVENTS_DELETED;

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
