package io.dunlin.persistence.journal;

/**
 * Removes the beginning of logs. The highest sequence number of a log survives. Calls may wait for
 * the disk.
 */
public interface LogTrimmer {
  /** Deletes the events up to and including {@code position}. */
  void trim(String persistenceId, long position);

  /** About how many bytes all logs of this node take on disk. */
  long bytes();
}
