package io.dunlin.actors.feed;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A sealed file that followers fetch before the log names it. Over when all have said that they
 * have it, or cannot. Belongs to one {@link ShardFeed}.
 */
final class Offering {
  private final String file;
  private final Set<ActorRef<FeedProtocol.ToFollower>> awaited;
  private final Runnable whenOver;

  /**
   * @param followers that are to have it
   */
  Offering(
      String file, Collection<ActorRef<FeedProtocol.ToFollower>> followers, Runnable whenOver) {
    this.file = file;
    this.awaited = new HashSet<>(followers);
    this.whenOver = whenOver;
  }

  /** Begins it. */
  void tell(long epoch) {
    awaited.forEach(follower -> follower.tell(new FeedProtocol.Prepare(epoch, file)));
  }

  void prepared(ActorRef<FeedProtocol.ToFollower> follower, String what) {
    if (what.equals(file)) {
      awaited.remove(follower);
    }
  }

  void gone(ActorRef<FeedProtocol.ToFollower> follower) {
    awaited.remove(follower);
  }

  boolean isOver() {
    return awaited.isEmpty();
  }

  void end() {
    whenOver.run();
  }
}
