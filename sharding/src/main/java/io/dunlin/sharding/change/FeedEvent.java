package io.dunlin.sharding.change;

import io.dunlin.actors.query.Hit;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What a change feed tells. */
public sealed interface FeedEvent {
  /** With which a feed goes on right after this event. */
  String token();

  /**
   * Changes of one shard at one position of its log, or some of them.
   *
   * @param number the shard's in its collection
   * @param time in milliseconds since the epoch
   */
  record Changes(
      ShardId shard,
      int number,
      Optional<ShardKey> key,
      long position,
      long time,
      List<PointChange> changes,
      String token)
      implements FeedEvent {}

  /**
   * Points that were there when the feed began, or have come since.
   *
   * @param last whether all have been told now
   */
  record Present(List<Hit> points, boolean last, String token) implements FeedEvent {}

  /**
   * Nothing happened that is to be told.
   *
   * @param positions of the shards, by number, up to which that holds
   */
  record Heartbeat(SortedMap<Integer, Long> positions, String token) implements FeedEvent {}

  /**
   * From here on the shard's points have these vectors at most: what they had of others is gone.
   *
   * @param vectors by which change of the collection's vectors each was made, by name: one with
   *     another number than before is another vector
   */
  record VectorsChanged(
      ShardId shard, int number, long position, SortedMap<String, Long> vectors, String token)
      implements FeedEvent {}

  /** The shard is no more, with all its points. */
  record ShardDropped(ShardId shard, String token) implements FeedEvent {}
}
