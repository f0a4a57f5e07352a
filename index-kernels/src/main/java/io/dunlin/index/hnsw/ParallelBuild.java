package io.dunlin.index.hnsw;

import io.dunlin.index.parallel.ParallelRows;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Inserts all rows of a builder. The nodes of the upper layers come first, by rank: they are a
 * random sample, and a skeleton of it helps where rows come sorted. The first ones are inserted by
 * one thread, because nodes inserted at the same moment do not see each other. When all are there,
 * their links are trimmed. What an older graph brings along is carried over before all this.
 *
 * <p>With one thread the result is a function of rows, parameters and seed.
 */
final class ParallelBuild {
  private static final int ALONE = 1024;
  private static final int CHUNK = 64;

  private final HnswBuilder builder;
  private final IntConsumer progress;
  private final BooleanSupplier cancelled;

  /** Rows above the ground, then all rows: what a chunk counts through. */
  private final int upperNodes;

  private final long positions;
  private final AtomicInteger nextCarried = new AtomicInteger();
  private final AtomicInteger nextChunk = new AtomicInteger();
  private final AtomicInteger nextTrimmed = new AtomicInteger();
  private final AtomicBoolean stopped = new AtomicBoolean();

  private ParallelBuild(HnswBuilder builder, IntConsumer progress, BooleanSupplier cancelled) {
    HnswGraph graph = builder.graph();
    this.builder = builder;
    this.progress = progress;
    this.cancelled = cancelled;
    this.upperNodes = graph.topLevel() == 0 ? 0 : graph.layerSize(1);
    this.positions = (long) upperNodes + graph.rows();
  }

  static void run(
      HnswBuilder builder, int threads, IntConsumer progress, BooleanSupplier cancelled) {
    ParallelBuild build = new ParallelBuild(builder, progress, cancelled);
    if (threads == 1) {
      build.carry();
      build.insertAtLeast(Long.MAX_VALUE);
      build.trim();
    } else {
      build.onEach(threads, build::carry);
      build.insertAtLeast(ALONE);
      build.onEach(threads, () -> build.insertAtLeast(Long.MAX_VALUE));
      build.onEach(threads, build::trim);
    }
  }

  private void onEach(int threads, Runnable work) {
    ParallelRows.onEach(threads, stopped, work);
  }

  /** Carries chunks of the older graph over until none is left. */
  private void carry() {
    GraphTransfer transfer = builder.transfer();
    if (transfer == null) {
      return;
    }
    InsertScratch scratch = builder.newScratch();
    int positions = transfer.positions();
    while (!stopped.get()) {
      long from = (long) nextCarried.getAndIncrement() * CHUNK;
      if (from >= positions) {
        return;
      }
      stopIfCancelled();
      int to = (int) Math.min(positions, from + CHUNK);
      for (int position = (int) from; position < to; position++) {
        transfer.carry(position, scratch);
      }
    }
  }

  /** Inserts chunks until {@code wanted} rows were inserted here or none is left. */
  private void insertAtLeast(long wanted) {
    InsertScratch scratch = builder.newScratch();
    long inserted = 0;
    while (inserted < wanted && !stopped.get()) {
      long from = (long) nextChunk.getAndIncrement() * CHUNK;
      if (from >= positions) {
        return;
      }
      stopIfCancelled();
      int count = insertChunk(from, Math.min(positions, from + CHUNK), scratch);
      progress.accept(count);
      inserted += count;
    }
  }

  private int insertChunk(long from, long to, InsertScratch scratch) {
    int inserted = 0;
    for (long position = from; position < to; position++) {
      boolean upper = position < upperNodes;
      int row = upper ? builder.graph().row(1, (int) position) : (int) (position - upperNodes);
      if (upper ? builder.isUpper(row) : builder.isGroundOnly(row)) {
        builder.insert(row, scratch);
        inserted++;
      }
    }
    return inserted;
  }

  /** Trims chunks until none is left. */
  private void trim() {
    InsertScratch scratch = builder.newScratch();
    int rows = builder.graph().rows();
    while (!stopped.get()) {
      long from = (long) nextTrimmed.getAndIncrement() * CHUNK;
      if (from >= rows) {
        return;
      }
      stopIfCancelled();
      int to = (int) Math.min(rows, from + CHUNK);
      for (int row = (int) from; row < to; row++) {
        builder.trim(row, scratch);
      }
    }
  }

  private void stopIfCancelled() {
    if (cancelled.getAsBoolean()) {
      stopped.set(true);
      throw ParallelRows.cancellation();
    }
  }
}
