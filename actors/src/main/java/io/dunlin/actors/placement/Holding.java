package io.dunlin.actors.placement;

/** What a node may hold of shards. */
public enum Holding {
  /** Primaries and replicas. */
  ANY,
  /**
   * Replicas, which answer reads. Such a copy leads only while no copy in sync is on a node that
   * may hold any, and gives the lead back as soon as one is.
   */
  REPLICAS,
  NOTHING
}
