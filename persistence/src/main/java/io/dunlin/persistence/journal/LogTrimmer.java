package io.dunlin.persistence.journal;

/** Removes the beginning of logs. The highest sequence number of a log survives. Calls may wait for the disk. */
public interface LogTrimmer {
  /** Deletes the events up to and including {@code position}. */
  void trim(String persistenceId, long position);

  /** About how many bytes the log's events take. */
  long bytes(String persistenceId);
}
