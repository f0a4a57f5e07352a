package io.dunlin.bench.cluster;

import io.dunlin.bench.report.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that one run found, written again after each part: {@code cluster-figures.md} for readers,
 * and {@code unit-costs.properties} for the scaling program, with what it says of the others kept.
 */
public final class ClusterFigures {
  private final Path folder;
  private final String head;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param arguments of the run
   */
  public ClusterFigures(Path folder, Machine machine, List<String> arguments) {
    this.folder = folder;
    this.head =
        "%s, %s, `bin/bench cluster %s`"
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                machine,
                String.join(" ", arguments));
  }

  public void add(Finding finding) throws IOException {
    findings.add(finding);
    Files.createDirectories(folder);
    StringBuilder text = new StringBuilder(head + "\n\n");
    findings.forEach(one -> text.append(one.markdown()));
    Files.writeString(folder.resolve("cluster-figures.md"), text.toString());
    Files.writeString(folder.resolve("unit-costs.properties"), unitCosts());
  }

  private String unitCosts() {
    SortedMap<String, Double> costs = new TreeMap<>();
    findings.forEach(finding -> costs.putAll(finding.unitCosts()));
    StringBuilder text = new StringBuilder("# " + head + "\n");
    costs.forEach(
        (name, cost) -> text.append(String.format(Locale.ROOT, "%s = %.6g\n", name, cost)));
    return text.toString();
  }
}
