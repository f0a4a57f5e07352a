package io.dunlin.actors.feed;

import io.dunlin.actors.wire.WireLimits;
import io.dunlin.persistence.model.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What was pushed to one follower, and what may be pushed next: at most a window of bytes that it
 * has not confirmed. Belongs to one {@link ShardFeed}.
 */
final class FollowerPush {
  private record Sent(long position, int bytes) {}

  private final NodeId node;
  private final ActorRef<FeedProtocol.ToFollower> follower;
  private final long epoch;
  private final long window;
  private final Deque<Sent> unconfirmed = new ArrayDeque<>();
  private long pushed;
  private long inFlight;
  private final FollowerFigures figures;

  FollowerPush(
      NodeId node, ActorRef<FeedProtocol.ToFollower> follower, long epoch, long window, long from) {
    this.node = node;
    this.follower = follower;
    this.epoch = epoch;
    this.window = window;
    this.pushed = from;
    this.figures = new FollowerFigures(from, System.nanoTime());
  }

  NodeId node() {
    return node;
  }

  FollowerFigures figures() {
    return figures;
  }

  /** Whether what it needs next is no longer there. */
  boolean isBehind(RecentEntries recent) {
    return pushed < recent.before().position();
  }

  void confirmed(long position) {
    while (!unconfirmed.isEmpty() && unconfirmed.getFirst().position() <= position) {
      inFlight -= unconfirmed.removeFirst().bytes();
    }
    figures.inFlight(inFlight);
  }

  /** Pushes what the window has room for; a single entry that is larger than it goes alone. */
  void push(RecentEntries recent) {
    List<FeedProtocol.EntryPiece> pieces = new ArrayList<>();
    long bytes = 0;
    Optional<RecentEntries.Recent> next = recent.next(pushed);
    while (next.isPresent() && (inFlight == 0 || inFlight < window)) {
      RecentEntries.Recent entry = next.get();
      for (FeedProtocol.EntryPiece piece : entry.cut()) {
        if (!pieces.isEmpty() && bytes + piece.bytes().length > WireLimits.MAX_FRAME_BYTES) {
          send(pieces);
          pieces = new ArrayList<>();
          bytes = 0;
        }
        pieces.add(piece);
        bytes += piece.bytes().length;
      }
      int size = entry.entry().bytes().length;
      unconfirmed.add(new Sent(entry.at().position(), size));
      inFlight += size;
      pushed = entry.at().position();
      next = recent.next(pushed);
    }
    figures.inFlight(inFlight);
    if (!pieces.isEmpty()) {
      send(pieces);
    }
  }

  private void send(List<FeedProtocol.EntryPiece> pieces) {
    follower.tell(new FeedProtocol.Entries(epoch, pieces));
  }
}
