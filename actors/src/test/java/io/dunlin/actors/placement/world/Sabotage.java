package io.dunlin.actors.placement.world;

/** What is broken on purpose, so that the checker shows that it sees it. */
public enum Sabotage {
  NONE,
  /** A writer acks without a look at its session. */
  ACK_WITHOUT_SESSION,
  /** The planner adds a copy where there is one. */
  TWO_COPIES_ON_A_NODE,
  /** A primary goes on without a replica that is silent, and keeps it in sync. */
  KEEP_SILENT_IN_SYNC,
  /** A new writer acks at once, though replicas may still answer by leave of the old one. */
  IGNORE_OLD_LEASES,
  /** Clocks of nodes stand still while they are paused, as those of suspended machines may. */
  CLOCKS_STOP,
  /** A replay takes the highest epoch of each position, whichever epoch followed which. */
  EPOCHS_UNCHAINED
}
