package io.dunlin.actors.copy;

/** How far the copies of a shard are apart, as one of them knows it. For metrics. */
public sealed interface Progress {
  /**
   * Of a copy that follows.
   *
   * @param behind log positions that its writer, when last heard of, had and it has not
   */
  record Follows(long behind) implements Progress {}

  /**
   * Of the writer's copy. Copies that no longer follow are not in it.
   *
   * @param behind log positions that the slowest follower has not confirmed
   * @param behindNanos for how long the slowest follower has not had everything
   * @param inFlightBytes pushed to followers and not confirmed by them yet
   */
  record Leads(long behind, long behindNanos, long inFlightBytes) implements Progress {}
}
