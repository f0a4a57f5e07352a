package io.dunlin.actors.snapshot;

import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.model.ShardId;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** How the points of a pinned shard are fetched. */
public final class ExportProtocol {
  private ExportProtocol() {}

  /** A message to a {@link ViewExport}. */
  public sealed interface Command permits Next, Keep, Close, ViewExport.Made, ViewExport.Silence {}

  /**
   * Replies the {@link Chunk} of this number. Chunks are asked for in order, from 0 on; the last
   * one that was sent can be asked for again, as answers may be lost.
   */
  public record Next(int number, ActorRef<StatusReply<Chunk>> replyTo)
      implements Command, WireMessage {}

  /** The rest is still wanted, though other shards are read first. */
  public record Keep() implements Command, WireMessage {}

  /** Nothing more is wanted. */
  public record Close() implements Command, WireMessage {}

  /** What is replied. */
  public sealed interface Answer extends WireMessage {}

  /**
   * A shard as of one moment.
   *
   * @param position of its log up to which all is in it, and nothing after
   * @param points that are live there
   * @param bytes about what they take
   * @param rows whom to ask for them
   */
  public record Pinned(
      ShardId shard, long position, long points, long bytes, ActorRef<Command> rows)
      implements Answer {}

  /**
   * Some points.
   *
   * @param points how many
   * @param manifest names the form of the bytes, see {@link
   *     io.dunlin.persistence.event.LogEntry#manifest}
   * @param bytes a shard's event of their upserts
   * @param last whether there are no more
   */
  public record Chunk(int number, int points, String manifest, byte[] bytes, boolean last)
      implements Answer {}
}
