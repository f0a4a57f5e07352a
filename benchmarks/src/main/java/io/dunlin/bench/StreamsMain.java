package io.dunlin.bench;

import io.dunlin.bench.node.NodeProcess;
import io.dunlin.bench.node.StreamBenchmark;
import io.dunlin.bench.report.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command {@code bin/bench streams}: streams beside unary calls, of the same node. */
final class StreamsMain {
  private StreamsMain() {}

  /**
   * @throws IllegalArgumentException when the words cannot be understood
   */
  static void run(List<String> words) throws IOException, InterruptedException {
    Options options = Options.parse(words, defaults());
    System.out.println(Machine.here());
    NodeProcess.endAllWithThisProgram();
    System.out.println(
        new StreamBenchmark(
                Path.of(options.text("launcher")),
                Path.of(options.text("work")),
                options.number("points"),
                options.number("dimension"),
                options.number("rounds"),
                Duration.ofSeconds(options.number("seconds")))
            .run());
  }

  private static Map<String, String> defaults() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("launcher", "bin/dunlin");
    values.put("work", "benchmarks/target/work");
    values.put("points", "1000");
    values.put("dimension", "64");
    values.put("rounds", "3");
    values.put("seconds", "5");
    return values;
  }
}
