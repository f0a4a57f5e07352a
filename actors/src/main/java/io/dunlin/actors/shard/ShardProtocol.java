package io.dunlin.actors.shard;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.Ack;
import io.dunlin.actors.feed.FeedProtocol;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.Lineage;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorColumns;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What a shard's owner understands. */
public final class ShardProtocol {
  private ShardProtocol() {}

  /** A message to a {@link ShardEntity}. */
  public sealed interface Command
      permits Start,
          Write,
          Optimize,
          Seal,
          ChangeVectors,
          Rest,
          Drop,
          Follow,
          Tail,
          Pin,
          Release,
          OwnerMessage {}

  /** Makes sure that the shard runs here; answers when it can be read and written. */
  public record Start(ActorRef<StatusReply<Boolean>> replyTo) implements Command, WireMessage {}

  /**
   * A write is done.
   *
   * @param position of its last event in the log
   * @param late it is stored, but the time was over before all copies that answer reads showed it
   */
  public record Written(ShardId shard, long position, boolean late) {
    /** In time. */
    public Written(ShardId shard, long position) {
      this(shard, position, false);
    }
  }

  /**
   * Does an operation to points of this shard. The reply is {@link Written}, or a {@link
   * io.dunlin.actors.failure.DunlinException}.
   *
   * @param bytes about what it holds in memory and makes of events
   * @param untilVisible whether to answer when the write is visible on all copies that answer
   *     reads, rather than when the journal has it
   * @param piece which piece of an operation this is, from 0: one by filter is cut by the shard
   *     when it knows the points
   * @param pieces of that operation
   * @param author who writes, where the points are to tell it
   */
  public record Write(
      PointOperation operation,
      long bytes,
      Deadline deadline,
      boolean untilVisible,
      ActorRef<StatusReply<Written>> replyTo,
      int piece,
      int pieces,
      Optional<String> author)
      implements Command, WireMessage {
    /** An operation in one piece. */
    public Write(
        PointOperation operation,
        long bytes,
        Deadline deadline,
        boolean untilVisible,
        ActorRef<StatusReply<Written>> replyTo,
        Optional<String> author) {
      this(operation, bytes, deadline, untilVisible, replyTo, 0, 1, author);
    }

    /** An operation in one piece, of which points tell nothing. */
    public Write(
        PointOperation operation,
        long bytes,
        Deadline deadline,
        boolean untilVisible,
        ActorRef<StatusReply<Written>> replyTo) {
      this(operation, bytes, deadline, untilVisible, replyTo, Optional.empty());
    }

    /** One of several pieces of it. */
    Write piece(OperationPieces.Piece part, int number, int count) {
      return new Write(
          part.operation(), part.bytes(), deadline, untilVisible, replyTo, number, count, author);
    }

    /** What the points are to tell of it, if they are to. */
    Optional<Lineage> lineage(long time) {
      return author.map(name -> new Lineage(name, time));
    }

    /** What its caller is to be told when this is done, if that is all of the operation. */
    Optional<Ack> done(Written written) {
      return piece == pieces - 1
          ? Optional.of(new WriteAck(written, deadline, replyTo))
          : Optional.empty();
    }

    /** Answers at once: callers go by the first answer, later ones do not matter. */
    void fail(DunlinFailure failure) {
      replyTo.tell(StatusReply.error(failure.asException()));
    }
  }

  /** Freezes what grows and merges all to one segment; answers when that is searched. */
  public record Optimize(ActorRef<StatusReply<Boolean>> replyTo) implements Command, WireMessage {}

  /** Freezes what grows; answers when it is in a sealed file and searched there. */
  public record Seal(ActorRef<StatusReply<Boolean>> replyTo) implements Command, WireMessage {}

  /**
   * Lets points have these vectors, unless the shard knows of newer ones; answers {@link Written}
   * when that is so on all copies that answer reads, or, late, when the time is over before it is.
   */
  public record ChangeVectors(
      VectorColumns vectors, Deadline deadline, ActorRef<StatusReply<Written>> replyTo)
      implements Command, WireMessage {
    /** What its caller is to be told when this is done. */
    Ack done(Written written) {
      return new WriteAck(written, deadline, replyTo);
    }

    void fail(DunlinFailure failure) {
      replyTo.tell(StatusReply.error(failure.asException()));
    }
  }

  /**
   * Lets go of all that the shard holds in memory, if its collection is released, as soon as nobody
   * waits for anything; its log and its files stay, and whatever comes next opens it again. Answers
   * whether nothing is held.
   */
  public record Rest(ActorRef<StatusReply<Boolean>> replyTo) implements Command, WireMessage {}

  /** A node's copy of the shard wants to be told what is written from where it stands. */
  public record Follow(NodeId node, LogPoint at, ActorRef<FeedProtocol.ToFollower> follower)
      implements Command, WireMessage {}

  /** A change feed wants to know what comes next. */
  public record Tail(TailProtocol.Question question) implements Command, WireMessage {}

  /**
   * Keeps the shard as it is now to be read as a whole, and commits nothing more until {@link
   * Release}, or for {@link #HOLD} at most. When all shards of a collection say that they are
   * pinned, and the first was asked less than that ago, then together they are the collection as of
   * one moment: what was acknowledged before is in it, what is sent later is not.
   *
   * @param cut names the moment
   * @param deadline when the asker does not wait any longer
   */
  public record Pin(
      UUID cut, Deadline deadline, ActorRef<StatusReply<ExportProtocol.Pinned>> replyTo)
      implements Command, WireMessage {}

  /** So long writes are held up at most, for whoever pinned the shard and said no more. */
  public static final Duration HOLD = Duration.ofSeconds(2);

  /** All shards are pinned, or will not be: writes may go on. */
  public record Release(UUID cut) implements Command, WireMessage {}

  /** Removes the shard with its log and files. */
  public record Drop() implements Command, WireMessage {}
}
