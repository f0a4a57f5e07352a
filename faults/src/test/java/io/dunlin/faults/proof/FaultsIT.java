package io.dunlin.faults.proof;

import io.dunlin.faults.nemesis.Faults;
import io.dunlin.faults.nemesis.Victim;
import io.dunlin.faults.net.Hosts;
import io.dunlin.faults.process.TestedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The short form: three nodes, one Cassandra, two minutes of harm. */
class FaultsIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingAckedIsLostAndNothingReadIsOld() throws Exception {
    long seed = Proof.seed("FaultsIT");
    TestedCluster.Plan plan = new TestedCluster.Plan(3, 1, Proof.settings(folder), List.of());
    Proof.run(
        folder,
        plan,
        Hosts.loopback(),
        seed,
        (nemesis, _) -> {
          nemesis.strike("Cassandra paused", Faults.cassandraPaused(Duration.ofSeconds(5)));
          nemesis.strike(
              "a primary paused", Faults.pause(Victim.NOT_CATALOGS, Duration.ofSeconds(12)));
          nemesis.strike(
              "late writes of a killed primary",
              Faults.lateWrites(
                  Victim.NOT_CATALOGS, Duration.ofMillis(500), Duration.ofSeconds(12)));
        });
  }
}
