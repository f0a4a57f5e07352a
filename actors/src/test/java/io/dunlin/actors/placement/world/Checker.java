package io.dunlin.actors.placement.world;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What must hold in every world, after every event. It sees all and takes part in nothing. */
final class Checker {
  /** What is known of a shard. {@code acked} by position. */
  private static final class Known {
    final NavigableMap<Long, Row> acked = new TreeMap<>();
    final Map<Long, NodeId> writers = new HashMap<>();
    long startedEpoch;

    long lastAcked() {
      return acked.isEmpty() ? 0 : acked.lastKey();
    }
  }

  private final Map<ShardId, Known> shards = new HashMap<>();
  private long acks;

  long acks() {
    return acks;
  }

  long lastAcked(ShardId shard) {
    return known(shard).lastAcked();
  }

  private Known known(ShardId shard) {
    return shards.computeIfAbsent(shard, _ -> new Known());
  }

  void forget(ShardId shard) {
    shards.remove(shard);
  }

  private static void require(boolean holds, String rule, Object... about) {
    if (!holds) {
      throw new AssertionError(rule + ": " + List.of(about));
    }
  }

  void landed(World world, ShardId shard, Row row) {
    if (row.entry() instanceof Entry.EpochStarted) {
      known(shard).startedEpoch = Math.max(known(shard).startedEpoch, row.epoch());
    }
    checkJournal(world, shard);
    checkContents(world, shard);
  }

  void acked(World world, ShardId shard, NodeId node, Row row) {
    acks++;
    Known known = known(shard);
    NodeId other = known.writers.computeIfAbsent(row.epoch(), _ -> node);
    require(other.equals(node), "two nodes write in one epoch", shard, row, node, other);
    require(
        row.epoch() >= known.startedEpoch,
        "an ack of an epoch that is over",
        shard,
        row,
        node,
        known.startedEpoch);
    Row before = known.acked.putIfAbsent(row.position(), row);
    require(before == null, "a position is acked twice", shard, row, node);
    checkJournal(world, shard);
    checkContents(world, shard);
  }

  private void checkJournal(World world, ShardId shard) {
    checkHolds("the journal has lost an acked write", shard, world.journal(shard).replay().rows());
  }

  /** What may be read is in the journal, acked or not: a later replay must not take it back. */
  private void checkContents(World world, ShardId shard) {
    List<Row> journal = world.journal(shard).replay().rows();
    for (NodeModel node : world.nodes()) {
      if (node.mayAnswer(shard)) {
        node.copy(shard)
            .ifPresent(copy -> {
              checkHolds("a copy in sync lacks an acked write", shard, copy.rows());
              int size = copy.rows().size();
              require(
                  size <= journal.size() && journal.subList(0, size).equals(copy.rows()),
                  "a copy in sync has what a replay does not give",
                  shard,
                  node.id(),
                  copy.rows(),
                  journal);
            });
      }
    }
  }

  private void checkHolds(String rule, ShardId shard, List<Row> rows) {
    Map<Long, Row> byPosition = new HashMap<>();
    rows.forEach(row -> byPosition.put(row.position(), row));
    known(shard)
        .acked
        .values()
        .forEach(row -> require(row.equals(byPosition.get(row.position())), rule, shard, row));
  }

  /** After every event, so only what is quickly seen. */
  void look(World world) {
    for (NodeModel node : world.nodes()) {
      node.copies()
          .forEach((shard, copy) -> {
            if (copy.position() < lastAcked(shard) && node.mayAnswer(shard)) {
              throw new AssertionError(
                  "a copy in sync lacks an acked write: %s at %s has %d of %d"
                      .formatted(shard, node.id(), copy.position(), lastAcked(shard)));
            }
          });
    }
  }
}
