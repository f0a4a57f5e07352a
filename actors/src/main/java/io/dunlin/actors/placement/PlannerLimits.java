package io.dunlin.actors.placement;

import java.time.Duration;

/**
 * How much may be under way at once, what is worth it, and how much may be asked for.
 *
 * @param incomingPerNode copies that a node may be filling at a time; those of empty shards do not
 *     count
 * @param moves copies on their way from one node to another at a time, in the whole cluster;
 *     repairs do not count
 * @param headroom share of a node's capacity that new copies leave free
 * @param tolerance by how much of its fair share one node may hold more than another before copies
 *     move
 * @param patience how long a node may be down before its copies are made anew elsewhere
 * @param quietLoad load per node below which differences of load do not matter
 * @param copiesPerNode what a node may hold of all shards' copies, on average; what would make more
 *     is refused
 */
public record PlannerLimits(
    int incomingPerNode,
    int moves,
    double headroom,
    double tolerance,
    Duration patience,
    double quietLoad,
    int copiesPerNode) {
  public static final PlannerLimits DEFAULT =
      new PlannerLimits(2, 4, 0.1, 0.2, Duration.ofMinutes(1), 10, 1000);

  public PlannerLimits {
    if (incomingPerNode < 1 || moves < 1 || copiesPerNode < 1) {
      throw new IllegalArgumentException("nothing could ever move, or be made");
    }
    if (!(headroom >= 0 && headroom < 1) || !(tolerance >= 0) || !(quietLoad >= 0)) {
      throw new IllegalArgumentException(
          "headroom " + headroom + ", tolerance " + tolerance + ", quiet load " + quietLoad);
    }
  }

  /** The same with another patience with nodes that are down. */
  public PlannerLimits withPatience(Duration other) {
    return new PlannerLimits(
        incomingPerNode, moves, headroom, tolerance, other, quietLoad, copiesPerNode);
  }

  /** The same with another tolerance of unevenness. */
  public PlannerLimits withTolerance(double other) {
    return new PlannerLimits(
        incomingPerNode, moves, headroom, other, patience, quietLoad, copiesPerNode);
  }

  /** The same with another number of copies that a node may hold. */
  public PlannerLimits withCopiesPerNode(int other) {
    return new PlannerLimits(
        incomingPerNode, moves, headroom, tolerance, patience, quietLoad, other);
  }
}
