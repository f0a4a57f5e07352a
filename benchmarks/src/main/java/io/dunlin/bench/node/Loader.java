package io.dunlin.bench.node;

import io.dunlin.index.memory.VectorRows;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes all rows, several writers each with one batch in flight, as fast as the node takes them.
 */
public final class Loader {
  private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMillis(50);

  private final NodeClient client;
  private final VectorRows rows;
  private final int batch;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong refusals = new AtomicLong();

  public Loader(NodeClient client, VectorRows rows, int batch) {
    this.client = client;
    this.rows = rows;
    this.batch = batch;
  }

  /** Returns when the last batch is acked; fails with the first writer that fails. */
  public void run(int writers) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> ends = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        Callable<Void> work = this::write;
        ends.add(threads.submit(work));
      }
      for (Future<Void> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("loading failed", e.getCause());
    }
  }

  /** Batches that were sent again because the node asked to slow down. */
  public long refusals() {
    return refusals.get();
  }

  private Void write() throws IOException, InterruptedException {
    for (int first = take(); first < rows.count(); first = take()) {
      List<float[]> vectors = new ArrayList<>(batch);
      for (int row = first; row < Math.min(first + batch, rows.count()); row++) {
        float[] vector = new float[rows.dimension()];
        rows.read(row, vector);
        vectors.add(vector);
      }
      while (!client.upsert(first, vectors)) {
        refusals.incrementAndGet();
        Thread.sleep(PAUSE_AFTER_REFUSAL);
      }
    }
    return null;
  }

  private int take() {
    return next.getAndAdd(batch);
  }
}
