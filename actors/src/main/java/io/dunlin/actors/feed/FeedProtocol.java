package io.dunlin.actors.feed;

import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.event.LogPoint;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a shard's writer and the followers of its log say to each other. Messages may be lost: a
 * follower that hears nothing, or what does not go on from where it stands, joins again.
 */
public final class FeedProtocol {
  private FeedProtocol() {}

  /**
   * A log entry, or a part of one that is too large for a message.
   *
   * @param after position of the entry before it
   * @param manifest of the entry's bytes
   * @param bytes of the entry, those that follow the ones of the piece before
   * @param last whether the entry ends with these bytes
   * @param prefix hash of the log up to and including the entry
   */
  public record EntryPiece(
      long position, long after, String manifest, byte[] bytes, boolean last, long prefix) {}

  /** To a follower. What is of an epoch below the one that it joined is to be passed over. */
  public sealed interface ToFollower extends WireMessage {
    long epoch();
  }

  /** The entries after {@code at}, which the follower has said, will be pushed. */
  public record Joined(long epoch, LogPoint at, ActorRef<ToFeed> feed) implements ToFollower {}

  /** What comes after the follower's position is no longer at hand up to {@code position}. */
  public record Behind(long epoch, long position) implements ToFollower {}

  /** What the follower has is not of this log: its copy must be given up. */
  public record Foreign(long epoch, LogPoint at) implements ToFollower {}

  public record Entries(long epoch, List<EntryPiece> pieces) implements ToFollower {}

  /**
   * Answers a {@link Confirm}.
   *
   * @param asked as it was said
   * @param inSync whether the copy has a lease, for {@link Leases#DURATION} from when it asked:
   *     until then nothing is acknowledged that it has not confirmed
   * @param position the writer's own
   */
  public record Heard(long epoch, long asked, boolean inSync, long position)
      implements ToFollower {}

  /**
   * The log is about to name a sealed file, which the writer's node has. A copy that has fetched it
   * by then shows it from the very entry on that names it, as the writer does.
   */
  public record Prepare(long epoch, String file) implements ToFollower {}

  /** The lease is to be given back. */
  public record Revoke(long epoch, long number) implements ToFollower {}

  /** To the writer's feed. */
  public sealed interface ToFeed extends WireMessage, ShardFeed.Command {
    ActorRef<ToFollower> follower();
  }

  /**
   * The copy shows all entries up to {@code position}.
   *
   * @param asked when this was sent, on the follower's clock
   */
  public record Confirm(ActorRef<ToFollower> follower, long position, long asked)
      implements ToFeed {}

  /** The file is there, or cannot be had now. */
  public record Prepared(ActorRef<ToFollower> follower, String file) implements ToFeed {}

  /** The copy has no lease any more. */
  public record Revoked(ActorRef<ToFollower> follower, long number) implements ToFeed {}

  /** The copy has no lease any more, and follows no longer. */
  public record Leaving(ActorRef<ToFollower> follower) implements ToFeed {}
}
