package io.dunlin.actors.feed;

/**
 * A feed's limits.
 *
 * @param recentBytes entries kept for followers that are behind
 * @param windowBytes pushed to a follower and not confirmed yet
 */
public record FeedSettings(long recentBytes, long windowBytes) {
  public static final FeedSettings DEFAULTS = new FeedSettings(8 << 20, 2 << 20);
}
