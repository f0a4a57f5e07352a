package io.dunlin.sharding.gather;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.HeldViews;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.Members;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** Where a shard is read. Any thread may ask. */
public final class ReadRoutes {
  /** A copy that may be asked. */
  public sealed interface Route {}

  /** This node's own. */
  public record Here() implements Route {}

  record There(NodeId node, ActorRef<ReadProtocol.Ask> server, NodePulse pulse) implements Route {}

  /**
   * A shard's copies that can be asked, the one to ask first at the front.
   *
   * @param copies how many the shard has by the table
   * @param failure what to say when there is none
   */
  public record Routes(List<Route> routes, int copies, DunlinFailure failure) {
    /** Whether this node's own copy is to be asked first. */
    public boolean here() {
      return !routes.isEmpty() && routes.getFirst() instanceof Here;
    }
  }

  private static final Here HERE = new Here();

  private final ActorRefResolver resolver;
  private final MessageCodec codec;
  private final CatalogCopy catalog;
  private final CopyRegistry copies;
  private final Members members;
  private final Consumer<ShardId> opener;
  // The servers of other nodes, by address: resolving a name costs more than many reads.
  private final ConcurrentMap<Address, ActorRef<ReadProtocol.Ask>> servers =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<NodeId, NodePulse> pulses = new ConcurrentHashMap<>();

  private ReadRoutes(
      ActorSystem<?> system,
      MessageCodec codec,
      CatalogCopy catalog,
      CopyRegistry copies,
      Members members,
      Consumer<ShardId> opener) {
    this.resolver = ActorRefResolver.get(system);
    this.codec = codec;
    this.catalog = catalog;
    this.copies = copies;
    this.members = members;
    this.opener = opener;
  }

  /**
   * Starts this node's own server too.
   *
   * @param opener has a shard opened
   */
  public static ReadRoutes start(
      ActorSystem<?> system,
      CatalogCopy catalog,
      CopyRegistry copies,
      Members members,
      ShardReader reader,
      MessageCodec codec,
      Consumer<ShardId> opener,
      Executor threads) {
    system.systemActorOf(ReadServer.create(codec, reader, threads), ReadServer.NAME, Props.empty());
    return new ReadRoutes(system, codec, catalog, copies, members, opener);
  }

  /** What answers are read with. */
  MessageCodec codec() {
    return codec;
  }

  /** Has a shard opened whose collection was released while it is read. */
  void open(ShardId shard) {
    if (catalog.isReleased(shard)) {
      opener.accept(shard);
    }
  }

  /**
   * By the catalog's table: this node's own copy first, if it may know everything, then others by
   * what an answer will take, then the own one that may not, then those that have been silent or
   * cannot be reached.
   */
  public Routes of(ShardId shard) {
    return of(shard, Optional.empty());
  }

  /**
   * The same, but where an affinity is given copies that have everything come in its order, which
   * is the same on all nodes.
   */
  public Routes of(ShardId shard, Optional<String> affinity) {
    Optional<Placement> placement = catalog.state().placements().find(shard);
    if (placement.isEmpty()) {
      return copies.find(shard).isPresent()
          ? new Routes(List.of(HERE), 1, unavailable(shard, "it is not open"))
          : new Routes(List.of(), 1, unavailable(shard, "it has not been given a node yet"));
    }
    List<NodeId> nodes = placement.get().copies();
    if (nodes.size() == 1 && members.isSelf(nodes.getFirst())) {
      return new Routes(List.of(HERE), 1, unavailable(shard, "it is not open"));
    }
    List<Route> near = new ArrayList<>();
    List<There> others = new ArrayList<>();
    for (NodeId node : nodes) {
      if (members.isSelf(node)) {
        near.add(HERE);
      } else {
        members
            .address(node)
            .ifPresent(address -> others.add(new There(node, server(address), pulse(node))));
      }
    }
    others.sort(
        Comparator.comparing((There there) -> !members.reachable(there.node()))
            .thenComparing(there -> there.pulse().shunned())
            .thenComparingDouble(there -> there.pulse().cost()));
    int likely = (int) others.stream().filter(this::answers).count();
    boolean ownLags =
        copies.find(shard).filter(copy -> copy.standing().staleNanos() == 0).isEmpty();
    List<Route> routes = new ArrayList<>(others);
    routes.addAll(ownLags ? likely : 0, near);
    affinity
        .filter(_ -> routes.size() > 1)
        .ifPresent(value ->
            new Affinity(value).sort(routes, route -> asksLast(route, ownLags), this::node));
    return new Routes(
        routes,
        nodes.size(),
        unavailable(shard, "no node that has a copy of it is there: " + nodes));
  }

  /** The same, but the writer's copy comes first: it alone knows what is being built. */
  public Routes writerFirst(ShardId shard) {
    Routes found = of(shard);
    Optional<NodeId> writer = catalog.state().placements().find(shard).map(Placement::primary);
    List<Route> routes = new ArrayList<>(found.routes());
    routes.sort(
        Comparator.comparing(
            route -> !(reachable(route) && writer.filter(node(route)::equals).isPresent())));
    return new Routes(routes, found.copies(), found.failure());
  }

  /** The copy of that node alone: what is asked for is held there. */
  public Routes only(ShardId shard, NodeId node) {
    List<Route> route =
        members.isSelf(node)
            ? List.of(HERE)
            : members.address(node).stream()
                .<Route>map(address -> new There(node, server(address), pulse(node)))
                .toList();
    return new Routes(route, 1, new DunlinFailure.OutOfRange(HeldViews.GONE));
  }

  private boolean answers(There there) {
    return members.reachable(there.node()) && !there.pulse().shunned();
  }

  private boolean asksLast(Route route, boolean ownLags) {
    return switch (route) {
      case Here _ -> ownLags;
      case There there -> !answers(there);
    };
  }

  private NodeId node(Route route) {
    return switch (route) {
      case Here _ -> members.selfId();
      case There there -> there.node();
    };
  }

  /** Whether a copy's node is not known to be away. */
  boolean reachable(Route route) {
    return !(route instanceof There there) || members.reachable(there.node());
  }

  private ActorRef<ReadProtocol.Ask> server(Address address) {
    return servers.computeIfAbsent(
        address, there -> resolver.resolveActorRef(there + "/system/" + ReadServer.NAME));
  }

  private NodePulse pulse(NodeId node) {
    return pulses.computeIfAbsent(node, _ -> new NodePulse());
  }

  private static DunlinFailure unavailable(ShardId shard, String why) {
    return new DunlinFailure.Unavailable("shard " + shard + ": " + why);
  }
}
