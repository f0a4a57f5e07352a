package io.dunlin.bench.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.report.NodeFigures;
import io.dunlin.bench.report.NodeFigures.Search;
import io.dunlin.bench.sweep.Curve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The whole course of a measurement, against a node that answers exactly. */
@EnabledOnOs(OS.LINUX)
class NodeBenchmarkIT {
  @TempDir private Path folder;

  @Test
  void everyFigureIsMeasured() throws IOException, InterruptedException {
    Dataset data = new Manifold(8, 4, 10, 1).generate(300, 20);
    Curve.Point point = new Curve.Point(Effort.of(10), 1, 5_000, 5_000, 5_000, 200, 300);
    Curve bare = new Curve("bare", "", 1, 1, 1, "", List.of(point));
    NodeSettings settings =
        new NodeSettings(launcher(), folder, 10, List.of(16, 32), 64, 2, Duration.ofMillis(50));

    NodeFigures figures = new NodeBenchmark(settings, data, bare).run();

    assertThat(figures.load().points()).isEqualTo(300);
    assertThat(figures.load().refusals()).isEqualTo(1);
    assertThat(figures.load().searching().searches()).isPositive();
    assertThat(figures.load().secondsToGreen()).as("yellow when first asked").isGreaterThan(0.01);
    assertThat(figures.load().insertsPerPoint()).isEqualTo(2);
    assertThat(figures.searches())
        .extracting(Search::moment, Search::transport, Search::breadth)
        .hasSize(8)
        .contains(tuple("loaded", "gRPC", 16), tuple("optimized", "REST", 32));
    assertThat(figures.searches())
        .allSatisfy(search -> {
          assertThat(search.recall()).isEqualTo(1);
          assertThat(search.queriesPerSecond()).isPositive();
          assertThat(search.bareQueriesPerSecond()).isEqualTo(5_000);
        });
    assertThat(figures.footprint().disk()).isGreaterThan(8 * Float.BYTES);
    assertThat(figures.footprint().resident()).isGreaterThan(figures.footprint().anonymous());
    assertThat(figures.restart().firstAnswer()).isGreaterThan(figures.restart().listening());
    assertThat(figures.restart().sameAnswers()).isTrue();
  }

  private Path launcher() throws IOException {
    Path script = folder.resolve("launcher");
    Files.writeString(
        script,
        "#!/bin/sh\nexec '%s/bin/java' -cp '%s' %s \"$@\"\n"
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                FakeNode.class.getName()));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }
}
