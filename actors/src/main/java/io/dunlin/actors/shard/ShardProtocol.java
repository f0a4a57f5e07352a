package io.dunlin.actors.shard;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.wire.WireMessage;
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
          Drop,
          ShardEntity.Opened,
          ShardEntity.OpenFailed,
          ShardEntity.Reopen,
          ShardEntity.Ready,
          ShardEntity.Matched,
          ShardEntity.CommitDone,
          ShardEntity.Flush,
          ShardEntity.Frozen,
          ShardEntity.Built,
          ShardEntity.BuildFailed,
          ShardEntity.Installed,
          ShardEntity.ManifestWritten,
          ShardEntity.Look {}

  /** Makes sure that the shard runs here; answers when it can be read and written. */
  public record Start(ActorRef<StatusReply<Boolean>> replyTo) implements Command, WireMessage {}

  /**
   * Does an operation to points of this shard. The reply is the log position of its last event, or
   * a {@link io.dunlin.actors.failure.DunlinException}.
   *
   * @param bytes about what it holds in memory and makes of events
   * @param piece which piece of an operation this is, from 0: one by filter is cut by the shard
   *     when it knows the points
   * @param pieces of that operation
   */
  public record Write(
      PointOperation operation,
      long bytes,
      Deadline deadline,
      ActorRef<StatusReply<Long>> replyTo,
      int piece,
      int pieces)
      implements Command, WireMessage {
    /** An operation in one piece. */
    public Write(
        PointOperation operation,
        long bytes,
        Deadline deadline,
        ActorRef<StatusReply<Long>> replyTo) {
      this(operation, bytes, deadline, replyTo, 0, 1);
    }

    /** Answers with the position of its last event when all pieces before are done too. */
    void succeed(long position) {
      if (piece == pieces - 1) {
        replyTo.tell(StatusReply.success(position));
      }
    }

    /** Answers at once: callers go by the first answer, later ones do not matter. */
    void fail(DunlinFailure failure) {
      replyTo.tell(StatusReply.error(failure.asException()));
    }
  }

  /** Freezes what grows and merges all to one segment; answers when that is searched. */
  public record Optimize(ActorRef<StatusReply<Boolean>> replyTo) implements Command, WireMessage {}

  /** Removes the shard with its log and files. */
  public record Drop() implements Command, WireMessage {}
}
