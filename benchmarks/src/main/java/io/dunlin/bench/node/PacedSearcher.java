package io.dunlin.bench.node;

import io.dunlin.bench.report.NodeFigures.Latency;
import io.dunlin.bench.sweep.Latencies;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * Searches once per interval from its own thread, to see how long a search takes while the node is
 * busy with something else. A search is late when the one before took longer than the interval; its
 * time then counts from when it was due, so that a stall is not counted once only.
 */
final class PacedSearcher {
  private static final long INTERVAL_NANOS = 50_000_000;

  private final FutureTask<Latency> task;
  private volatile boolean stopped;

  private PacedSearcher(NodeSearches searches, int queries) {
    this.task = new FutureTask<>(() -> search(searches, queries));
  }

  static PacedSearcher start(NodeSearches searches, int queries) {
    PacedSearcher searcher = new PacedSearcher(searches, queries);
    Thread.ofPlatform().name("paced-searcher").daemon().start(searcher.task);
    return searcher;
  }

  /** Ends the searches and says how long they took; fails if one failed. */
  Latency stop() throws IOException, InterruptedException {
    stopped = true;
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException("a search failed while loading", e.getCause());
    }
  }

  private Latency search(NodeSearches searches, int queries)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    long due = System.nanoTime();
    for (int query = 0; !stopped; query = (query + 1) % queries) {
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      searches.search(query);
      latencies.add(System.nanoTime() - due);
      due += INTERVAL_NANOS;
    }
    return Latency.of(latencies);
  }
}
