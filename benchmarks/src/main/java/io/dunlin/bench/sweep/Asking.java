package io.dunlin.bench.sweep;

import io.dunlin.bench.peers.AnnIndex;
import io.dunlin.bench.peers.BatchIndex;
import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.peers.Searcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks one index the same queries again and again: from one thread, from several that each ask the
 * next query when the last is answered, or in batches, where the index takes them.
 */
final class Asking {
  private final AnnIndex index;
  private final float[][] queries;
  private final SweepSettings settings;
  private final List<Searcher> searchers = new ArrayList<>();

  /** What was asked in one round, and how long each answer took. */
  record Round(double queriesPerSecond, Latencies latencies) {}

  Asking(AnnIndex index, float[][] queries, SweepSettings settings) {
    this.index = index;
    this.queries = queries;
    this.settings = settings;
    for (int i = 0; i < settings.threads(); i++) {
      searchers.add(index.newSearcher());
    }
  }

  /** Each query once, by one thread; what it adds to {@code recall}. */
  void once(Effort effort, Recall recall) throws IOException {
    int[] rows = new int[settings.k()];
    for (int query = 0; query < queries.length; query++) {
      recall.add(query, rows, searchers.getFirst().search(queries[query], effort, rows));
    }
  }

  /** For the least time. */
  Round round(Effort effort) throws IOException {
    if (settings.batch() > 1 && index instanceof BatchIndex batches) {
      return inBatches(batches, effort);
    }
    if (searchers.size() == 1) {
      Latencies latencies = new Latencies();
      double rate = askUntilTimeIsUp(searchers.getFirst(), 0, effort, latencies);
      return new Round(rate, latencies);
    }
    return byThreads(effort);
  }

  /** Queries per second; the clock (some 25 ns) is read after each query. */
  private double askUntilTimeIsUp(Searcher searcher, int first, Effort effort, Latencies latencies)
      throws IOException {
    int[] rows = new int[settings.k()];
    int query = first;
    long start = System.nanoTime();
    long end = start + settings.leastTime().toNanos();
    long before = start;
    while (before < end) {
      query = query + 1 == queries.length ? 0 : query + 1;
      searcher.search(queries[query], effort, rows);
      long after = System.nanoTime();
      latencies.add(after - before);
      before = after;
    }
    return latencies.count() * 1e9 / (before - start);
  }

  /** All start together; the rates of the threads add up. */
  private Round byThreads(Effort effort) throws IOException {
    CyclicBarrier start = new CyclicBarrier(searchers.size());
    List<Callable<Round>> tasks = new ArrayList<>();
    for (int i = 0; i < searchers.size(); i++) {
      Searcher searcher = searchers.get(i);
      int first = (int) ((long) i * queries.length / searchers.size());
      tasks.add(() -> {
        Latencies latencies = new Latencies();
        start.await();
        return new Round(askUntilTimeIsUp(searcher, first, effort, latencies), latencies);
      });
    }
    double rate = 0;
    Latencies all = new Latencies();
    try (ExecutorService threads = Executors.newFixedThreadPool(searchers.size())) {
      for (Future<Round> thread : threads.invokeAll(tasks)) {
        rate += thread.get().queriesPerSecond();
        all.addAll(thread.get().latencies());
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while searching", interrupt);
    } catch (ExecutionException failure) {
      throw new IOException("a search of " + index.name() + " failed", failure);
    }
    return new Round(rate, all);
  }

  private Round inBatches(BatchIndex batches, Effort effort) throws IOException {
    int size = Math.min(settings.batch(), queries.length);
    float[][] batch = new float[size][];
    int[][] rows = new int[size][settings.k()];
    Latencies latencies = new Latencies();
    int next = 0;
    long start = System.nanoTime();
    long end = start + settings.leastTime().toNanos();
    long before = start;
    while (before < end) {
      for (int i = 0; i < size; i++) {
        batch[i] = queries[next];
        next = next + 1 == queries.length ? 0 : next + 1;
      }
      batches.searchBatch(batch, effort, settings.threads(), rows);
      long after = System.nanoTime();
      latencies.add(after - before);
      before = after;
    }
    return new Round((double) latencies.count() * size * 1e9 / (before - start), latencies);
  }
}
