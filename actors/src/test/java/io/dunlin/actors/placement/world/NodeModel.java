package io.dunlin.actors.placement.world;

import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.placement.world.Claims.Claim;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A node: the process, which may be paused, crash and start again, and what it keeps on disk. */
final class NodeModel {
  private final World world;
  private final NodeId id;
  private final NodeClock clock;
  private final Map<ShardId, CopyModel> copies = new TreeMap<>(World.BY_UUID);
  private final Map<ShardId, WriterModel> writers = new TreeMap<>(World.BY_UUID);
  private final Map<ShardId, Long> pings = new HashMap<>();
  private PlacementTable table = PlacementTable.EMPTY;
  private SessionKeeper session;
  private boolean alive = true;
  private boolean cutOff;
  private long pausedUntil;
  private long life;

  NodeModel(World world, NodeId id, NodeClock clock) {
    this.world = world;
    this.id = id;
    this.clock = clock;
    session = new SessionKeeper(world, this);
    tick(life);
  }

  NodeId id() {
    return id;
  }

  long clock() {
    return clock.at(world.now());
  }

  /** How often it has died. */
  long life() {
    return life;
  }

  SessionKeeper session() {
    return session;
  }

  boolean isAlive() {
    return alive;
  }

  boolean isPaused() {
    return world.now() < pausedUntil;
  }

  /** Other nodes do not hear it, nor it them; the journal's store does. */
  boolean isCutOff() {
    return cutOff;
  }

  boolean isHealthy() {
    return alive && !cutOff && !isPaused();
  }

  void cutOff(boolean now) {
    cutOff = now;
  }

  void pause(long millis) {
    if (world.sabotage() == Sabotage.CLOCKS_STOP) {
      clock.standStill(millis);
    }
    pausedUntil = world.now() + millis;
  }

  void crash() {
    alive = false;
    life++;
    writers.clear();
    copies.values().forEach(CopyModel::detach);
  }

  void start() {
    if (!alive) {
      alive = true;
      pausedUntil = 0;
      cutOff = false;
      table = PlacementTable.EMPTY;
      session = new SessionKeeper(world, this);
      tick(life);
    }
  }

  /** Does something on the node, when it is not paused, unless it dies before that. */
  void run(Runnable action) {
    run(life, action);
  }

  private void run(long ofLife, Runnable action) {
    if (ofLife != life || !alive) {
      return;
    }
    if (isPaused()) {
      world.after(pausedUntil - world.now(), () -> run(ofLife, action));
    } else {
      action.run();
    }
  }

  /** What the action would be run in later: it is dropped if the node has died meanwhile. */
  Runnable bound(Runnable action) {
    long ofLife = life;
    return () -> run(ofLife, action);
  }

  <T> Consumer<T> bound(Consumer<T> action) {
    long ofLife = life;
    return value -> run(ofLife, () -> action.accept(value));
  }

  private void tick(long ofLife) {
    world.after(
        world.random(50, 150),
        () ->
            run(
                ofLife,
                () -> {
                  act();
                  tick(ofLife);
                }));
  }

  private void act() {
    session.tick();
    if (!cutOff && world.chance(0.5)) {
      table = world.catalog().table();
    }
    for (ShardId shard : List.copyOf(writers.keySet())) {
      if (!isPrimary(shard)) {
        Optional.ofNullable(writers.remove(shard)).ifPresent(WriterModel::leave);
        copies.computeIfPresent(shard, (_, copy) -> detached(copy));
      }
    }
    copies.keySet().removeIf(shard -> !holds(shard));
    for (ShardId shard : table.placements().keySet().stream().sorted(World.BY_UUID).toList()) {
      if (isPrimary(shard)) {
        lead(shard);
      } else if (holds(shard)) {
        follow(shard);
      }
    }
  }

  private static CopyModel detached(CopyModel copy) {
    copy.detach();
    return copy;
  }

  private Optional<Placement> placement(ShardId shard) {
    return table.find(shard);
  }

  private boolean isPrimary(ShardId shard) {
    return placement(shard).filter(at -> at.primary().equals(id)).isPresent();
  }

  private boolean holds(ShardId shard) {
    return placement(shard).filter(at -> at.holds(id)).isPresent();
  }

  private void lead(ShardId shard) {
    CopyModel copy = copies.computeIfAbsent(shard, _ -> new CopyModel());
    WriterModel writer = writers.get(shard);
    if (writer == null || writer.isStopped()) {
      copy.detach();
      writer = new WriterModel(world, this, shard, copy);
      writers.put(shard, writer);
    }
    writer.tick();
  }

  private void follow(ShardId shard) {
    CopyModel copy = copies.computeIfAbsent(shard, _ -> new CopyModel());
    if (clock() - pings.getOrDefault(shard, Long.MIN_VALUE / 2) >= Times.PING) {
      pings.put(shard, clock());
      Ping ping = new Ping(id, copy.epoch(), copy.position(), clock());
      NodeId primary = placement(shard).orElseThrow().primary();
      world.send(
          this, primary, node -> node.writer(shard).ifPresent(writer -> writer.onPing(ping)));
    }
  }

  /** A replica tells where it is and asks for leave to answer reads. */
  record Ping(NodeId from, long epoch, long position, long clock) {}

  /** Gives up a claim of this node for which no writer is left. */
  void releaseUnused(ShardId shard, Claim claim) {
    if (claim.owner().equals(session.session()) && !writers.containsKey(shard)) {
      WriterModel.release(world, this, shard, claim);
    }
  }

  void onPush(ShardId shard, NodeId primary, long epoch, Row row) {
    if (!isPrimary(shard) && copy(shard).filter(copy -> copy.apply(epoch, row)).isPresent()) {
      world.send(
          this,
          primary,
          other ->
              other
                  .writer(shard)
                  .ifPresent(writer -> writer.onConfirmed(id, epoch, row.position())));
    }
  }

  /** What is older than what the copy has was long on its way. */
  void onCatchUp(ShardId shard, long epoch, List<Row> rows) {
    long last = rows.isEmpty() ? 0 : rows.getLast().position();
    copy(shard)
        .filter(_ -> !isPrimary(shard) && writer(shard).isEmpty())
        .filter(copy -> epoch > copy.epoch() || (epoch == copy.epoch() && last > copy.position()))
        .ifPresent(copy -> copy.become(epoch, rows));
  }

  Optional<WriterModel> writer(ShardId shard) {
    return Optional.ofNullable(writers.get(shard));
  }

  Optional<CopyModel> copy(ShardId shard) {
    return Optional.ofNullable(copies.get(shard));
  }

  Map<ShardId, CopyModel> copies() {
    return copies;
  }

  void stopWriters() {
    writers.values().forEach(WriterModel::stop);
  }

  /** Reads of the shard are answered here, as ones that miss nothing acked. */
  boolean mayAnswer(ShardId shard) {
    Optional<WriterModel> writer = writer(shard);
    return alive
        && (writer.isPresent()
            ? writer.get().mayAnswer()
            : copy(shard).filter(copy -> copy.mayAnswer(clock())).isPresent());
  }
}
