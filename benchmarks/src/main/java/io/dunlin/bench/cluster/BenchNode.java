package io.dunlin.bench.cluster;

import io.dunlin.bench.node.NodeProcess;
import io.dunlin.bench.node.RestClient;
import java.io.IOException;

/**
 * A node that runs, and how to speak to it.
 *
 * @param number from 0
 * @param peer what the cluster calls it
 */
record BenchNode(int number, NodeProcess process, RestClient rest, long peer)
    implements AutoCloseable {
  static BenchNode of(int number, NodeProcess process) throws IOException, InterruptedException {
    RestClient rest = new RestClient(process.ports().http());
    long peer = rest.send("GET", "/cluster", "").result().path("peer_id").asLong();
    return new BenchNode(number, process, rest, peer);
  }

  boolean is(BenchNode other) {
    return number == other.number;
  }

  /** Whether it says that all shards can be read. */
  boolean ready() {
    try {
      return rest.send("GET", "/readyz", "").ok();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    rest.close();
    process.close();
  }
}
