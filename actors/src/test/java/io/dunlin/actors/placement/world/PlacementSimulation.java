package io.dunlin.actors.placement.world;

import io.dunlin.actors.placement.PlacementStep;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Random;

/** One world from its seed: chaos for a number of steps, then peace, in which all gets well. */
final class PlacementSimulation {
  private static final long PEACE = 180_000;

  private final long seed;
  private final int steps;
  private final World world;
  private final Chaos chaos;
  private int step;

  PlacementSimulation(long seed, int steps, Sabotage sabotage) {
    this.seed = seed;
    this.steps = steps;
    world = new World(new Random(seed), sabotage);
    chaos = new Chaos(world);
  }

  /**
   * @throws AssertionError when something does not hold, with the seed and what happened last
   */
  void run() {
    try {
      chaos.begin();
      for (step = 0; step < steps; step++) {
        chaos.step();
      }
      chaos.end();
      world.advance(PEACE);
      checkPeace();
    } catch (AssertionError | RuntimeException broken) {
      throw new AssertionError(
          "seed %d, step %d, after %d ms: %s%n%s"
              .formatted(
                  seed, step, world.now(), broken.getMessage(), String.join("\n", world.trace())),
          broken);
    }
  }

  String summary() {
    return "seed %d: %d s, %d events, %d acks, %d placement steps"
        .formatted(
            seed,
            world.now() / 1000,
            world.events(),
            world.checker().acks(),
            world.catalog().stepsTaken());
  }

  private void checkPeace() {
    List<PlacementStep> left = world.catalog().next();
    require(left.isEmpty(), "still planning: " + left);
    for (CatalogModel.Shard shard : world.catalog().shards().values()) {
      Placement placement = world.catalog().table().find(shard.id()).orElseThrow();
      long up = world.nodes().size();
      require(
          placement.copies().size() == Math.min(shard.wanted(), up),
          "copies of " + shard + " are " + placement);
      NodeModel primary = world.find(placement.primary()).orElseThrow();
      require(
          primary.writer(shard.id()).filter(WriterModel::mayAnswer).isPresent(),
          "no writer of " + shard + " at " + placement.primary());
      long before = world.checker().lastAcked(shard.id());
      require(chaos.writeAt(primary, shard.id()), "a write of " + shard + " is refused");
      world.advance(5000);
      require(world.checker().lastAcked(shard.id()) > before, "no ack for " + shard);
      placement.copies().forEach(copy -> checkCopy(shard.id(), copy));
    }
  }

  private void checkCopy(ShardId shard, NodeId node) {
    NodeModel model = world.find(node).orElseThrow();
    require(model.mayAnswer(shard), "the copy of " + shard + " at " + node + " is not in sync");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
