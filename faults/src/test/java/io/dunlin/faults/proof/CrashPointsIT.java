package io.dunlin.faults.proof;

import io.dunlin.faults.nemesis.Crashes;
import io.dunlin.faults.nemesis.Victim;
import io.dunlin.faults.net.Hosts;
import io.dunlin.faults.process.TestedCluster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A node halts at each step of making, keeping and moving its files and copies. */
@Tag("long")
class CrashPointsIT {
  private static final int MOST_TIMES = 3;

  /** All of the product; it is never called here, only asked for their names. */
  private static final String POINTS = "io.dunlin.persistence.crash.CrashPoint";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingAckedIsLostWhereverANodeHalts() throws Exception {
    long seed = Proof.seed("CrashPointsIT");
    List<String> steps = steps();
    TestedCluster.Plan plan = new TestedCluster.Plan(3, 1, Proof.settings(folder), List.of());
    Proof.run(
        folder,
        plan,
        Hosts.loopback(),
        seed,
        (nemesis, random) -> {
          for (String step : steps) {
            int times = random.nextInt(1, MOST_TIMES + 1);
            nemesis.strike(
                "halt at %s, time %d".formatted(step, times), Crashes.at(Victim.ANY, step, times));
          }
        });
  }

  /** Those that are asked for, or all. */
  private static List<String> steps() throws ClassNotFoundException {
    String asked = System.getProperty("dunlin.faults.steps", "");
    return asked.isEmpty()
        ? Arrays.stream(Class.forName(POINTS).getEnumConstants())
            .map(point -> point.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList()
        : List.of(asked.split(","));
  }
}
