package io.dunlin.actors.catalog;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.placement.Holding;
import io.dunlin.actors.placement.ShardView;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides what becomes of what an operator asks: a change, nothing because it is so already, or a
 * refusal that says why. Pure; asked twice, it gives the same answer as asked once.
 */
final class OperatorRules {
  /** What becomes of a request. */
  sealed interface Decision {}

  record Refused(DunlinFailure failure) implements Decision {}

  record AsAsked() implements Decision {}

  record Change(CatalogEvent event) implements Decision {}

  private final CatalogState state;
  private final List<ShardView> shards;
  private final Map<NodeId, Holding> members;

  /**
   * @param members of the cluster that are to stay, and what they may hold
   */
  OperatorRules(CatalogState state, List<ShardView> shards, Map<NodeId, Holding> members) {
    this.state = state;
    this.shards = shards;
    this.members = members;
  }

  // ---- copies ----

  Decision wish(PlacementWish wish) {
    Optional<Placement> placement = state.placements().find(wish.shard());
    if (placement.isEmpty()) {
      return unplaced(wish.shard());
    }
    List<PlacementWish> standing = state.wishes(wish.shard());
    if (standing.contains(wish)) {
      return new AsAsked();
    }
    return problemOfTarget(wish, placement.get())
        .or(() -> problemOfSource(wish, placement.get()))
        .or(() -> conflict(wish, standing))
        .or(() -> problemOfDrop(wish, placement.get(), standing))
        .<Decision>map(OperatorRules::refused)
        .orElseGet(
            () -> new Change(new CatalogEvent.WishesChanged(wish.shard(), with(standing, wish))));
  }

  private Optional<String> problemOfTarget(PlacementWish wish, Placement placement) {
    Optional<NodeId> to = wish.target();
    if (to.isEmpty()) {
      return Optional.empty();
    }
    String node = name(to.get());
    if (wish.source().equals(to)) {
      return Optional.of("%s is where it is already".formatted(node));
    }
    if (!members.containsKey(to.get())) {
      return Optional.of("%s is not in the cluster now".formatted(node));
    }
    Optional<String> role = problemOfRole(wish, placement, node);
    if (role.isPresent()) {
      return role;
    }
    return switch (state.mark(to.get())) {
      case DRAINING -> Optional.of("%s is being drained; undrain it first".formatted(node));
      case REMOVED -> Optional.of("%s was removed from the cluster".formatted(node));
      case NONE ->
          placement.holds(to.get())
              ? Optional.of("%s has a copy on %s already".formatted(name(wish.shard()), node))
              : Optional.empty();
    };
  }

  private Optional<String> problemOfRole(PlacementWish wish, Placement placement, String node) {
    return switch (wish.target().map(this::holding).orElse(Holding.ANY)) {
      case ANY -> Optional.empty();
      case NOTHING -> Optional.of("%s holds no copies, by its roles".formatted(node));
      case REPLICAS ->
          wish.source().isEmpty()
                  || placement.copies().stream()
                      .filter(copy -> !wish.source().equals(Optional.of(copy)))
                      .anyMatch(copy -> holding(copy) == Holding.ANY)
              ? Optional.empty()
              : Optional.of(
                  "%s holds replicas only, by its roles, and no other copy could lead"
                      .formatted(node));
    };
  }

  /** Of a node that is not there any more nothing is known. */
  private Holding holding(NodeId node) {
    return members.getOrDefault(node, Holding.NOTHING);
  }

  private Optional<String> problemOfSource(PlacementWish wish, Placement placement) {
    return wish.source()
        .filter(node -> !placement.holds(node))
        .map(node ->
            "%s has no copy on %s; it has copies on %s"
                .formatted(
                    name(wish.shard()),
                    name(node),
                    placement.copies().stream()
                        .map(OperatorRules::name)
                        .collect(Collectors.joining(", "))));
  }

  /** A drop may take back what a replication asked for; all else has to be aborted first. */
  private Optional<String> conflict(PlacementWish wish, List<PlacementWish> standing) {
    boolean drop = wish instanceof PlacementWish.Drop;
    return standing.stream()
        .filter(one ->
            !(drop && one instanceof PlacementWish.Replicate)
                && nodes(one).stream().anyMatch(nodes(wish)::contains))
        .findFirst()
        .map(one ->
            "there is a wish for %s already: %s; abort it first"
                .formatted(name(wish.shard()), text(one)));
  }

  private static Set<NodeId> nodes(PlacementWish wish) {
    Set<NodeId> nodes = new HashSet<>();
    wish.source().ifPresent(nodes::add);
    wish.target().ifPresent(nodes::add);
    return nodes;
  }

  private Optional<String> problemOfDrop(
      PlacementWish wish, Placement placement, List<PlacementWish> standing) {
    if (!(wish instanceof PlacementWish.Drop(var shard, var from))) {
      return Optional.empty();
    }
    Set<NodeId> left = new TreeSet<>(placement.copies());
    left.remove(from);
    standing.forEach(one -> one.source().ifPresent(left::remove));
    if (left.isEmpty()) {
      return Optional.of(
          "the copy on %s is the last one of %s; move it instead"
              .formatted(name(from), name(shard)));
    }
    int wanted =
        shards.stream()
            .filter(one -> one.id().equals(shard))
            .mapToInt(ShardView::wanted)
            .findFirst()
            .orElse(1);
    boolean roomElsewhere = members.keySet().stream().anyMatch(node -> free(node, placement));
    return left.size() >= wanted || roomElsewhere
        ? Optional.empty()
        : Optional.of(
            "the collection wants %d copies of each shard and there is no other node for one; lower its replication_factor first"
                .formatted(wanted));
  }

