package io.dunlin.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  @Test
  void quantilesAreThoseOfTheNearestRank() {
    long[] latencies = LongStream.rangeClosed(1, 1_000).map(i -> (1_001 - i) * 1_000_000).toArray();
    DemoReport report =
        new DemoReport(
            100_000, 128, 9_876.5, Duration.ofMillis(1_500), latencies, 4, 800, 10, 0.987);

    assertThat(report.milliseconds(0.50)).isEqualTo(500);
    assertThat(report.milliseconds(0.99)).isEqualTo(990);
    assertThat(report.toString())
        .contains(
            "100,000 of 128", "9,877 points/s", "1.5 s", "p50 500.00 ms", "recall@10   0.9870");
  }

  @Test
  void withoutATerminalProgressIsPlainLines() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Progress progress =
        new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, "load", 1_000);
    for (int batch = 0; batch < 100; batch++) {
      progress.add(10);
    }

    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(5);
    assertThat(text.lines().reduce((first, second) -> second).orElseThrow())
        .contains("1,000 of 1,000");
    assertThat(text.chars().filter(letter -> letter < ' ' && letter != '\n')).isEmpty();
  }

  @Test
  void onATerminalTheBarStaysOnOneLine() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Progress progress =
        new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), true, "load", 1_000);
    progress.add(400);
    progress.add(600);

    assertThat(bytes.toString(StandardCharsets.UTF_8)).startsWith("\r").containsOnlyOnce("\n");
  }
}
