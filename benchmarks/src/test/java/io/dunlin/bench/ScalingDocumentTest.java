package io.dunlin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.report.TextTable;
import io.dunlin.bench.scaling.MarkedDocument;
import io.dunlin.bench.scaling.ScalingTables;
import io.dunlin.bench.scaling.UnitCosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/SCALING.md");

  /** Else run {@code bin/bench scaling --write docs/SCALING.md}. */
  @Test
  void theDocumentHoldsWhatTheProgramReckons() throws IOException {
    Options options = Options.parse(List.of(), ScalingMain.demandDefaults());
    Map<String, TextTable> tables =
        new ScalingTables(ScalingMain.demand(options), UnitCosts.kept()).all();
    String document = Files.readString(DOCUMENT);
    String filled =
        MarkedDocument.fill(
            MarkedDocument.fill(document, tables), "origin", UnitCosts.origin() + "\n");
    assertThat(document).isEqualTo(filled);
  }
}
