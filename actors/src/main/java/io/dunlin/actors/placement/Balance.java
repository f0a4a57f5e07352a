package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How evenly bytes, copies, primaries and load lie on the nodes that are up, each of which should
 * have a share that its capacity gives it.
 *
 * <p>For each of the four kinds the unevenness is the sum over nodes of x² / share, in units of the
 * square of the total: 1 when all is even, more otherwise. A move of weight w from a to b lowers it
 * exactly when a holds more than w above b. Every move that the planner makes lowers the sum of the
 * four by at least {@link #worth}, so there are no cycles of moves.
 */
final class Balance {
  /** Bytes, copies, primaries, load: a primary costs less to move than a copy, and does less. */
  private static final double[] IMPORTANCE = {1, 1, 0.5, 1};

  /** Differences of bytes do not matter while nodes are emptier than this share of capacity. */
  private static final double EMPTY = 0.01;

  private final Map<NodeId, Integer> places = new HashMap<>();
  private final double[] shares;
  private final double[] totals = new double[Weight.KINDS];
  private final double[][] held;
  private final double tolerance;

  /**
   * @param all what the nodes hold together when every copy is where it should be
   */
  Balance(List<NodeView> nodes, Weight all, PlannerLimits limits) {
    tolerance = limits.tolerance();
    shares = new double[nodes.size()];
    held = new double[Weight.KINDS][nodes.size()];
    double capacity = nodes.stream().mapToDouble(NodeView::capacityBytes).sum();
    for (int i = 0; i < shares.length; i++) {
      places.put(nodes.get(i).id(), i);
      // A node that tells no capacity gets next to nothing, without a division by zero.
      shares[i] = Math.max(1, nodes.get(i).capacityBytes()) / Math.max(1, capacity);
    }
    Weight least = new Weight(EMPTY * capacity, 1, 1, limits.quietLoad() * shares.length);
    for (int kind = 0; kind < Weight.KINDS; kind++) {
      totals[kind] = Math.max(1, Math.max(all.of(kind), least.of(kind)));
    }
  }

  void add(NodeId node, Weight weight) {
    for (int kind = 0; kind < Weight.KINDS; kind++) {
      held[kind][place(node)] += weight.of(kind);
    }
  }

  void remove(NodeId node, Weight weight) {
    add(node, weight.times(-1));
  }

  /** By how much the unevenness would grow. */
  double burden(NodeId node, Weight weight) {
    int at = place(node);
    double sum = 0;
    for (int kind = 0; kind < Weight.KINDS; kind++) {
      double w = weight.of(kind);
      sum += unit(kind) * w * (2 * held[kind][at] + w) / shares[at];
    }
    return sum;
  }

  /** By how much the unevenness would shrink. */
  double relief(NodeId node, Weight weight) {
    return -burden(node, weight.times(-1));
  }

  /** By how much a move would lower the unevenness; negative when it would raise it. */
  double gain(NodeId from, NodeId to, Weight weight) {
    return relief(from, weight) - burden(to, weight);
  }

  /**
   * The least gain that a move is worth: that of a move between nodes of equal shares of which one
   * holds one and a quarter times the weight more than the other. Any more would keep copies apart
   * from each other that have to change places, since the first of two moves gains less than both.
   */
  double worth(NodeId from, NodeId to, Weight weight) {
    return Math.max(worth(from, weight), worth(to, weight));
  }

  double worth(NodeId node, Weight weight) {
    double sum = 0;
    for (int kind = 0; kind < Weight.KINDS; kind++) {
      sum += unit(kind) * weight.of(kind) * weight.of(kind);
    }
    return sum / (2 * shares[place(node)]);
  }

  /** True when {@code from} holds too much more than {@code to} of anything that would move. */
  boolean isUneven(NodeId from, NodeId to, Weight weight) {
    for (int kind = 0; kind < Weight.KINDS; kind++) {
      if (weight.of(kind) > 0 && fill(kind, from) - fill(kind, to) > tolerance) {
        return true;
      }
    }
    return false;
  }

  /** What the node holds over its fair share. */
  private double fill(int kind, NodeId node) {
    int at = place(node);
    return held[kind][at] / (shares[at] * totals[kind]);
  }

  private double unit(int kind) {
    return IMPORTANCE[kind] / (totals[kind] * totals[kind]);
  }

  private int place(NodeId node) {
    Integer place = places.get(node);
    if (place == null) {
      throw new IllegalArgumentException(node + " is not up");
    }
    return place;
  }
}
