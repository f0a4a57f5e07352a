package io.dunlin.faults.proof;

import io.dunlin.faults.load.Load;
import io.dunlin.faults.nemesis.Faults;
import io.dunlin.faults.nemesis.Nemesis;
import io.dunlin.faults.nemesis.Victim;
import io.dunlin.faults.net.Hosts;
import io.dunlin.faults.process.TestedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The short form: three nodes, one Cassandra, about a minute of harm. */
@Tag("long")
class FaultsIT {
  private static final TestedCluster.Plan PLAN =
      new TestedCluster.Plan(3, 1, Proof.SETTINGS, List.of());

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingAckedIsLostAndNothingReadIsOld() throws Exception {
    long seed = Proof.seed("FaultsIT");
    Random random = new Random(seed);
    try (TestedCluster cluster = TestedCluster.start(folder, PLAN, Hosts.loopback());
        Load load = Load.start(cluster, Proof.LOAD, random.nextLong())) {
      Nemesis nemesis = new Nemesis(cluster, load, random);
      nemesis.strike("Cassandra paused", Faults.cassandraPaused(Duration.ofSeconds(5)));
      nemesis.strike("a primary paused", Faults.pause(Victim.NOT_CATALOGS, Duration.ofSeconds(18)));
      nemesis.strike(
          "late writes of a killed primary",
          Faults.lateWrites(Victim.NOT_CATALOGS, Duration.ofMillis(500), Duration.ofSeconds(18)));
      Proof.verify(load, seed);
    }
  }
}
