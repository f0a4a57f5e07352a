package io.dunlin.bench;

import io.dunlin.bench.api.ApiBenchmark;
import io.dunlin.bench.cluster.Finding;
import io.dunlin.bench.node.NodeProcess;
import io.dunlin.bench.report.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command {@code bin/bench api}: what REST and gRPC cost, as tables and as Markdown. */
final class ApiMain {
  private final Options options;
  private final String head;
  private final List<Finding> findings = new ArrayList<>();

  private ApiMain(Options options, String head) {
    this.options = options;
    this.head = head;
  }

  /**
   * @throws IllegalArgumentException when the words cannot be understood
   */
  static void run(List<String> words) throws IOException, InterruptedException {
    Options options = Options.parse(words, defaults());
    Machine machine = Machine.here();
    System.out.println(machine);
    NodeProcess.endAllWithThisProgram();
    new ApiMain(options, "%s, `bin/bench api %s`".formatted(machine, String.join(" ", words)))
        .run();
  }

  /** Those of the other commands, with sets of 128 and 768 components. */
  static Map<String, String> defaults() {
    Map<String, String> values = Command.ALL.defaults();
    values.put("sets", "manifold,embeddings");
    values.put("rows", "100000");
    values.put("seconds", "5");
    values.put("connections", "1,32");
    values.put("api-ef", "64");
    values.put("api-batches", "50");
    values.put("api-points", "1000000");
    values.put("out", "benchmarks/target/api-figures");
    return values;
  }

  private void run() throws IOException, InterruptedException {
    ApiBenchmark benchmark =
        new ApiBenchmark(
            new ApiBenchmark.Plan(
                Path.of(options.text("launcher")).toAbsolutePath(),
                Path.of(options.text("work")).toAbsolutePath(),
                options.number("k"),
                options.number("api-ef"),
                options.numbers("connections"),
                Duration.ofMillis(Math.round(1000 * options.fractions("seconds").getFirst())),
                options.number("api-batches"),
                options.number("writers")));
    new Sets(options).forEach(data -> found(benchmark.searches(data)));
    if (options.number("api-points") > 0) {
      found(benchmark.reads(options.number("api-points")));
    }
    System.out.println("Written to " + document());
  }

  private void found(Finding finding) throws IOException {
    System.out.println();
    System.out.println(finding);
    findings.add(finding);
    Files.createDirectories(document().getParent());
    StringBuilder text = new StringBuilder(head + "\n\n");
    findings.forEach(one -> text.append(one.markdown()));
    Files.writeString(document(), text.toString());
  }

  private Path document() {
    return Path.of(options.text("out")).resolve("api-figures.md").toAbsolutePath();
  }
}
