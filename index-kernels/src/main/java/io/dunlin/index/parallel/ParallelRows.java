package io.dunlin.index.parallel;

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
 * @param threads that work; one alone is the caller
 * @param cancelled asked now and then; when true, or when the caller is interrupted, a {@link
 *     CancellationException} is thrown
 */
public record ParallelRows(int threads, BooleanSupplier cancelled) {
  private static final int CHUNK = 64;

  /** What is done with the rows {@code from <= row < to}. */
  @FunctionalInterface
  public interface RangeWork {
    void accept(int from, int to);
  }

  /**
   * @param work makes what one thread does with a row, with the memory it needs for it
   */
  public void run(int rows, Supplier<IntConsumer> work) {
    runRanges(
        rows,
        CHUNK,
        () -> {
          IntConsumer withRow = work.get();
          return (from, to) -> {
            for (int row = from; row < to; row++) {
              withRow.accept(row);
            }
          };
        });
  }

  /**
   * Hands out ranges of {@code chunk} rows, the last one shorter. Which thread gets which is open,
   * where they are cut is not.
   *
   * @param work makes what one thread does with a range, with the memory it needs for it
   */
  public void runRanges(int rows, int chunk, Supplier<RangeWork> work) {
    AtomicInteger nextChunk = new AtomicInteger();
    AtomicBoolean stopped = new AtomicBoolean();
    Runnable loop =
        () -> {
          RangeWork withRange = work.get();
          while (!stopped.get()) {
            long from = (long) nextChunk.getAndIncrement() * chunk;
            if (from >= rows) {
              return;
            }
            if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
              stopped.set(true);
              throw cancellation();
            }
            withRange.accept((int) from, (int) Math.min(rows, from + chunk));
          }
        };
    if (threads == 1) {
      loop.run();
    } else {
      onEach(threads, stopped, loop);
    }
  }

  /** Runs {@code work} on so many threads at once and waits for all. */
  public static void onEach(int threads, AtomicBoolean stopped, Runnable work) {
    ThreadFactory factory = Thread.ofPlatform().daemon().name("index-builder-", 0).factory();
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
            : new IllegalStateException("building an index failed", e.getCause());
      }
    }
  }

  /** What is thrown when a build was cancelled. */
  public static CancellationException cancellation() {
    return new CancellationException("building an index was cancelled");
  }
}
