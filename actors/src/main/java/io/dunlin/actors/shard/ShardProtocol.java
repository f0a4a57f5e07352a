package io.dunlin.actors.shard;

import io.dunlin.actors.query.Deadline;
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
  public record Start(ActorRef<StatusReply<Boolean>> replyTo) implements Command {}

  /**
   * Does an operation to points of this shard. The reply is the log position of its last event, or
   * a {@link io.dunlin.actors.failure.DunlinException}.
   *
   * @param bytes about what it holds in memory
   */
  public record Write(
      PointOperation operation, long bytes, Deadline deadline, ActorRef<StatusReply<Long>> replyTo)
      implements Command {}

  /** Freezes what grows and merges all to one segment; answers when that is searched. */
  public record Optimize(ActorRef<StatusReply<Boolean>> replyTo) implements Command {}

  /** Removes the shard with its log and files. */
  public record Drop() implements Command {}
}
