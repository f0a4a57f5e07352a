package io.dunlin.actors.copy;

import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A shard as of one position of its log; what every read works on. Immutable. Made by the shard's
 * writer, read by any thread that holds it: {@link #tryAcquire} before, {@link #release} after. The
 * segments below stay mapped while one view that contains them is held.
 */
public final class ShardView {
  private final LogPoint at;
  private final long time;
  private final List<Part> parts;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** The maker holds the view. Its segments must be held by the caller meanwhile. */
  ShardView(LogPoint at, long time, List<Part> parts) {
    this.at = at;
    this.time = time;
    this.parts = List.copyOf(parts);
    for (Part part : this.parts) {
      if (!part.slice().segment().tryAcquire()) {
        throw new IllegalStateException("segment " + part.name() + " was freed while in use");
      }
    }
  }

  /** Where a live point stands. */
  public record Location(SegmentSlice slice, int row) {}

  /** The last entry this view contains. */
  public LogPoint at() {
    return at;
  }

  /** The position of that entry. */
  public long position() {
    return at.position();
  }

  /** The shard's event time at that position, milliseconds since the epoch. */
  public long time() {
    return time;
  }

  /** Sealed and frozen segments in the order in which they were made; the growing one last. */
  public List<Part> parts() {
    return parts;
  }

  /** Live points. */
  public long points() {
    long points = 0;
    for (Part part : parts) {
      points += part.slice().live();
    }
    return points;
  }

  public @Nullable Location find(PointId id) {
    for (Part part : parts) {
      int row = part.slice().rowOf(id);
      if (row >= 0) {
        return new Location(part.slice(), row);
      }
    }
    return null;
  }

  /** False when the view is gone; then ask for the newer one. */
  public boolean tryAcquire() {
    int now = holders.get();
    while (now > 0) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holders.get();
    }
    return false;
  }

  public void release() {
    if (holders.decrementAndGet() == 0) {
      for (Part part : parts) {
        part.slice().segment().release();
      }
    }
  }
}
