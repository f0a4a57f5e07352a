package io.dunlin.actors.placement;

/** What the cluster knows of a node. */
public enum NodeState {
  UP,
  /** Up, but to be emptied: an operator asked for it. */
  DRAINING,
  /**
   * On its way out of the cluster, perhaps only to start again: it leads nothing any more, and its
   * copies are waited for.
   */
  LEAVING,
  /** Gone from the cluster. It may come back. */
  DOWN
}
