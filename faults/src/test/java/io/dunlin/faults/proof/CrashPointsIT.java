package io.dunlin.faults.proof;

import io.dunlin.faults.load.Load;
import io.dunlin.faults.nemesis.Faults;
import io.dunlin.faults.nemesis.Nemesis;
import io.dunlin.faults.nemesis.Victim;
import io.dunlin.faults.net.Hosts;
import io.dunlin.faults.process.TestedCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A node alone, so that its shards stay its own, halts at each step of making its files. */
@Tag("long")
class CrashPointsIT {
  private static final int MOST_TIMES = 5;
  private static final TestedCluster.Plan PLAN =
      new TestedCluster.Plan(1, 1, Proof.SETTINGS, List.of());
  private static final List<String> STEPS =
      List.of(
          "segment-written",
          "segment-named",
          "manifest-written",
          "manifest-named",
          "file-removed",
          "log-claimed");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingAckedIsLostWhereverANodeHalts() throws Exception {
    long seed = Proof.seed("CrashPointsIT");
    Random random = new Random(seed);
    try (TestedCluster cluster = TestedCluster.start(folder, PLAN, Hosts.loopback());
        Load load = Load.start(cluster, Proof.LOAD, random.nextLong())) {
      Nemesis nemesis = new Nemesis(cluster, load, random);
      for (String step : STEPS) {
        int times = random.nextInt(1, MOST_TIMES);
        nemesis.strike(
            "halt at " + step + ", time " + times, Faults.crash(Victim.ANY, step, times));
      }
      Proof.verify(load, seed);
    }
  }
}
