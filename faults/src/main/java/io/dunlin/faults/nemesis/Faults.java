package io.dunlin.faults.nemesis;

import io.dunlin.faults.net.Forwarder.Direction;
import io.dunlin.faults.process.NodeProcess;
import io.dunlin.faults.process.TestedCluster;
import io.dunlin.localcassandra.LocalCassandra;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Faults of processes and of what they send to Cassandra; they need nothing of the machine. */
public final class Faults {
  /** What the others do about a node that is silent they have done by then. */
  private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(12);

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

  /** The same, so short that no node may be given up: all have to be there a while later. */
  public static Fault pauseUnnoticed(Victim victim, Duration length) {
    return (cluster, random) -> {
      List<NodeProcess> before = nodes(cluster);
      pause(victim, length).strike(cluster, random);
      Thread.sleep(GIVEN_UP_WITHIN);
      if (!nodes(cluster).equals(before) || !before.stream().allMatch(NodeProcess::alive)) {
        throw new IOException("a node was given up for a pause of " + length);
      }
    };
  }

  private static List<NodeProcess> nodes(TestedCluster cluster) {
    return IntStream.range(0, cluster.size()).mapToObj(cluster::node).toList();
  }

  /** Kill -9 of every node at once. */
  public static Fault killAll() {
    return (cluster, _) -> {
      for (int node = 0; node < cluster.size(); node++) {
        cluster.kill(node);
      }
    };
  }

  /** All nodes are killed, and started again while the segment store is away. */
  public static Fault restartWithoutStore(Path store, Duration length) {
    return (cluster, random) -> {
      Path away = store.resolveSibling(store.getFileName() + "-away");
      killAll().strike(cluster, random);
      Files.move(store, away);
      try {
        for (int node = 0; node < cluster.size(); node++) {
          cluster.relaunch(node);
        }
        for (int node = 0; node < cluster.size(); node++) {
          cluster.node(node).awaitReady();
        }
        Thread.sleep(length);
      } finally {
        Files.move(away, store);
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
