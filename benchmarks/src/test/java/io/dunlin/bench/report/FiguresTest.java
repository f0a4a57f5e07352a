package io.dunlin.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.report.NodeFigures.Footprint;
import io.dunlin.bench.report.NodeFigures.Latency;
import io.dunlin.bench.report.NodeFigures.Load;
import io.dunlin.bench.report.NodeFigures.Restart;
import io.dunlin.bench.report.NodeFigures.Search;
import io.dunlin.bench.sweep.Curve;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  private static final IndexFigures INDEX =
      IndexFigures.of(
          "a set",
          100,
          10,
          new GraphParams(16, 100, 2),
          List.of(curve("ours", 0.96, 3000), curve("theirs", 0.995, 1000)));

  private static final NodeFigures NODE =
      new NodeFigures(
          "a set",
          new Load(1000, 256, 4, 2, 500, 3, new Latency(10, 1, 2, 3), 4, 1.5),
          List.of(
              new Search("loaded", "gRPC", 64, 0.99, 1000, new Latency(9, 1, 2, 3), null),
              new Search("optimized", "REST", 64, 0.99, 1500, new Latency(9, 1, 2, 3), 3000.0)),
          5,
          new Footprint(700, 800, 600),
          new Restart(1.5, 2.5, true));

  @TempDir private Path folder;

  private static Curve curve(String name, double recall, double speed) {
    return new Curve(
        name, 1.5, 652, List.of(new Curve.Point(64, recall, speed, speed - 1, speed + 1)));
  }

  @Test
  void ratiosAreOfTheFirstToEachAndAbsentWhereARecallIsNotReached() {
    assertThat(INDEX.atRecall()).extracting(IndexFigures.AtRecall::recall).contains(0.95, 0.99);
    IndexFigures.AtRecall reached = INDEX.atRecall().get(1);
    assertThat(reached.speeds()).extracting(IndexFigures.Speed::ratio).containsExactly(1.0, 3.0);
    IndexFigures.AtRecall missed = INDEX.atRecall().get(2);
    assertThat(missed.speeds())
        .extracting(IndexFigures.Speed::queriesPerSecond)
        .containsExactly(null, 1000.0);
    assertThat(missed.speeds()).extracting(IndexFigures.Speed::ratio).containsOnlyNulls();
    assertThat(INDEX.toString()).contains("ours", "theirs", "3.00", "652");
  }

  @Test
  void theNodesTableShowsItsShareOfTheBareIndex() {
    assertThat(NODE.toString()).contains("500 points/s", "700 on disk", "3000", "0.50");
  }

  @Test
  void everythingIsWritten() throws IOException {
    Path file = folder.resolve("deep/figures.json");
    Figures figures = new Figures(file, Machine.here(), List.of("--rows", "5"));
    figures.add(INDEX);
    figures.add(NODE);
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.at("/arguments/1").asText()).isEqualTo("5");
    assertThat(json.at("/indexes/0/curves/1/points/0/recall").asDouble()).isEqualTo(0.995);
    assertThat(json.at("/nodes/0/searches/1/bareQueriesPerSecond").asDouble()).isEqualTo(3000);
    assertThat(json.at("/nodes/0/restart/sameAnswers").asBoolean()).isTrue();
  }
}
