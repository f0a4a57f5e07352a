package io.dunlin.index.hnsw;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Does something with each row, on several threads.
 *
 * @param cancelled asked now and then; when true a {@link CancellationException} is thrown
 */
record ParallelRows(int threads, BooleanSupplier cancelled) {
  private static final int CHUNK = 64;

  /**
   * @param work makes what one thread does with a row, with the memory it needs for it
   */
  void run(int rows, Supplier<IntConsumer> work) {
    AtomicInteger nextChunk = new AtomicInteger();
    AtomicBoolean stopped = new AtomicBoolean();
    onEach(
        threads,
        stopped,
        () -> {
          IntConsumer withRow = work.get();
          while (!stopped.get()) {
            long from = (long) nextChunk.getAndIncrement() * CHUNK;
            if (from >= rows) {
              return;
            }
            if (cancelled.getAsBoolean()) {
              stopped.set(true);
              throw cancellation();
            }
            for (int row = (int) from; row < Math.min(rows, from + CHUNK); row++) {
              withRow.accept(row);
            }
          }
        });
  }

  /** Runs {@code work} on so many threads at once and waits for all. */
  static void onEach(int threads, AtomicBoolean stopped, Runnable work) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name("graph-builder-", 0).factory();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads, factory)) {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(pool.submit(work));
      }
      try {
        for (Future<?> part : parts) {
          part.get();
        }
      } catch (InterruptedException e) {
        stopped.set(true);
        Thread.currentThread().interrupt();
        throw cancellation();
      } catch (ExecutionException e) {
        stopped.set(true);
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException("building a graph failed", e.getCause());
      }
    }
  }

  static CancellationException cancellation() {
    return new CancellationException("building a graph was cancelled");
  }
}
