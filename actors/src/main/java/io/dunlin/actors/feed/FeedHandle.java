package io.dunlin.actors.feed;

import io.dunlin.actors.copy.Progress;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.NodeId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;

/** A running {@link ShardFeed}, as the shard's writer knows it. Any thread may ask. */
public final class FeedHandle implements Announcer {
  /** Callers that may wait for copies. */
  static final int MAX_WAITING = 10_000;

  private final ActorRef<ShardFeed.Command> feed;
  private final Shared shared;

  /** What the feed lets others see. */
  static final class Shared {
    final AtomicInteger waiting = new AtomicInteger();
    volatile Set<NodeId> inSync = Set.of();
    volatile long last;
    volatile List<FollowerFigures> followers = List.of();
  }

  FeedHandle(ActorRef<ShardFeed.Command> feed, Shared shared) {
    this.feed = feed;
    this.shared = shared;
  }

  public ActorRef<ShardFeed.Command> feed() {
    return feed;
  }

  /** The nodes whose copies are in sync, beside the writer's own. */
  public Set<NodeId> inSync() {
    return shared.inSync;
  }

  /** How far the followers are. */
  public Progress progress() {
    long now = System.nanoTime();
    long last = shared.last;
    long behind = 0;
    long behindNanos = 0;
    long inFlight = 0;
    for (FollowerFigures follower : shared.followers) {
      behind = Math.max(behind, follower.behind(last));
      behindNanos = Math.max(behindNanos, follower.behindNanos(last, now));
      inFlight += follower.inFlightBytes();
    }
    return new Progress.Leads(behind, behindNanos, inFlight);
  }

  /**
   * Has followers fetch a sealed file that the log is about to name. One at a time.
   *
   * @param whenOver called, on the feed's thread, when they have it or were given long enough;
   *     never, if the feed stops before
   */
  public void offer(String file, Runnable whenOver) {
    feed.tell(new ShardFeed.Offer(file, whenOver));
  }

  @Override
  public void begin(LogPoint at) {
    feed.tell(new ShardFeed.Begin(at));
  }

  @Override
  public void applied(LogPoint at, LogEntry<?> entry) {
    feed.tell(new ShardFeed.Applied(at, entry));
  }

  @Override
  public void acknowledge(long position, List<Ack> callers) {
    if (!callers.isEmpty()) {
      shared.waiting.addAndGet(callers.size());
      feed.tell(new ShardFeed.Acknowledge(position, List.copyOf(callers)));
    }
  }

  /** Whether callers wait for copies. */
  public boolean isAwaited() {
    return shared.waiting.get() > 0;
  }

  @Override
  public boolean hasRoom() {
    return shared.waiting.get() < MAX_WAITING;
  }
}
