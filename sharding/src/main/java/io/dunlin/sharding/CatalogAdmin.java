package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.CatalogState;
import io.dunlin.actors.catalog.ClusterPicture;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.placement.NodeRoles;
import io.dunlin.actors.query.ClusterStatus;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CopyFigures;
import io.dunlin.actors.query.PeerStatus;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.sharding.route.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;

/** Finds out which nodes and shards are meant, and has the catalog decide. */
final class CatalogAdmin implements ClusterAdmin {
  /** What is shown beside this node's own knowledge is not waited for longer. */
  private static final Duration PICTURE_PATIENCE = Duration.ofSeconds(1);

  private static final int NUMBERS_SHOWN = 20;

  private final ActorSystem<?> system;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final CatalogCopy copy;
  private final Members members;
  private final CopyRegistry copies;

  CatalogAdmin(
      ActorSystem<?> system,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      Members members,
      CopyRegistry copies) {
    this.system = system;
    this.catalog = catalog;
    this.copy = copy;
    this.members = members;
    this.copies = copies;
  }

  @Override
  public ClusterStatus status() {
    CatalogState state = copy.state();
    NodeId self = members.selfId();
    return new ClusterStatus(
        self,
        members.leader().orElse(self),
        state.version(),
        members.peers().stream().map(peer -> status(peer, state)).toList());
  }

  private static ClusterStatus.Peer status(Members.Peer peer, CatalogState state) {
    return new ClusterStatus.Peer(
        peer.id(),
        peer.address(),
        peer.zone(),
        peer.roles(),
        peer.reachable(),
        state.mark(peer.id()),
        (int)
            state.placements().placements().values().stream()
                .filter(at -> at.holds(peer.id()))
                .count());
  }

  // ---- what is asked for ----

  @Override
  public CompletionStage<Boolean> operate(ClusterOperation operation, Duration timeout) {
    return Asks.attempt(() -> Asks.ask(system, catalog, command(operation), timeout));
  }

  @Override
  public CompletionStage<Boolean> recover(Duration timeout) {
    return look(List.of(), timeout)
        .exceptionallyCompose(failure -> Asks.failed(system, failure))
        .thenApply(_ -> true);
  }

  private Function<ActorRef<StatusReply<Boolean>>, CatalogProtocol.Command> command(
      ClusterOperation operation) {
    return switch (operation) {
      case ClusterOperation.OfShard ofShard -> command(ofShard, shard(ofShard));
      case ClusterOperation.CreateShardKey(String collection, NewShardKey made) -> {
        Set<NodeId> nodes = made.placement().stream().map(this::member).collect(Collectors.toSet());
        yield replyTo ->
            new CatalogProtocol.CreateKey(
                collection, made.key(), made.shards(), made.copies(), nodes, replyTo);
      }
      case ClusterOperation.DropShardKey(String collection, ShardKey key) -> {
        ShardId meant =
            copy.state()
                .find(collection)
                .flatMap(info -> info.find(key))
                .map(keyed -> keyed.shards().getFirst())
                .orElse(CatalogProtocol.DropKey.NONE);
        yield replyTo -> new CatalogProtocol.DropKey(collection, key, Optional.of(meant), replyTo);
      }
      case ClusterOperation.Drain(long peer) -> mark(peer, NodeMark.DRAINING, false);
      case ClusterOperation.Undrain(long peer) -> mark(peer, NodeMark.NONE, false);
      case ClusterOperation.RemovePeer(long peer, boolean force) ->
          mark(peer, NodeMark.REMOVED, force);
    };
  }

  private Function<ActorRef<StatusReply<Boolean>>, CatalogProtocol.Command> command(
      ClusterOperation.OfShard operation, ShardId shard) {
    return switch (operation) {
      case ClusterOperation.MoveShard move ->
          wish(new PlacementWish.Move(shard, node(move.from()), node(move.to())));
      case ClusterOperation.ReplicateShard replicate -> {
        checkHolds(shard, replicate);
        yield wish(new PlacementWish.Replicate(shard, node(replicate.to())));
      }
      case ClusterOperation.DropReplica drop ->
          wish(new PlacementWish.Drop(shard, node(drop.peer())));
      case ClusterOperation.AbortTransfer abort -> {
        NodeId from = node(abort.from());
        NodeId to = node(abort.to());
        yield replyTo -> new CatalogProtocol.Abort(shard, from, to, replyTo);
      }
      case ClusterOperation.RestartTransfer restart -> {
        NodeId from = node(restart.from());
        NodeId to = node(restart.to());
        yield replyTo -> new CatalogProtocol.Restart(shard, from, to, replyTo);
      }
    };
  }

