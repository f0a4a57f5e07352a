package io.dunlin.faults.history;

/**
 * An upsert or a delete of one point.
 *
 * @param key the point
 * @param value what was written; no two upserts write the same, so a read tells which it saw
 * @param invoked when it was sent
 * @param acked when the ack came; {@link #NEVER} when it is not known whether it happened
 * @param by who sent it where
 */
public record Write(long key, long value, long invoked, long acked, String by) {
  /** What a deleted point holds, and one that was never written. */
  public static final long ABSENT = 0;

  public static final long NEVER = Long.MAX_VALUE;

  public boolean isAcked() {
    return acked != NEVER;
  }

  public boolean isDelete() {
    return value == ABSENT;
  }
}
