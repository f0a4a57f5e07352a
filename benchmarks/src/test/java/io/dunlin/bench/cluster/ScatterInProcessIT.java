package io.dunlin.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark at its smallest: that it runs, not what it finds. */
class ScatterInProcessIT {
  @TempDir Path folder;

  @Test
  void everyNumberOfShardsIsAsked() throws Exception {
    ScatterInProcess.Plan plan =
        new ScatterInProcess.Plan(List.of(1, 3), 12, 30, 4, List.of(2), 1, Duration.ofMillis(50));
    Finding finding = new ScatterInProcess(folder, plan).run();
    assertThat(finding.markdown())
        .contains("| 12 points, 2 in flight | 1 |", "| 12 points, 2 in flight | 3 |")
        .contains("| 30 points, 2 in flight | each |");
    assertThat(finding.unitCosts())
        .containsOnlyKeys("query.cpu.per-shard.micros", "query.cpu.gather.micros");
  }
}
