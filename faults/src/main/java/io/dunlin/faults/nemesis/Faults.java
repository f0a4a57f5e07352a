package io.dunlin.faults.nemesis;

import io.dunlin.faults.net.Forwarder.Direction;
import io.dunlin.faults.process.TestedCluster;
import io.dunlin.localcassandra.LocalCassandra;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Faults of processes and of what they send to Cassandra; they need nothing of the machine. */
public final class Faults {
  /** How a node ends that halts at a step. */
  private static final int CRASHED = 86;

  private Faults() {}

  /** kill -9, and a new start after a while. */
  public static Fault kill(Victim victim, Duration gone) {
    return (cluster, random) -> {
      int node = victim.choose(cluster, random);
      cluster.kill(node);
      Thread.sleep(gone);
      cluster.relaunch(node);
      cluster.node(node).awaitReady();
    };
  }

  /**
   * SIGSTOP and SIGCONT. Every node is the primary of some shard, and the load sees to it that
   * writes wait in its mailboxes.
   */
  public static Fault pause(Victim victim, Duration length) {
    return (cluster, random) -> {
      int node = victim.choose(cluster, random);
      cluster.node(node).pause();
      try {
        Thread.sleep(length);
      } finally {
        cluster.node(node).resume();
      }
    };
  }

  /** Kill -9 of every node at once. */
  public static Fault killAll() {
    return (cluster, _) -> {
      for (int node = 0; node < cluster.size(); node++) {
        cluster.kill(node);
      }
    };
  }

  /**
   * A node is started anew and halts at a step of its own: see {@code CrashPoint}.
   *
   * @param times how often the step is reached first
   */
  public static Fault crash(Victim victim, String step, int times) {
    return (cluster, random) -> {
      int node = victim.choose(cluster, random);
      cluster.kill(node);
      cluster.relaunch(node, "-Ddunlin.crash-at=%s:%d".formatted(step, times));
      int code = cluster.node(node).awaitEnd();
      if (code != CRASHED) {
        throw new IOException("it did not halt at " + step + " but ended with " + code);
      }
    };
  }

  /** Some of Cassandra's processes are killed and started again. */
  public static Fault cassandraGone(int count, Duration gone) {
    return (cluster, random) -> {
      List<LocalCassandra> victims = chosen(cluster, count, new Random(random.nextLong()));
      for (LocalCassandra victim : victims) {
        victim.kill();
      }
      Thread.sleep(gone);
      for (LocalCassandra victim : victims) {
        victim.restart();
      }
    };
  }

  /** All of Cassandra's processes stand still. */
  public static Fault cassandraPaused(Duration length) {
    return (cluster, _) -> {
      for (LocalCassandra cassandra : cluster.cassandras()) {
        cassandra.pause();
      }
      Thread.sleep(length);
      for (LocalCassandra cassandra : cluster.cassandras()) {
        cassandra.resume();
      }
    };
  }

  /**
   * What a node sends to Cassandra is kept on its way; the node is killed, others take its shards
   * over, and only then does Cassandra get its writes.
   */
  public static Fault lateWrites(Victim victim, Duration taken, Duration late) {
    return (cluster, random) -> {
      int node = victim.choose(cluster, random);
      cluster.forwarder(node).hold(Direction.FROM_CLIENT);
      try {
        Thread.sleep(taken);
        cluster.kill(node);
        Thread.sleep(late);
      } finally {
        cluster.forwarder(node).release(Direction.FROM_CLIENT);
      }
      cluster.relaunch(node);
      cluster.node(node).awaitReady();
    };
  }

  /** Cassandra gets what a node sends, and the node never hears of it in time. */
  public static Fault lateConfirmations(Victim victim, Duration length) {
    return (cluster, random) -> {
      int node = victim.choose(cluster, random);
      cluster.forwarder(node).hold(Direction.FROM_SERVER);
      try {
        Thread.sleep(length);
      } finally {
        cluster.forwarder(node).release(Direction.FROM_SERVER);
      }
    };
  }

  private static List<LocalCassandra> chosen(TestedCluster cluster, int count, Random random) {
    List<LocalCassandra> all = new ArrayList<>(cluster.cassandras());
    Collections.shuffle(all, random);
    return all.subList(0, count);
  }
}
