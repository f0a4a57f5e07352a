package io.dunlin.actors.catalog;

import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.model.CollectionConfig;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * What the catalog understands. Changes are answered when every follower holds them, or after two
 * seconds.
 */
public final class CatalogProtocol {
  private CatalogProtocol() {}

  /** A message to the {@link Catalog}, or to its log. */
  public sealed interface Command
      permits Create,
          Update,
          Drop,
          Follow,
          Holds,
          Catalog.Message,
          CatalogLog.Begin,
          CatalogLog.Plan,
          CatalogLog.FollowerGone,
          CatalogLog.GiveUpWaiting {}

  /** Replies true, or AlreadyExists. */
  public record Create(String name, CollectionConfig config, ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, WireMessage {}

  /** Replies true, or NotFound. */
  public record Update(String name, CollectionPatch patch, ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, WireMessage {}

  /** Replies whether there was one. */
  public record Drop(String name, ActorRef<StatusReply<Boolean>> replyTo)
      implements Command, WireMessage {}

  /**
   * Asks for the present state and every later one. Sent again and again, as a catalog that moved
   * knows nobody.
   */
  public record Follow(ActorRef<Changed> follower) implements Command, WireMessage {}

  /** The follower holds this version. */
  public record Holds(ActorRef<Changed> follower, long version) implements Command, WireMessage {}

  /** The catalog as it is now. */
  public record Changed(CatalogState state, ActorRef<Command> catalog) implements WireMessage {}
}
