package io.dunlin.bench.cluster;

import io.dunlin.bench.node.RestClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Writes so many points a second, whatever each write takes, through all nodes in turn. */
final class PacedWriter implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  /** So many writes may be under way; more are left out, and the rate falls short. */
  private static final int UNDER_WAY = 256;

  private final PointSet points;
  private final List<RestClient> nodes;
  private final int batch;
  private final long ids;
  private final long intervalNanos;
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final AtomicLong acked = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final long began = System.nanoTime();
  private final Thread thread;
  private volatile boolean over;

  /**
   * @param ids points from 0 up to here are written over and over
   */
  PacedWriter(PointSet points, List<RestClient> nodes, int pointsPerSecond, int batch, long ids) {
    this.points = points;
    this.nodes = List.copyOf(nodes);
    this.batch = batch;
    this.ids = ids;
    this.intervalNanos = batch * 1_000_000_000L / pointsPerSecond;
    this.thread = Thread.ofPlatform().name("paced-writer").daemon().start(this::run);
  }

  private void run() {
    long due = System.nanoTime();
    for (long number = 0; !over; number++) {
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      due += intervalNanos;
      if (room.tryAcquire()) {
        long first = number * batch % ids;
        RestClient node = nodes.get((int) (number % nodes.size()));
        Thread.ofVirtual().start(() -> write(node, first));
      }
    }
  }

  private void write(RestClient node, long first) {
    try {
      LongStream batchIds = LongStream.range(0, batch).map(i -> (first + i) % ids);
      boolean done = points.write(node, points.points(batchIds), true, TIMEOUT_SECONDS).ok();
      (done ? acked : failed).addAndGet(batch);
    } catch (IOException e) {
      failed.addAndGet(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  /** Acked points a second until now. */
  double rate() {
    return acked.get() / ((System.nanoTime() - began) / 1e9);
  }

  long failed() {
    return failed.get();
  }

  /** Returns when no write is under way any more. */
  @Override
  public void close() throws IOException {
    over = true;
    try {
      thread.join();
      room.acquire(UNDER_WAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
