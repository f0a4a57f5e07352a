package io.dunlin.faults.nemesis;

import io.dunlin.faults.net.Namespaces;
import java.io.IOException;
import java.time.Duration;

/** Faults of the network between nodes that live in namespaces of their own. */
public final class Cuts {
  private final Namespaces network;

  public Cuts(Namespaces network) {
    this.network = network;
  }

  private interface Cut {
    void lay(int node, int nodes) throws IOException, InterruptedException;
  }

  /** Nothing goes to or from a node, Cassandra and clients included. */
  public Fault full(Victim victim, Duration length) {
    return cut(
        victim,
        length,
        (node, nodes) -> {
          network.cutFromGateway(node);
          for (int other = 0; other < nodes; other++) {
            if (other != node) {
              network.cut(node, other);
              network.cut(other, node);
            }
          }
        });
  }

  /** A node reaches Cassandra and clients, and no other node. */
  public Fault fromOtherNodes(Victim victim, Duration length) {
    return cut(
        victim,
        length,
        (node, nodes) -> {
          for (int other = 0; other < nodes; other++) {
            if (other != node) {
              network.cut(node, other);
              network.cut(other, node);
            }
          }
        });
  }

  /** A node hears the others, and they do not hear it. */
  public Fault oneWay(Victim victim, Duration length) {
    return cut(
        victim,
        length,
        (node, nodes) -> {
          for (int other = 0; other < nodes; other++) {
            if (other != node) {
              network.cut(node, other);
            }
          }
        });
  }

  /** A node and the next one do not reach each other; both reach all else. */
  public Fault partial(Victim victim, Duration length) {
    return cut(
        victim,
        length,
        (node, nodes) -> {
          int next = (node + 1) % nodes;
          network.cut(node, next);
          network.cut(next, node);
        });
  }

  /** A node reaches all but Cassandra and its clients. */
  public Fault fromCassandra(Victim victim, Duration length) {
    return cut(victim, length, (node, _) -> network.cutFromGateway(node));
  }

  private Fault cut(Victim victim, Duration length, Cut cut) {
    return (cluster, random) -> {
      cut.lay(victim.choose(cluster, random), cluster.size());
      try {
        Thread.sleep(length);
      } finally {
        network.heal();
      }
    };
  }
}
