package io.dunlin.actors.shard;

import io.dunlin.actors.copy.Following;
import io.dunlin.actors.copy.Progress;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.feed.FeedHandle;
import io.dunlin.actors.feed.Leases;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.model.NodeId;
import java.util.Optional;
import java.util.Set;

/** The standing of a writer's own copy: it has everything, as long as nobody else can write. */
final class Leading implements Standing {
  private final Claim claim;
  private final FeedHandle feed;
  private volatile long lastValid = System.nanoTime();

  Leading(Claim claim, FeedHandle feed) {
    this.claim = claim;
    this.feed = feed;
  }

  @Override
  public long staleNanos() {
    long now = System.nanoTime();
    if (claim.valid()) {
      lastValid = now;
      return 0;
    }
    return Math.max(1, now - lastValid);
  }

  /** The writer is this node; without a session it knows of none. */
  @Override
  public long silentNanos() {
    return claim.valid() ? 0 : NEVER;
  }

  @Override
  public Optional<Progress> progress(long position) {
    return Optional.of(feed.progress());
  }

  @Override
  public Set<NodeId> inSync() {
    return feed.inSync();
  }

  /**
   * Of the copy that this writer leaves behind: until the next one may acknowledge anything, it has
   * everything.
   */
  Following left() {
    long now = System.nanoTime();
    long stale = staleNanos();
    Following left = new Following();
    left.completeUntil(stale == 0 ? now + Leases.DURATION.toNanos() : now - stale);
    left.expectsWriter();
    return left;
  }
}
