package io.dunlin.actors.placement.world;

import io.dunlin.actors.placement.world.Claims.Claim;
import io.dunlin.actors.placement.world.Sessions.Session;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A shard's primary on a node, from its claim to its end: it claims, replays, begins its epoch and
 * writes, one event at a time. What it does not know the outcome of ends it; the node then makes
 * another.
 */
final class WriterModel {
  private enum Phase {
    CLAIMING,
    REPLAYING,
    STARTING,
    READY,
    STOPPED
  }

  private record Seen(Claim claim, OptionalLong counter) {}

  /** Another's session, and since when its counter stands still. */
  private record Watch(Session session, long counter, long since) {}

  private final World world;
  private final NodeModel node;
  private final ShardId shard;
  private final CopyModel copy;
  private final InSyncSet replicas;
  private Phase phase = Phase.CLAIMING;
  private Optional<Claim> held = Optional.empty();
  private Optional<Watch> watch = Optional.empty();
  private Optional<Row> inFlight = Optional.empty();
  private Optional<Row> unacked = Optional.empty();
  private long asked;
  private long askedAt;
  private long mayAckFrom;
  private long reportedAt;

  WriterModel(World world, NodeModel node, ShardId shard, CopyModel copy) {
    this.world = world;
    this.node = node;
    this.shard = shard;
    this.copy = copy;
    replicas = new InSyncSet(world.sabotage());
    askedAt = node.clock() - Times.JOURNAL_TIMEOUT;
  }

  boolean isStopped() {
    return phase == Phase.STOPPED;
  }

  boolean isReady() {
    return phase == Phase.READY;
  }

  boolean mayAnswer() {
    return isReady() && node.session().isValid();
  }

  private long epoch() {
    return held.map(Claim::epoch).orElse(0L);
  }

  private boolean mayGoOn() {
    return node.session().isValid() || world.sabotage() == Sabotage.ACK_WITHOUT_SESSION;
  }

  /** The store's answers may be lost: what is asked is asked again after a while. */
  private boolean isWaiting() {
    return node.clock() - askedAt < Times.JOURNAL_TIMEOUT;
  }

  void stop() {
    phase = Phase.STOPPED;
  }

  /** Stops for good: another node is to be the primary. */
  void leave() {
    stop();
    held.ifPresent(claim -> release(world, node, shard, claim));
  }

  static void release(World world, NodeModel node, ShardId shard, Claim claim) {
    world.ask(
        node,
        () -> {
          world.claims().release(shard, claim);
          return true;
        },
        _ -> {});
  }

  void tick() {
    switch (phase) {
      case CLAIMING -> {
        if (node.session().isValid() && !isWaiting()) {
          look();
        }
      }
      case REPLAYING, STARTING -> {
        if (!isWaiting()) {
          stop();
        }
      }
      case READY -> {
        if (mayGoOn()) {
          replicas.tick(node.clock());
          ackIfAll();
          report();
        } else {
          stop();
        }
      }
      case STOPPED -> {}
    }
  }

  private long asking() {
    askedAt = node.clock();
    return ++asked;
  }

  /** Of two answers only the one to the last question counts. */
  private boolean isAnswer(long question, Phase in) {
    return phase == in && asked == question;
  }

  private void look() {
    long question = asking();
    world.ask(
        node,
        () -> {
          Claim claim = world.claims().read(shard);
          return new Seen(
              claim,
              claim
                  .owner()
                  .map(owner -> world.sessions().counter(owner))
                  .orElse(OptionalLong.empty()));
        },
        seen -> {
          if (isAnswer(question, Phase.CLAIMING)) {
            onSeen(seen);
          }
        });
  }

  private void onSeen(Seen seen) {
    Optional<Session> mine = node.session().session();
    Optional<Session> owner = seen.claim().owner();
    if (mine.isEmpty()) {
      return;
    }
    if (owner.isEmpty() || owner.equals(mine) || seen.counter().isEmpty()) {
      claim(seen.claim(), mine.get());
      return;
    }
    long counter = seen.counter().getAsLong();
    boolean same =
        watch
            .filter(known -> known.session().equals(owner.get()) && known.counter() == counter)
            .isPresent();
    if (!same) {
      watch = Optional.of(new Watch(owner.get(), counter, node.clock()));
    }
    long still = node.clock() - watch.orElseThrow().since();
    boolean formerLife = owner.get().node().equals(node.id());
    if (formerLife || still > Times.SESSION + Times.SESSION_MARGIN) {
      kill(owner.get(), counter);
    } else {
      // A claim may outlive its writer, when the answer to it or to its release was lost.
      world.send(node, owner.get().node(), other -> other.releaseUnused(shard, seen.claim()));
    }
  }

