package io.dunlin.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.report.NodeFigures.Footprint;
import io.dunlin.bench.report.NodeFigures.Latency;
import io.dunlin.bench.report.NodeFigures.Load;
import io.dunlin.bench.report.NodeFigures.Restart;
import io.dunlin.bench.report.NodeFigures.Search;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.SweepSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class FiguresTest {
  private static final IndexFigures INDEX =
      IndexFigures.of(
          "a set, 5 x 8",
          100,
          new GraphParams(16, 100, 2),
          new SweepSettings(10, List.of(64), 3, Duration.ofSeconds(1)),
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
    Curve.Point point =
        new Curve.Point(Effort.of(64), recall, speed, speed - 1, speed + 1, 300, 900);
    return new Curve(name, "M=16", 1.5, 652, 300, "vectors 512 (on disk)", List.of(point));
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
    Figures figures =
        new Figures(
            folder.resolve("deep"), Machine.here(), Map.of("peer", "1.2"), List.of("--rows", "5"));
    figures.add(INDEX);
    figures.add(NODE);
    JsonNode json = read("deep/figures.json");
    assertThat(json.at("/arguments/1").asText()).isEqualTo("5");
    assertThat(json.at("/indexes/0/curves/1/points/0/recall").asDouble()).isEqualTo(0.995);
    assertThat(json.at("/nodes/0/searches/1/bareQueriesPerSecond").asDouble()).isEqualTo(3000);
    assertThat(json.at("/nodes/0/restart/sameAnswers").asBoolean()).isTrue();
  }

  @Test
  void aSetsFileHoldsAllThatAReaderNeeds() throws IOException {
    new Figures(folder, Machine.here(), Map.of("peer", "1.2"), List.of()).add(INDEX);
    JsonNode json = read("a-set-5-x-8/index.json");
    assertThat(json.at("/machine/cores").asInt()).isPositive();
    assertThat(json.at("/versions/peer").asText()).isEqualTo("1.2");
    JsonNode index = json.at("/indexes/0");
    assertThat(index.at("/graph/m").asInt()).isEqualTo(16);
    assertThat(index.at("/sweep/threads").asInt()).isEqualTo(1);
    JsonNode curve = index.at("/curves/0");
    assertThat(curve.at("/configuration").asText()).isEqualTo("M=16");
    assertThat(curve.at("/buildSeconds").asDouble()).isEqualTo(1.5);
    assertThat(curve.at("/bytesPerVector").asDouble()).isEqualTo(652);
    assertThat(curve.at("/residentPerVector").asDouble()).isEqualTo(300);
    JsonNode point = curve.at("/points/0");
    assertThat(point.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "effort", "recall", "queriesPerSecond", "slowest", "fastest", "p50Micros", "p99Micros");
    assertThat(point.at("/effort/breadth").asInt()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recall-qps", "memory-qps", "memory-recall"})
  void plotsAreWellFormedAndShowEachIndexInItsColour(String name) throws Exception {
    new Figures(folder, Machine.here(), Map.of(), List.of()).add(INDEX);
    Path file = folder.resolve("a-set-5-x-8/" + name + ".svg");
    Document svg = parser().parse(file.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    List<String> colours =
        Pattern.compile("fill:(rgb\\([0-9,]+\\))")
            .matcher(Files.readString(file))
            .results()
            .map(match -> match.group(1))
            .distinct()
            .toList();
    assertThat(colours)
        .containsExactlyInAnyOrder(
            "rgb(255,255,255)", "rgb(0,0,0)", "rgb(0,114,178)", "rgb(213,94,0)");
  }

  @Test
  void aSetWithoutTheRecallHasNoPlotOfTheSpeedThere() throws IOException {
    IndexFigures weak =
        IndexFigures.of("b", 9, INDEX.graph(), INDEX.sweep(), List.of(curve("ours", 0.9, 3000)));
    new Figures(folder, Machine.here(), Map.of(), List.of()).add(weak);
    assertThat(folder.resolve("b")).isDirectoryContaining("glob:**recall-qps.svg");
    assertThat(folder.resolve("b/memory-qps.svg")).doesNotExist();
  }

  @Test
  void tuningNamesTheCheapestSettingAndTheKneeAndDrawsTheFront() throws Exception {
    Curve.Point fast = new Curve.Point(Effort.of(20), 0.94, 9_000, 9_000, 9_000, 80, 100);
    Curve.Point good = new Curve.Point(Effort.of(30), 0.955, 7_000, 7_000, 7_000, 110, 140);
    Curve.Point slow = new Curve.Point(Effort.of(90), 0.96, 3_000, 3_000, 3_000, 300, 500);
    Curve curve = new Curve("one", "", 1.5, 652, 652, "", List.of(fast, good, slow));
    TuneFigures.Built built = new TuneFigures.Built(new GraphParams(24, 200, 2), curve);
    TuneFigures.Form form = TuneFigures.Form.of("one", List.of(built), List.of(0.95, 0.99));
    TuneFigures.Setting setting = new TuneFigures.Setting(built.graph(), good, 1.5);
    assertThat(form.reached())
        .containsExactly(
            new TuneFigures.Reached(0.95, setting), new TuneFigures.Reached(0.99, null));
    assertThat(form.knee()).isEqualTo(setting);
    TuneFigures tuned = new TuneFigures("a set", 100, 10, List.of(form));
    assertThat(tuned.toString()).contains("recall 0.95", "24", "200", "0.9550", "knee");
    new Figures(folder, Machine.here(), Map.of(), List.of()).add(tuned);
    assertThat(read("figures.json").at("/tuned/0/forms/0/knee/graph/m").asInt()).isEqualTo(24);
    Document svg = parser().parse(folder.resolve("a-set/recall-p99.svg").toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
  }

  /** One that fetches nothing, not even the document type. */
  private static DocumentBuilder parser() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder();
  }

  private JsonNode read(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }
}
