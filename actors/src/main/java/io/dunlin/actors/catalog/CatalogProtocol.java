package io.dunlin.actors.catalog;

import io.dunlin.actors.wire.Frame;
import io.dunlin.actors.wire.More;
import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.VectorKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * What the catalog understands. Changes are answered when every member holds them, or after two
 * seconds; those that take names away, after thirty.
 */
public final class CatalogProtocol {
  private CatalogProtocol() {}

  /** A message to the {@link Catalog}, or to its log. */
  public sealed interface Command
      permits Change,
          AskVersion,
          Forget,
          Follow,
          Holds,
          Report,
          Look,
          Catalog.Message,
          CatalogLog.Begin,
          CatalogLog.Plan,
          CatalogLog.FollowerGone,
          CatalogLog.WholeSent,
          CatalogLog.GiveUpWaiting {}

  /** Asks for a change of the catalog. */
  public sealed interface Change extends Command
      permits Create,
          Update,
          Drop,
          Prepare,
          Replace,
          CreateKey,
          DropKey,
          ChangeAliases,
          ChangeField,
          ChangeVector,
          RollBackIndexes,
          AcceptIndexes,
          SetReleased,
          Wish,
          Abort,
          Restart,
          Mark {
    /** Told whether anything changed; also fails with Unavailable where another catalog decides. */
    ActorRef<StatusReply<Boolean>> replyTo();
  }

  /** Replies true; fails with AlreadyExists, or WrongInput where the name is an alias. */
  public record Create(String name, CollectionConfig config, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /** Replies true, or NotFound. */
  public record Update(String name, CollectionPatch patch, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /**
   * Replies whether there was one; fails with Unavailable where another collection has the name
   * now.
   *
   * @param meant which one: a request that comes late does not drop what was made since. Empty from
   *     nodes that do not say
   */
  public record Drop(String name, Optional<UUID> meant, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {
    /** What is meant where none of the name is known: it may just have been dropped. */
    public static final UUID NONE = new UUID(0, 0);
  }

  /**
   * Makes a collection that is to take another one's place when it is filled. Replies true; fails
   * with WrongInput.
   *
   * @param prepared under the name of {@link CollectionInfo#preparedName}
   */
  public record Prepare(CollectionInfo prepared, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /**
   * Puts a prepared collection in the place of another, whose shards are dropped, or of none.
   * Replies true; fails with Unavailable where what was prepared or is to be replaced is gone, with
   * WrongInput where the name has become an alias.
   *
   * @param name the users' name for it from then on
   * @param shard empty, or the one shard of that collection whose place the only one of the
   *     prepared collection takes
   */
  public record Replace(
      UUID prepared, String name, Optional<ShardId> shard, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /**
   * Replies true; fails with NotFound, or with BadRequest where the collection has no keys or has
   * this one.
   *
   * @param shards how many; empty: as many as the collection says
   * @param copies of each shard; empty: as many as the collection says
   * @param nodes where all copies are to be; empty: anywhere
   */
  public record CreateKey(
      String collection,
      ShardKey key,
      Optional<Integer> shards,
      Optional<Integer> copies,
      Set<NodeId> nodes,
      ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /**
   * Replies true; fails with NotFound, with BadRequest where there is no such key, or with
   * Unavailable where it is another that was made since.
   *
   * @param meant the first of its shards, or {@link #NONE}, as in {@link Drop}
   */
  public record DropKey(
      String collection,
      ShardKey key,
      Optional<ShardId> meant,
      ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {
    public static final ShardId NONE = new ShardId(Drop.NONE);
  }

  /** Does all or nothing. Replies true; fails with NotFound or AlreadyExists. */
  public record ChangeAliases(List<AliasAction> actions, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /** Replies how many changes there have been. */
  public record AskVersion(ActorRef<StatusReply<Long>> replyTo) implements Command, WireMessage {}

  /** Of these dropped shards no log is left. */
  public record Forget(Set<ShardId> shards) implements Command, WireMessage {}

  /**
   * Asks for the present state and every later one. Sent again and again, as a catalog that moved
   * knows nobody, and as news may be lost.
   *
   * @param version what the follower holds; -1 when it holds none
   */
  public record Follow(ActorRef<News> follower, long version) implements Command, WireMessage {}

  /** The follower holds this version. */
  public record Holds(ActorRef<News> follower, long version) implements Command, WireMessage {}

  /** What a follower is told. */
  public sealed interface News extends WireMessage {}

  /** The catalog as it is now. */
  public record Changed(CatalogState state, ActorRef<Command> catalog) implements News {}

  /** What made the version before into this one. */
  public record Step(long version, CatalogEvent event, ActorRef<Command> catalog) implements News {}

  /**
   * A piece of a {@link Changed}.
   *
   * @param sender is to be told of each piece that has come but the last
   */
  public record Piece(Frame frame, ActorRef<More> sender) implements News {}

  /** Replies true; fails with BadRequest or Unavailable. */
  public record Wish(PlacementWish wish, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /** Takes wishes back. Replies true, or BadRequest where nobody asked for such a transfer. */
  public record Abort(ShardId shard, NodeId from, NodeId to, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /** Has a copy made anew that is not in sync. Replies true, or BadRequest. */
  public record Restart(
      ShardId shard, NodeId from, NodeId to, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /**
   * Replies true, or BadRequest.
   *
   * @param force remove a node though it has copies
   */
  public record Mark(
      NodeId node, NodeMark mark, boolean force, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /** A node tells of itself; not answered. */
  public record Report(NodeReport report) implements Command, WireMessage {}

  /**
   * Replies whether anything changed; fails with NotFound, or with WrongInput where the payload
   * cannot be indexed so, or has too many indexes.
   *
   * @param path in the payload, as it was written
   * @param schema of the index from now on; empty: there is to be none
   */
  public record ChangeField(
      String collection,
      String path,
      Optional<FieldSchema> schema,
      ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {
    /** Of one collection: each of its segments has a file for each. */
    public static final int MOST = 256;
  }

  /**
   * Replies true, also where it is so already; fails with NotFound, or with WrongInput where the
   * collection has another vector of the name or cannot have this one.
   *
   * @param kind of the vector from now on; empty: there is to be none of the name
   */
  public record ChangeVector(
      String collection,
      String vector,
      Optional<VectorKind> kind,
      ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {
    /** Of one collection: each shard's log names all whenever one is made or dropped. */
    public static final int MOST = 1000;
  }

  /**
   * Has the collection's indexes built as before the last change of their settings. Replies true;
   * fails with NotFound, or with BadRequest where there is no such change.
   */
  public record RollBackIndexes(String collection, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /**
   * Has the collection's indexes built as its settings say, even where they then find less. Replies
   * true; fails with NotFound, or with BadRequest where the settings were never changed.
   */
  public record AcceptIndexes(String collection, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /**
   * Has all nodes let go of the collection until somebody asks for it, or have it again. Replies
   * true, also where it is so already; fails with NotFound.
   */
  public record SetReleased(
      String collection, boolean released, ActorRef<StatusReply<Boolean>> replyTo)
      implements Change, WireMessage {}

  /** Asks how these shards' copies and all nodes are. */
  public record Look(List<ShardId> shards, ActorRef<ClusterPicture> replyTo)
      implements Command, WireMessage {}
}
