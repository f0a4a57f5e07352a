package io.dunlin.persistence.model;

/** What an operator decided about a node. */
public enum NodeMark {
  /** Nothing: it holds copies like any other. */
  NONE,
  /** Its copies go to other nodes, and it gets no more. It stays in the cluster. */
  DRAINING,
  /** It leaves the cluster, and does not come back before the mark is taken away. */
  REMOVED
}
