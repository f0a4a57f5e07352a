package io.dunlin.actors.copy;

import java.time.Duration;
import java.util.Optional;

/**
 * The standing of a copy whose shard is written elsewhere: it has everything while it has a lease,
 * and that of a writer which lets its log go has one too, as the next writer waits for it. Changed
 * by whoever feeds the copy, asked by any thread.
 */
public final class Following implements Standing {
  /** So long the log may be read, while nothing can be heard of a writer. */
  private static final Duration READS_WITHIN = Duration.ofSeconds(10);

  // Both in one, so that none is seen without the other.
  private record Known(boolean ever, long until) {}

  private volatile Known known = new Known(false, 0);
  private volatile long writer;
  // From then on it counts that nothing is heard of a writer.
  private volatile long silentFrom = System.nanoTime();

  /** The writer said something. */
  public void heard() {
    silentFrom = System.nanoTime();
  }

  /** The copy is brought to the end of its log. */
  public void readsLog() {
    silentFrom = System.nanoTime() + READS_WITHIN.toNanos();
  }

  /** The writer has gone in an orderly way, or has not been asked yet: soon there is one. */
  public void expectsWriter() {
    silentFrom = System.nanoTime() + SILENCE.toNanos();
  }

  /** The copy has a lease that ends then, or had everything then; what ends later still counts. */
  public void completeUntil(long nanoTime) {
    Known now = known;
    if (!now.ever() || nanoTime - now.until() > 0) {
      known = new Known(true, nanoTime);
    }
  }

  /** The writer was at this position. */
  public void writerAt(long position) {
    writer = position;
  }

  /** The copy has no lease any more. */
  public void giveBack() {
    Known now = known;
    long present = System.nanoTime();
    if (now.ever() && now.until() - present > 0) {
      known = new Known(true, present - 1);
    }
  }

  @Override
  public Optional<Progress> progress(long position) {
    return Optional.of(new Progress.Follows(Math.max(0, writer - position)));
  }

  @Override
  public long staleNanos() {
    Known now = known;
    return now.ever() ? Math.max(0, System.nanoTime() - now.until()) : NEVER;
  }

  @Override
  public long silentNanos() {
    return Math.max(0, System.nanoTime() - silentFrom);
  }
}
