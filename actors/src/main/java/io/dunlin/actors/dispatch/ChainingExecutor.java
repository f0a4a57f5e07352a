package io.dunlin.actors.dispatch;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what a task sets off after it, on the same thread: a message from one actor to the next
 * wakes no other thread. To wake one costs more than most messages take. What comes from elsewhere,
 * and what there is too much of, goes to the pool. The idea is that of Tokio's LIFO slot ("Making
 * the Tokio scheduler 10x faster", 2019), here as a short queue, so that order is kept.
 *
 * <p>A task must not wait for what it has set off itself: that begins when the task has ended.
 */
final class ChainingExecutor extends AbstractExecutorService {
  /** So many may wait for one task to end; a thread that is free would have taken the others. */
  private static final int MOST_WAITING = 8;

  /** After so many a thread takes from the pool what waited there meanwhile. */
  private static final int LONGEST_CHAIN = 64;

  // Of the task that runs on a thread.
  private static final ThreadLocal<@Nullable Chain> RUNNING = new ThreadLocal<>();

  private final ExecutorService pool;

  /** What waits for a task to end. */
  private record Chain(ChainingExecutor of, Queue<Runnable> waiting) {}

  ChainingExecutor(ExecutorService pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable task) {
    Chain running = RUNNING.get();
    if (running != null && running.of().equals(this) && running.waiting().size() < MOST_WAITING) {
      running.waiting().add(task);
    } else {
      start(task);
    }
  }

  /**
   * Gives to other threads what waits for the task that calls this, which is about to take long.
   * Does nothing on threads that have no chain.
   */
  static void release() {
    Chain running = RUNNING.get();
    if (running != null) {
      for (Runnable task = running.waiting().poll();
          task != null;
          task = running.waiting().poll()) {
        running.of().start(task);
      }
    }
  }

  private void start(Runnable first) {
    pool.execute(() -> runChain(first));
  }

  private void runChain(Runnable first) {
    Queue<Runnable> waiting = new ArrayDeque<>(MOST_WAITING);
    waiting.add(first);
    RUNNING.set(new Chain(this, waiting));
    try {
      for (int length = 0; !waiting.isEmpty() && length < LONGEST_CHAIN; length++) {
        waiting.remove().run();
      }
    } finally {
      RUNNING.remove();
      waiting.forEach(this::start);
    }
  }

  @Override
  public void shutdown() {
    pool.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return pool.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return pool.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.awaitTermination(timeout, unit);
  }
}
