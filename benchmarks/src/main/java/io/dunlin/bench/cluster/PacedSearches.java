package io.dunlin.bench.cluster;

import io.dunlin.bench.node.RestClient;
import io.dunlin.bench.sweep.Latencies;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Searches of one node, one every 20 ms and one at a time, until it is closed; failures are
 * counted. A late one's time counts from when it was due, so one that is slow is counted in all
 * that wait for it.
 */
final class PacedSearches implements AutoCloseable {
  private static final long INTERVAL_NANOS = 20_000_000;
  private static final int TIMEOUT_SECONDS = 10;

  private final Latencies latencies = new Latencies();
  private final Latencies sinceSent = new Latencies();
  private final Thread thread;
  private volatile long failed;
  private volatile boolean over;

  private PacedSearches(PointSet points, RestClient node, long ids) {
    this.thread = Thread.ofPlatform().daemon().unstarted(() -> run(points, node, ids));
  }

  /**
   * @param ids vectors of points from 0 up to here are searched for
   */
  static PacedSearches start(PointSet points, RestClient node, long ids) {
    PacedSearches searches = new PacedSearches(points, node, ids);
    searches.thread.start();
    return searches;
  }

  private void run(PointSet points, RestClient node, long ids) {
    long due = System.nanoTime();
    long failures = 0;
    for (long number = 0; !over; number++) {
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      long sent = System.nanoTime();
      try {
        if (points.search(node, number % ids, TIMEOUT_SECONDS).ok()) {
          long answered = System.nanoTime();
          latencies.add(answered - due);
          sinceSent.add(answered - sent);
        } else {
          failures++;
        }
      } catch (IOException e) {
        failures++;
      } catch (InterruptedException e) {
        return;
      }
      failed = failures;
      due += INTERVAL_NANOS;
    }
  }

  /** Once it is closed. */
  Latencies latencies() {
    return latencies;
  }

  /** From when each was sent; once it is closed. */
  Latencies sinceSent() {
    return sinceSent;
  }

  long failed() {
    return failed;
  }

  @Override
  public void close() throws IOException {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
