package io.dunlin.actors.placement;

/** What the cluster knows of a node. */
public enum NodeState {
  UP,
  /** Up, but to be emptied: an operator asked for it. */
  DRAINING,
  /** Gone from the cluster. It may come back. */
  DOWN
}