  private void kill(Session other, long counter) {
    world.ask(
        node,
        () -> {
          world.sessions().kill(other, counter);
          return true;
        },
        _ -> {});
  }

  private void claim(Claim seen, Session mine) {
    long question = asking();
    world.ask(
        node,
        () -> world.claims().claim(shard, seen, mine),
        epoch -> {
          if (isAnswer(question, Phase.CLAIMING) && epoch.isPresent()) {
            held = Optional.of(new Claim(epoch.get(), Optional.of(mine)));
            // Replicas may answer until then by leave of the writer before.
            boolean wait = world.sabotage() != Sabotage.IGNORE_OLD_LEASES;
            mayAckFrom = node.clock() + (wait ? Times.LEASE + Times.LEASE_MARGIN : 0);
            replay();
          }
        });
  }

  private void replay() {
    phase = Phase.REPLAYING;
    long question = asking();
    world.ask(
        node,
        () -> world.journal(shard).replay(),
        replay -> {
          if (isAnswer(question, Phase.REPLAYING)) {
            start(replay);
          }
        });
  }

  private void start(Replay replay) {
    phase = Phase.STARTING;
    asking();
    copy.become(epoch(), replay.rows());
    long position = Math.max(replay.highest(), replay.last()) + 1;
    write(new Row(position, epoch(), new Entry.EpochStarted(replay.last(), replay.lastEpoch())));
  }

  boolean submit(long id) {
    if (!mayAnswer() || inFlight.isPresent() || unacked.isPresent()) {
      return false;
    }
    write(new Row(copy.position() + 1, epoch(), new Entry.Write(id)));
    return true;
  }

  private void write(Row row) {
    inFlight = Optional.of(row);
    world.write(
        node,
        shard,
        row,
        () -> onWritten(row),
        () -> {
          if (inFlight.equals(Optional.of(row))) {
            stop();
          }
        });
  }

  private void onWritten(Row row) {
    if (isStopped()) {
      return;
    }
    if (!mayGoOn()) {
      stop();
      return;
    }
    inFlight = Optional.empty();
    copy.append(row);
    if (phase == Phase.STARTING) {
      phase = Phase.READY;
      return;
    }
    unacked = Optional.of(row);
    for (NodeId replica : replicas.push(node.clock())) {
      world.send(node, replica, other -> other.onPush(shard, node.id(), epoch(), row));
    }
    ackIfAll();
  }

  /** The session is looked at again: confirmations and leases may have taken long. */
  private void ackIfAll() {
    long now = node.clock();
    if (unacked.isPresent() && replicas.allow(now) && now >= mayAckFrom && mayGoOn()) {
      Row row = unacked.get();
      unacked = Optional.empty();
      world.checker().acked(world, shard, node.id(), row);
    }
  }

  void onConfirmed(NodeId from, long ofEpoch, long position) {
    if (isReady() && ofEpoch == epoch() && position >= copy.position()) {
      replicas.confirmed(from);
      ackIfAll();
    }
  }

  void onPing(NodeModel.Ping ping) {
    if (!mayAnswer()) {
      return;
    }
    long ofEpoch = epoch();
    long position = copy.position();
    if (ping.epoch() == ofEpoch && ping.position() == position) {
      replicas.grant(ping.from(), node.clock());
      long until = ping.clock() + Times.LEASE;
      world.send(
          node,
          ping.from(),
          other -> other.copy(shard).ifPresent(one -> one.lease(ofEpoch, position, until)));
    } else {
      if (ping.epoch() != ofEpoch) {
        replicas.remove(ping.from());
      }
      List<Row> rows = List.copyOf(copy.rows());
      world.send(node, ping.from(), other -> other.onCatchUp(shard, ofEpoch, rows));
    }
  }

  private void report() {
    if (node.clock() - reportedAt >= Times.REPORT) {
      reportedAt = node.clock();
      HashSet<NodeId> inSync = new HashSet<>(replicas.members());
      inSync.add(node.id());
      world.tellCatalog(node, catalog -> catalog.report(shard, epoch(), inSync));
    }
  }
}