  private static Function<ActorRef<StatusReply<Boolean>>, CatalogProtocol.Command> wish(
      PlacementWish wish) {
    return replyTo -> new CatalogProtocol.Wish(wish, replyTo);
  }

  private Function<ActorRef<StatusReply<Boolean>>, CatalogProtocol.Command> mark(
      long peer, NodeMark mark, boolean force) {
    NodeId node = node(peer);
    return replyTo -> new CatalogProtocol.Mark(node, mark, force, replyTo);
  }

  /** The catalog does not care which copy another is made of, but who asks may be mistaken. */
  private void checkHolds(ShardId shard, ClusterOperation.ReplicateShard replicate) {
    NodeId from = node(replicate.from());
    if (copy.state().placements().find(shard).filter(at -> at.holds(from)).isEmpty()) {
      throw badRequest(
          "shard %d of `%s` has no copy on peer %d"
              .formatted(replicate.shard(), replicate.collection(), replicate.from()));
    }
  }

  // ---- what is there ----

  CompletionStage<CollectionCopies> copies(String collection, Duration timeout) {
    return Asks.attempt(() -> {
      CollectionInfo info = known(collection);
      return picture(info.shards(), timeout).thenApply(picture -> copies(info, picture));
    });
  }

  private CollectionCopies copies(CollectionInfo collection, ClusterPicture picture) {
    List<CollectionCopies.Copy> copies = new ArrayList<>();
    for (ShardId shard : collection.shards()) {
      int number = collection.number(shard);
      Optional<Placement> placement = copy.state().placements().find(shard);
      for (NodeId node : placement.map(Placement::copies).orElse(List.of())) {
        boolean primary = placement.get().primary().equals(node);
        boolean inSync = picture.inSync().getOrDefault(shard, Set.of()).contains(node);
        CollectionCopies.State state =
            !members.reachable(node)
                ? CollectionCopies.State.DEAD
                : primary || inSync
                    ? CollectionCopies.State.ACTIVE
                    : CollectionCopies.State.PARTIAL;
        copies.add(
            new CollectionCopies.Copy(number, node, primary, node.equals(members.selfId()), state));
      }
    }
    List<CollectionCopies.Transfer> transfers =
        picture.transfers().stream()
            .map(transfer ->
                new CollectionCopies.Transfer(
                    collection.number(transfer.shard()),
                    transfer.from(),
                    transfer.to(),
                    transfer.sync(),
                    transfer.comment()))
            .toList();
    return new CollectionCopies(copies, transfers);
  }

  @Override
  public CompletionStage<PeerStatus> peer(long number, Duration timeout) {
    return Asks.attempt(() -> {
      NodeId node = node(number);
      return picture(List.of(), timeout).thenApply(picture -> peer(node, picture));
    });
  }

  private PeerStatus peer(NodeId node, ClusterPicture picture) {
    List<PeerStatus.Held> held = new ArrayList<>();
    CatalogState state = copy.state();
    for (CollectionInfo collection : state.byName().values()) {
      for (ShardId shard : collection.shards()) {
        Optional<Placement> placement = state.placements().find(shard).filter(at -> at.holds(node));
        if (placement.isPresent()) {
          held.add(
              new PeerStatus.Held(
                  collection.name(),
                  collection.number(shard),
                  placement.get().primary().equals(node)));
        }
      }
    }
    ClusterStatus.Peer peer =
        members.peers().stream()
            .filter(one -> one.id().equals(node))
            .findFirst()
            .map(one -> status(one, state))
            .orElseGet(() ->
                new ClusterStatus.Peer(
                    node, "", "", NodeRoles.EVERYTHING, false, state.mark(node), held.size()));
    Optional<PeerStatus.Fill> fill =
        picture.nodes().stream()
            .filter(one -> one.node().equals(node))
            .map(one -> new PeerStatus.Fill(one.capacityBytes(), one.usedBytes(), one.load()))
            .findFirst();
    return new PeerStatus(peer, fill, held);
  }

