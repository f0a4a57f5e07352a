package io.dunlin.faults.proof;

import io.dunlin.faults.load.Load;
import io.dunlin.faults.nemesis.Clocks;
import io.dunlin.faults.nemesis.Cuts;
import io.dunlin.faults.nemesis.Fault;
import io.dunlin.faults.nemesis.Faults;
import io.dunlin.faults.nemesis.Nemesis;
import io.dunlin.faults.nemesis.SmallDisks;
import io.dunlin.faults.nemesis.Victim;
import io.dunlin.faults.net.Hosts;
import io.dunlin.faults.net.Namespaces;
import io.dunlin.faults.process.TestedCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The long form: every fault in an order by the seed, again and again for as long as is asked. */
@Tag("long")
class LongFaultsIT {
  private static final int NODES = 3;

  /** The node whose clock is set. */
  private static final int CLOCKED = 2;

  private static final long MINUTES = Long.getLong("dunlin.faults.minutes", 30);
  private static final int DISK_MEGABYTES = 64;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  /** Three quarters of the time. */
  @Test
  void threeNodesOnOneCassandra() throws Exception {
    long seed = Proof.seed("threeNodesOnOneCassandra");
    Map<String, Fault> faults = faultsOfProcesses();
    faults.put("Cassandra gone 20 s", Faults.cassandraGone(1, Duration.ofSeconds(20)));
    faults.put("Cassandra gone 120 s", Faults.cassandraGone(1, Duration.ofMinutes(2)));
    faults.put("Cassandra paused 20 s", Faults.cassandraPaused(Duration.ofSeconds(20)));
    faults.put(
        "late writes of a killed node",
        Faults.lateWrites(Victim.ANY, Duration.ofSeconds(1), Duration.ofSeconds(20)));
    faults.put("late confirmations", Faults.lateConfirmations(Victim.ANY, Duration.ofSeconds(15)));
    Optional<Clocks> clocks = Clocks.find(folder);
    if (clocks.isPresent()) {
      faults.put(
          "a clock a minute ahead",
          clocks.get().step(CLOCKED, Duration.ofMinutes(1), Duration.ofSeconds(20)));
      faults.put(
          "a clock a minute behind",
          clocks.get().step(CLOCKED, Duration.ofMinutes(-1), Duration.ofSeconds(20)));
    } else {
      System.out.println("SKIPPED, for want of libfaketime: clock steps");
    }
    try (SmallDisks disks = new SmallDisks();
        Hosts hosts = hosts(faults)) {
      if (SmallDisks.allowed(folder.resolve("probe"))) {
        for (int node = 0; node < NODES; node++) {
          disks.mount(folder.resolve("node-" + node), DISK_MEGABYTES);
        }
        faults.put("a full disk", SmallDisks.full(Victim.ANY, Duration.ofSeconds(20)));
      } else {
        System.out.println("SKIPPED, for want of the right to mount: full disks");
      }
      List<Map<String, String>> settings = new ArrayList<>();
      for (int node = 0; node < NODES; node++) {
        settings.add(
            clocks.isPresent() && node == CLOCKED ? clocks.get().settings(node) : Map.of());
      }
      run(new TestedCluster.Plan(NODES, 1, Proof.SETTINGS, settings), hosts, faults, seed, 45);
    }
  }

  /** A quarter of the time. */
  @Test
  void threeNodesOnARingOfThree() throws Exception {
    long seed = Proof.seed("threeNodesOnARingOfThree");
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("Cassandra 2 of 3", Faults.cassandraGone(1, Duration.ofSeconds(20)));
    faults.put("Cassandra 1 of 3", Faults.cassandraGone(2, Duration.ofSeconds(20)));
    faults.put("kill -9", Faults.kill(Victim.ANY, Duration.ofSeconds(5)));
    run(
        new TestedCluster.Plan(NODES, 3, Proof.SETTINGS, List.of()),
        Hosts.loopback(),
        faults,
        seed,
        15);
  }

  private static Map<String, Fault> faultsOfProcesses() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("kill -9 of any node", Faults.kill(Victim.ANY, Duration.ofSeconds(10)));
    faults.put(
        "kill -9 of the catalog's node", Faults.kill(Victim.CATALOGS, Duration.ofSeconds(10)));
    faults.put("kill -9 and start at once", Faults.kill(Victim.ANY, Duration.ZERO));
    faults.put("paused 3 s", Faults.pause(Victim.ANY, Duration.ofSeconds(3)));
    faults.put("paused 9 s", Faults.pause(Victim.ANY, Duration.ofSeconds(9)));
    faults.put("paused 30 s", Faults.pause(Victim.ANY, Duration.ofSeconds(30)));
    faults.put(
        "the catalog's node paused 30 s", Faults.pause(Victim.CATALOGS, Duration.ofSeconds(30)));
    faults.put("kill -9 of all", Faults.killAll());
    return faults;
  }

  private static Hosts hosts(Map<String, Fault> faults) throws IOException, InterruptedException {
    if (!Namespaces.allowed()) {
      System.out.println("SKIPPED, for want of the right to make network namespaces: cuts");
      return Hosts.loopback();
    }
    Namespaces network = Namespaces.start(NODES);
    Cuts cuts = new Cuts(network);
    Duration length = Duration.ofSeconds(25);
    faults.put("cut off", cuts.full(Victim.ANY, length));
    faults.put("cut from other nodes", cuts.fromOtherNodes(Victim.ANY, length));
    faults.put("cut in one direction", cuts.oneWay(Victim.ANY, length));
    faults.put("cut between two", cuts.partial(Victim.ANY, length));
    faults.put("cut from Cassandra", cuts.fromCassandra(Victim.ANY, length));
    return network;
  }

  /**
   * @param share of the asked time, in minutes of an hour
   */
  private void run(
      TestedCluster.Plan plan, Hosts hosts, Map<String, Fault> faults, long seed, long share)
      throws Exception {
    Random random = new Random(seed);
    try (TestedCluster cluster = TestedCluster.start(folder, plan, hosts);
        Load load = Load.start(cluster, Proof.LOAD, random.nextLong())) {
      Nemesis nemesis = new Nemesis(cluster, load, random);
      List<String> order = new ArrayList<>();
      long end = System.nanoTime() + Duration.ofSeconds(MINUTES * share).toNanos();
      while (System.nanoTime() - end < 0) {
        if (order.isEmpty()) {
          order.addAll(faults.keySet());
          Collections.shuffle(order, random);
        }
        String next = order.removeLast();
        nemesis.strike(next, Objects.requireNonNull(faults.get(next)));
      }
      Proof.verify(load, seed);
    }
  }
}
