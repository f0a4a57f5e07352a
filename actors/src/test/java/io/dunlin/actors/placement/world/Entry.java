package io.dunlin.actors.placement.world;

/** What an event of a shard says. */
sealed interface Entry {
  /** A client's write, by its number. */
  record Write(long id) implements Entry {}

  /**
   * The first event of an epoch.
   *
   * @param after the last position that its writer replayed: what stands between is void
   * @param follows the epoch of the event at that position, 0 if there was none
   */
  record EpochStarted(long after, long follows) implements Entry {}
}
