package io.dunlin.faults.proof;

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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long form: every fault once in an order by the seed, and again for as long as is asked. The
 * first round is never cut short.
 */
@Tag("long")
class LongFaultsIT {
  private static final int NODES = 3;
  private static final long MINUTES = Long.getLong("dunlin.faults.minutes", 30);

  /** Only faults whose names have one of these in them. */
  private static final List<String> ONLY =
      List.of(System.getProperty("dunlin.faults.only", "").split(","));

  private static final int DISK_MEGABYTES = 96;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private final Map<String, Fault> faults = new LinkedHashMap<>();

  /** Five sixths of the time. */
  @Test
  void threeNodesOnOneCassandra() throws Exception {
    long seed = Proof.seed("threeNodesOnOneCassandra");
    addFaultsOfProcesses();
    addFaultsOfCassandra();
    add(
        "restart of all without the segment store",
        Faults.restartWithoutStore(Proof.store(folder), Duration.ofSeconds(10)));
    List<Map<String, String>> settings = new ArrayList<>();
    Optional<Clocks> clocks = Clocks.make(folder);
    if (clocks.isPresent()) {
      for (int node = 0; node < NODES; node++) {
        settings.add(clocks.get().settings(node));
      }
      add("a clock a minute ahead", clocks.get().step(Victim.ANY, MINUTE, Duration.ofSeconds(20)));
      add(
          "a clock a minute behind",
          clocks.get().step(Victim.ANY, MINUTE.negated(), Duration.ofSeconds(20)));
    } else {
      System.out.println("SKIPPED, for want of gcc: clock steps");
    }
    try (SmallDisks disks = new SmallDisks();
        Hosts hosts = hosts()) {
      if (SmallDisks.allowed(folder.resolve("probe"))) {
        for (int node = 0; node < NODES; node++) {
          disks.mount(folder.resolve("node-" + node), DISK_MEGABYTES);
        }
        add("a full disk", SmallDisks.full(Victim.ANY, Duration.ofSeconds(20)));
      } else {
        System.out.println("SKIPPED, for want of the right to mount: full disks");
      }
      run(new TestedCluster.Plan(NODES, 1, Proof.settings(folder), settings), hosts, seed, 50);
    }
  }

  /** A sixth of the time. */
  @Test
  void threeNodesOnARingOfThree() throws Exception {
    long seed = Proof.seed("threeNodesOnARingOfThree");
    add("Cassandra 2 of 3", Faults.cassandraGone(1, Duration.ofSeconds(20)));
    add("Cassandra 1 of 3", Faults.cassandraGone(2, Duration.ofSeconds(20)));
    add("kill -9, Cassandra 3 of 3", Faults.kill(Victim.ANY, Duration.ofSeconds(5)));
    run(
        new TestedCluster.Plan(NODES, 3, Proof.settings(folder), List.of()),
        Hosts.loopback(),
        seed,
        10);
  }

  private void add(String name, Fault fault) {
    if (ONLY.stream().anyMatch(name::contains)) {
      faults.put(name, fault);
    }
  }

  private void addFaultsOfProcesses() {
    Duration gone = Duration.ofSeconds(10);
    add("kill -9 of any node", Faults.kill(Victim.ANY, gone));
    add("kill -9 of the catalog's node", Faults.kill(Victim.CATALOGS, gone));
    add("kill -9 and start at once", Faults.kill(Victim.ANY, Duration.ZERO));
    add("kill -9 of all", Faults.killAll());
    add("paused 3 s, unnoticed", Faults.pauseUnnoticed(Victim.ANY, Duration.ofSeconds(3)));
    add("paused 9 s", Faults.pause(Victim.ANY, Duration.ofSeconds(9)));
    add("paused 30 s", Faults.pause(Victim.ANY, Duration.ofSeconds(30)));
    add("the catalog's node paused 30 s", Faults.pause(Victim.CATALOGS, Duration.ofSeconds(30)));
  }

  private void addFaultsOfCassandra() {
    add("Cassandra gone 20 s", Faults.cassandraGone(1, Duration.ofSeconds(20)));
    add("Cassandra gone 120 s", Faults.cassandraGone(1, Duration.ofMinutes(2)));
    add("Cassandra paused 20 s", Faults.cassandraPaused(Duration.ofSeconds(20)));
    add(
        "late writes of a killed node",
        Faults.lateWrites(Victim.ANY, Duration.ofSeconds(1), Duration.ofSeconds(20)));
    add("late confirmations", Faults.lateConfirmations(Victim.ANY, Duration.ofSeconds(15)));
  }

  private Hosts hosts() throws IOException, InterruptedException {
    if (!Namespaces.allowed()) {
      System.out.println("SKIPPED, for want of the right to make network namespaces: cuts");
      return Hosts.loopback();
    }
    Namespaces network = Namespaces.start(NODES);
    Cuts cuts = new Cuts(network);
    Duration length = Duration.ofSeconds(25);
    add("cut off", cuts.full(Victim.ANY, length));
    add("cut from other nodes", cuts.fromOtherNodes(Victim.ANY, length));
    add("cut in one direction", cuts.oneWay(Victim.ANY, length));
    add("cut between two", cuts.partial(Victim.ANY, length));
    add("cut from Cassandra", cuts.fromCassandra(Victim.ANY, length));
    return network;
  }

  /**
   * @param share of the asked time, in minutes of an hour
   */
  private void run(TestedCluster.Plan plan, Hosts hosts, long seed, long share) throws Exception {
    Proof.run(
        folder,
        plan,
        hosts,
        seed,
        (nemesis, random) -> {
          long end = System.nanoTime() + Duration.ofSeconds(MINUTES * share).toNanos();
          BooleanSupplier over = () -> System.nanoTime() - end >= 0;
          round(nemesis, random, () -> false);
          while (!over.getAsBoolean()) {
            round(nemesis, random, over);
          }
        });
  }

  /** All faults in some order, or as many as begin before it is over. */
  private void round(Nemesis nemesis, Random random, BooleanSupplier over)
      throws IOException, InterruptedException {
    List<String> order = new ArrayList<>(faults.keySet());
    Collections.shuffle(order, random);
    for (String name : order) {
      if (!over.getAsBoolean()) {
        nemesis.strike(name, Objects.requireNonNull(faults.get(name)));
      }
    }
  }
}