  @Override
  public List<CopyFigures> copiesHere() {
    List<CopyFigures> figures = new ArrayList<>();
    for (CollectionInfo collection : copy.state().byName().values()) {
      if (collection.isPrepared()) {
        continue;
      }
      for (int number = 0; number < collection.shards().size(); number++) {
        Optional<ShardCopy> here = copies.find(collection.shards().get(number));
        if (here.isPresent()) {
          figures.add(figures(collection, number, here.get()));
        }
      }
    }
    return figures;
  }

  private static CopyFigures figures(CollectionInfo collection, int number, ShardCopy here) {
    Standing standing = here.standing();
    return new CopyFigures(
        collection.name(),
        number,
        standing.staleNanos(),
        standing.progress(here.position()),
        collection.config().replicationFactor(),
        1 + standing.inSync().size());
  }

  private CompletionStage<ClusterPicture> picture(List<ShardId> shards, Duration timeout) {
    Duration patience = timeout.compareTo(PICTURE_PATIENCE) < 0 ? timeout : PICTURE_PATIENCE;
    return look(shards, patience).exceptionally(_ -> ClusterPicture.UNKNOWN);
  }

  private CompletionStage<ClusterPicture> look(List<ShardId> shards, Duration timeout) {
    return AskPattern.<CatalogProtocol.Command, ClusterPicture>ask(
        catalog, replyTo -> new CatalogProtocol.Look(shards, replyTo), timeout, system.scheduler());
  }

  // ---- names ----

  private CollectionInfo known(String collection) {
    return copy.state()
        .find(collection)
        .filter(found -> !found.isPrepared())
        .orElseThrow(() ->
            new DunlinFailure.NotFound("Collection `" + collection + "` doesn't exist!")
                .asException());
  }

  private ShardId shard(ClusterOperation.OfShard operation) {
    CollectionInfo collection = known(operation.collection());
    return collection
        .shard(operation.shard())
        .orElseThrow(() ->
            badRequest(
                "`%s` has no shard %d; its shards are %s"
                    .formatted(operation.collection(), operation.shard(), numbers(collection))));
  }

  /** Those of keys that are gone are missing in between. */
  private static String numbers(CollectionInfo collection) {
    List<Integer> numbers = collection.shards().stream().map(collection::number).sorted().toList();
    boolean gapless = !numbers.isEmpty() && numbers.getLast() == numbers.size() - 1;
    return gapless
        ? "0 to " + numbers.getLast()
        : numbers.stream()
                .limit(NUMBERS_SHOWN)
                .map(String::valueOf)
                .collect(Collectors.joining(", "))
            + (numbers.size() > NUMBERS_SHOWN ? ", …" : "");
  }

  /** What is to be placed goes to nodes that are there. */
  private NodeId member(long number) {
    return members.peers().stream()
        .map(Members.Peer::id)
        .filter(node -> node.number() == number)
        .findFirst()
        .orElseThrow(() ->
            badRequest(
                "placement: there is no peer %d; there are %s"
                    .formatted(
                        number,
                        members.peers().stream()
                            .map(peer -> Long.toString(peer.id().number()))
                            .collect(Collectors.joining(", ")))));
  }

  /** Members, and nodes that are gone but stand in the catalog. */
  private NodeId node(long number) {
    CatalogState state = copy.state();
    Set<NodeId> nodes = new TreeSet<>(state.marks().keySet());
    members.peers().forEach(peer -> nodes.add(peer.id()));
    state.placements().placements().values().forEach(at -> nodes.addAll(at.copies()));
    return nodes.stream()
        .filter(node -> node.number() == number)
        .findFirst()
        .orElseThrow(() ->
            badRequest(
                "there is no peer %d; there are %s"
                    .formatted(
                        number,
                        nodes.stream()
                            .map(node -> Long.toString(node.number()))
                            .collect(Collectors.joining(", ")))));
  }

  private static DunlinException badRequest(String text) {
    return new DunlinFailure.BadRequest(text).asException();
  }
}