  private boolean free(NodeId node, Placement placement) {
    return state.mark(node) == NodeMark.NONE
        && holding(node) != Holding.NOTHING
        && !placement.holds(node);
  }

  /**
   * To drop a copy after another was asked for is to move it; to drop the one that was asked for is
   * to take that back.
   */
  private static List<PlacementWish> with(List<PlacementWish> standing, PlacementWish wish) {
    List<PlacementWish> next = new ArrayList<>(standing);
    if (!(wish instanceof PlacementWish.Drop(var shard, var from))) {
      next.add(wish);
    } else if (next.remove(new PlacementWish.Replicate(shard, from))) {
      next.add(wish);
    } else {
      Optional<PlacementWish> extra =
          next.stream().filter(PlacementWish.Replicate.class::isInstance).findFirst();
      extra.ifPresent(next::remove);
      next.add(
          extra
              .flatMap(PlacementWish::target)
              .<PlacementWish>map(to -> new PlacementWish.Move(shard, from, to))
              .orElse(wish));
    }
    return List.copyOf(next);
  }

  // ---- transfers ----

  /** Takes back the wishes that have a copy go from one node to the other. */
  Decision abort(ShardId shard, NodeId from, NodeId to) {
    List<PlacementWish> standing = state.wishes(shard);
    List<PlacementWish> kept =
        standing.stream().filter(wish -> !isTransfer(wish, from, to)).toList();
    return kept.size() < standing.size()
        ? new Change(new CatalogEvent.WishesChanged(shard, kept))
        : noTransfer(shard, from, to);
  }

  /** Has a copy that is not in sync yet dropped, so that it is made anew. */
  Decision restart(ShardId shard, NodeId from, NodeId to) {
    Optional<Placement> placement = state.placements().find(shard);
    if (placement.filter(at -> at.replicas().contains(to)).isPresent() && !isInSync(shard, to)) {
      return new Change(
          new CatalogEvent.ShardsPlaced(
              new TreeMap<>(Map.of(shard, placement.get().withoutReplica(to)))));
    }
    return state.wishes(shard).stream().anyMatch(wish -> isTransfer(wish, from, to))
        ? new AsAsked()
        : noTransfer(shard, from, to);
  }

  private boolean isInSync(ShardId shard, NodeId node) {
    return shards.stream().anyMatch(one -> one.id().equals(shard) && one.inSync().contains(node));
  }

  /** A replication has no node that it is from: any copy will do. */
  private static boolean isTransfer(PlacementWish wish, NodeId from, NodeId to) {
    return wish.source().map(from::equals).orElse(true)
        && wish.target().map(to::equals).orElse(true);
  }

  private Decision noTransfer(ShardId shard, NodeId from, NodeId to) {
    return refused(
        "nobody asked for a transfer of %s from %s to %s; what the planner does by itself cannot be aborted"
            .formatted(name(shard), name(from), name(to)));
  }

  // ---- nodes ----

  /**
   * @param force remove it though it has copies
   */
  Decision mark(NodeId node, NodeMark mark, boolean force) {
    if (state.mark(node) == mark) {
      return new AsAsked();
    }
    Set<NodeId> others = new TreeSet<>(members.keySet());
    others.remove(node);
    others.removeIf(
        other -> state.mark(other) != NodeMark.NONE || holding(other) == Holding.NOTHING);
    long copies =
        state.placements().placements().values().stream().filter(at -> at.holds(node)).count();
    if (!members.containsKey(node) && copies == 0 && state.mark(node) == NodeMark.NONE) {
      return refused("%s is not in the cluster and has no copies".formatted(name(node)));
    }
    if (mark != NodeMark.NONE && others.isEmpty()) {
      return refused("there is no other node that could take what %s has".formatted(name(node)));
    }
    if (mark == NodeMark.REMOVED && copies > 0 && !force) {
      return refused(
          "%s has copies of %d shards; drain it first, or force its removal"
              .formatted(name(node), copies));
    }
    return new Change(new CatalogEvent.NodeMarked(node, mark));
  }

  // ---- names ----

  private static Decision refused(String text) {
    return new Refused(new DunlinFailure.BadRequest(text));
  }

  private Decision unplaced(ShardId shard) {
    boolean known = shards.stream().anyMatch(one -> one.id().equals(shard));
    return known
        ? new Refused(new DunlinFailure.Unavailable(name(shard) + " has not been given a node yet"))
        : refused("there is no " + name(shard));
  }

  private String name(ShardId shard) {
    for (CollectionInfo collection : state.byName().values()) {
      int number = collection.number(shard);
      if (number >= 0) {
        return "shard %d of `%s`".formatted(number, collection.name());
      }
    }
    return "shard " + shard;
  }

  /** As the contract numbers it. */
  private static String name(NodeId node) {
    return "peer " + node.number();
  }

  private static String text(PlacementWish wish) {
    return switch (wish) {
      case PlacementWish.Move(var _, var from, var to) ->
          "move it from %s to %s".formatted(name(from), name(to));
      case PlacementWish.Replicate(var _, var to) -> "replicate it to " + name(to);
      case PlacementWish.Drop(var _, var from) -> "drop it on " + name(from);
    };
  }
}
