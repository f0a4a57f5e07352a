package io.dunlin.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.report.Machine;
import io.dunlin.bench.report.TextTable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingTest {
  @TempDir Path folder;

  private static Finding finding(String title, String cost, double value) {
    TextTable table = new TextTable("what", "ms");
    table.add("it", "1.5");
    return new Finding(title, List.of(table), List.of("A note."), Map.of(cost, value));
  }

  @Test
  void aFindingIsASectionOfADocument() {
    assertThat(finding("lag", "lag.ms", 1).markdown())
        .isEqualTo("## lag\n\n| what | ms |\n|---|---:|\n| it | 1.5 |\n\n* A note.\n\n");
  }

  @Test
  void allFindingsOfARunAreWrittenWithTheirCosts() throws IOException {
    ClusterFigures figures =
        new ClusterFigures(folder, Machine.here(), List.of("all", "--kills", "1"));
    figures.add(finding("lag", "lag.ms", 1.5));
    figures.add(finding("rate", "rate.points", 123456.7));
    assertThat(Files.readString(folder.resolve("cluster-figures.md")))
        .contains("`bin/bench cluster all --kills 1`")
        .contains("## lag", "## rate");
    Properties costs = new Properties();
    costs.load(new StringReader(Files.readString(folder.resolve("unit-costs.properties"))));
    assertThat(Double.parseDouble(costs.getProperty("lag.ms"))).isEqualTo(1.5);
    assertThat(Double.parseDouble(costs.getProperty("rate.points"))).isEqualTo(123457);
  }
}
