package io.dunlin.actors.files;

import io.dunlin.actors.wire.Frame;
import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.model.ShardId;
import org.apache.pekko.actor.typed.ActorRef;

/** How a node asks another for a sealed file, or for a manifest. */
public final class FileProtocol {
  /** Asked for as if it were a file: the newest manifest that the node has of the shard. */
  static final String NEWEST_MANIFEST = "newest.manifest";

  private FileProtocol() {}

  /** What a {@link FileServer} is told. */
  public sealed interface ToServer permits Ask, FileServer.Sent {}

  /**
   * Wants a file; pieces of it come in order, a few ahead of those that were confirmed.
   *
   * @param number what the asker knows the transfer by
   * @param file the name of a sealed file, or {@link #NEWEST_MANIFEST}
   */
  public record Ask(long number, ShardId shard, String file, ActorRef<Answer> replyTo)
      implements ToServer, WireMessage {}

  /** What comes back. */
  public sealed interface Answer extends WireMessage {}

  /**
   * @param frame its stream is the transfer's number
   * @param sender is to be told when the piece was written
   */
  public record Piece(Frame frame, ActorRef<ToSender> sender) implements Answer {}

  /** The node does not have the file. */
  public record Missing(long number) implements Answer {}

  /** Nothing more comes, for this reason. */
  public record Refused(long number, String reason) implements Answer {}

  /** What the sender of one file is told. */
  public sealed interface ToSender permits More, FileSender.Silence {}

  /** A piece was written: another may be sent. */
  public record More() implements ToSender, WireMessage {}
}
