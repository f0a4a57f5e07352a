package io.dunlin.actors.placement.world;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What people and misfortune do to the world, one thing at a time. */
final class Chaos {
  private static final List<String> ZONES = List.of("x", "y", "z");
  private static final long GB = 1L << 30;
  private static final int MOST_NODES = 7;
  private static final int FEWEST_NODES = 3;
  private static final int MOST_SHARDS = 14;

  private final World world;
  private long names;
  private long writes;

  Chaos(World world) {
    this.world = world;
  }

  void begin() {
    for (int i = 0; i < 4; i++) {
      join();
    }
    makeCollection();
    makeCollection();
  }

  void step() {
    for (long writing = world.random(0, 12); writing > 0; writing--) {
      world.after(world.random(0, 1000), this::write);
    }
    switch ((int) world.random(0, 99)) {
      case 0, 1, 2 -> anyNode().ifPresent(this::pause);
      case 3, 4 -> pauseWhileWriting();
      case 5, 6 -> anyNode().ifPresent(this::crash);
      case 7, 8 -> anyNode().ifPresent(this::cutOff);
      case 9 -> anyNode().ifPresent(this::drain);
      case 10 -> join();
      case 11 -> anyNode().ifPresent(this::leave);
      case 12, 13, 14 -> anyShard().ifPresent(this::move);
      case 15 -> anyShard().ifPresent(this::replicate);
      case 16 -> world.catalog().forgetWishes();
      case 17, 23 -> makeCollection();
      case 18 -> anyShard().ifPresent(this::dropCollection);
      case 19, 20 -> anyShard().ifPresent(this::changeWanted);
      case 21, 22 -> anyShard().ifPresent(this::changeLoad);
      default -> {}
    }
    world.advance(world.random(20, 1200));
  }

  /** Ends all misfortune, so that the world can come to rest. */
  void end() {
    world.calmDown();
    world.catalog().forgetWishes();
    for (NodeModel node : world.nodes()) {
      node.cutOff(false);
      node.start();
      world.catalog().members().drain(node.id(), false);
    }
  }

  private Optional<NodeModel> anyNode() {
    return world.nodes().isEmpty()
        ? Optional.empty()
        : Optional.of(world.any(List.copyOf(world.nodes())));
  }

  private Optional<ShardId> anyShard() {
    List<ShardId> shards = List.copyOf(world.catalog().shards().keySet());
    return shards.isEmpty() ? Optional.empty() : Optional.of(world.any(shards));
  }

  /** Mostly to the primary as the catalog has it, sometimes to one that only believes to be. */
  private Optional<NodeModel> write() {
    Optional<ShardId> shard = anyShard();
    Optional<NodeModel> at =
        world.chance(0.1)
            ? anyNode()
            : shard
                .flatMap(one -> world.catalog().table().find(one))
                .flatMap(placement -> world.find(placement.primary()));
    shard.ifPresent(one -> at.ifPresent(node -> node.run(() -> writeAt(node, one))));
    return at;
  }

  boolean writeAt(NodeModel node, ShardId shard) {
    return node.writer(shard).filter(writer -> writer.submit(writes++)).isPresent();
  }

  private void pauseWhileWriting() {
    write()
        .ifPresent(node -> {
          world.advance(world.random(0, 30));
          node.pause(world.random(5000, 25_000));
          world.trace("pause while writing " + node.id());
        });
  }

  private void pause(NodeModel node) {
    node.pause(world.chance(0.5) ? world.random(50, 3000) : world.random(3000, 25_000));
    world.trace("pause " + node.id());
  }

  private void crash(NodeModel node) {
    node.crash();
    world.after(world.random(500, 40_000), node::start);
    world.trace("crash " + node.id());
  }

  private void cutOff(NodeModel node) {
    node.cutOff(true);
    world.after(world.random(500, 25_000), () -> node.cutOff(false));
    world.trace("cut off " + node.id());
  }

  private void drain(NodeModel node) {
    boolean now = world.chance(0.5);
    world.catalog().members().drain(node.id(), now);
    world.trace("drain " + node.id() + " " + now);
  }

  private void join() {
    if (world.nodes().size() >= MOST_NODES) {
      return;
    }
    NodeId id = new NodeId(new UUID(0, ++names));
    NodeClock clock =
        new NodeClock(0.98 + world.random(0, 40) / 1000.0, world.random(0, 1_000_000));
    world.catalog().members().join(id, world.any(ZONES), world.random(200, 1000) * GB);
    world.add(new NodeModel(world, id, clock));
    world.trace("join " + id);
  }

  /** For good, and without a word. */
  private void leave(NodeModel node) {
    if (world.nodes().size() > FEWEST_NODES) {
      node.crash();
      world.remove(node.id());
      world.catalog().members().forget(node.id());
      world.trace("leave " + node.id());
    }
  }

  private void move(ShardId shard) {
    Optional<Placement> placement = world.catalog().table().find(shard);
    Optional<NodeModel> to = anyNode();
    if (placement.isPresent() && to.isPresent() && !placement.get().holds(to.get().id())) {
      NodeId from = world.any(placement.get().copies());
      world.catalog().wish(new PlacementWish.Move(shard, from, to.get().id()));
    }
  }

  private void replicate(ShardId shard) {
    anyNode().ifPresent(to -> world.catalog().wish(new PlacementWish.Replicate(shard, to.id())));
  }

  private void makeCollection() {
    UUID collection = new UUID(2, ++names);
    int wanted = (int) world.random(1, 3);
    for (long i = world.random(1, 5); i > 0; i--) {
      if (world.catalog().shards().size() < MOST_SHARDS) {
        ShardId id = new ShardId(new UUID(1, ++names));
        long bytes = world.chance(0.3) ? 0 : world.random(1, 30) * GB;
        world
            .catalog()
            .put(new CatalogModel.Shard(id, collection, wanted, bytes, world.random(0, 50)));
      }
    }
  }

  private List<CatalogModel.Shard> collectionOf(ShardId shard) {
    List<CatalogModel.Shard> all = List.copyOf(world.catalog().shards().values());
    return all.stream()
        .filter(one -> one.id().equals(shard))
        .findFirst()
        .map(chosen ->
            all.stream().filter(one -> one.collection().equals(chosen.collection())).toList())
        .orElse(List.of());
  }

  private void dropCollection(ShardId shard) {
    world.catalog().drop(collectionOf(shard).stream().map(CatalogModel.Shard::id).toList());
    world.trace("drop the collection of " + shard);
  }

  private void changeWanted(ShardId shard) {
    int wanted = (int) world.random(1, 3);
    for (CatalogModel.Shard one : collectionOf(shard)) {
      world
          .catalog()
          .put(new CatalogModel.Shard(one.id(), one.collection(), wanted, one.bytes(), one.load()));
    }
  }

  private void changeLoad(ShardId shard) {
    for (CatalogModel.Shard one : collectionOf(shard)) {
      if (one.id().equals(shard)) {
        double load = world.random(0, 100);
        world
            .catalog()
            .put(
                new CatalogModel.Shard(
                    one.id(), one.collection(), one.wanted(), one.bytes(), load));
      }
    }
  }
}
