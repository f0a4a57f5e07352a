package io.dunlin.index.memory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a node's memory may be taken by copies of what its files hold, and how much is. A
 * claim that does not fit is refused, not an error: what it was for is read through the page cache
 * then. Safe for any thread.
 */
public final class PinnedBudget {
  private final long limit;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicInteger refused = new AtomicInteger();

  /**
   * @param limit bytes, at least 0
   */
  public PinnedBudget(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("a budget of " + limit + " bytes");
    }
    this.limit = limit;
  }

  /** Takes the bytes if they fit; either way the claim is counted until it is closed. */
  public Claim claim(long bytes) {
    long before = taken.get();
    while (bytes <= limit - before) {
      if (taken.compareAndSet(before, before + bytes)) {
        return new Claim(bytes, true);
      }
      before = taken.get();
    }
    refused.incrementAndGet();
    return new Claim(bytes, false);
  }

  /** Bytes that may be taken. */
  public long limit() {
    return limit;
  }

  /** Bytes that are taken. */
  public long taken() {
    return taken.get();
  }

  /** Claims that were refused and are not closed: what is left to the page cache. */
  public int refused() {
    return refused.get();
  }

  /** What one asker has, or was refused. Closing it a second time does nothing. */
  public final class Claim implements AutoCloseable {
    private final long bytes;
    private final boolean granted;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Claim(long bytes, boolean granted) {
      this.bytes = bytes;
      this.granted = granted;
    }

    public boolean granted() {
      return granted;
    }

    @Override
    public void close() {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      if (granted) {
        taken.addAndGet(-bytes);
      } else {
        refused.decrementAndGet();
      }
    }

    /** The same claim as one that was refused: its memory was not to be had after all. */
    public Claim refuse() {
      close();
      refused.incrementAndGet();
      return new Claim(bytes, false);
    }
  }
}
