package io.dunlin.bench.cluster;

import io.dunlin.bench.node.RestClient;
import io.dunlin.bench.sweep.Latencies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Clients that ask the next when the last is answered: of five requests one is a write of a few
 * points, the others are searches. Failures are counted and not tried again.
 */
final class MixedLoad implements AutoCloseable {
  private static final int WRITE_OF = 5;
  private static final int POINTS = 5;
  private static final int TIMEOUT_SECONDS = 10;
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 20;

  /** What clients saw. */
  record Seen(Latencies reads, Latencies writes, long failedReads, long failedWrites) {}

  private final PointSet points;
  private final List<RestClient> nodes;
  private final long ids;
  private final List<Thread> threads = new ArrayList<>();
  private final Latencies reads = new Latencies();
  private final Latencies writes = new Latencies();
  private final AtomicLong failedReads = new AtomicLong();
  private final AtomicLong failedWrites = new AtomicLong();
  private volatile boolean over;

  private MixedLoad(PointSet points, List<RestClient> nodes, long ids) {
    this.points = points;
    this.nodes = nodes;
    this.ids = ids;
  }

  /**
   * @param ids points from 0 up to here are written and searched for
   * @param clients of each node
   */
  static MixedLoad start(PointSet points, List<RestClient> nodes, long ids, int clients) {
    MixedLoad load = new MixedLoad(points, List.copyOf(nodes), ids);
    for (int client = 0; client < clients * nodes.size(); client++) {
      int number = client;
      load.threads.add(Thread.ofVirtual().start(() -> load.run(number)));
    }
    return load;
  }

  private void run(int client) {
    SplittableRandom random = new SplittableRandom(client);
    RestClient node = nodes.get(client % nodes.size());
    try {
      while (!over) {
        request(node, random);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void request(RestClient node, SplittableRandom random) throws InterruptedException {
    boolean write = random.nextInt(WRITE_OF) == 0;
    long id = random.nextLong(ids);
    long began = System.nanoTime();
    boolean done;
    try {
      RestClient.Answer answer =
          write
              ? points.write(
                  node,
                  points.points(LongStream.range(0, POINTS).map(i -> (id + i) % ids)),
                  true,
                  TIMEOUT_SECONDS)
              : points.search(node, id, TIMEOUT_SECONDS);
      done = answer.ok();
    } catch (IOException e) {
      done = false;
    }
    if (done) {
      Latencies latencies = write ? writes : reads;
      synchronized (latencies) {
        latencies.add(System.nanoTime() - began);
      }
    } else {
      (write ? failedWrites : failedReads).incrementAndGet();
      Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
    }
  }

  /** What was seen once it is closed. */
  Seen seen() {
    return new Seen(reads, writes, failedReads.get(), failedWrites.get());
  }

  @Override
  public void close() throws IOException {
    over = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
