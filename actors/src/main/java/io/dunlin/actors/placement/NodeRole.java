package io.dunlin.actors.placement;

/** What a node is for. Every node answers every request, whatever its roles. */
public enum NodeRole {
  /** Holds copies, and leads shards. */
  DATA,
  /** Holds copies that answer reads. */
  QUERY,
  /** Holds nothing: it only answers requests, from what other nodes have. */
  PROXY,
  /** May run the catalog. */
  COORDINATOR
}
