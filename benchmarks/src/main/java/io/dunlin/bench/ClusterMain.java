package io.dunlin.bench;

import io.dunlin.bench.cluster.BenchCluster;
import io.dunlin.bench.cluster.ClusterFigures;
import io.dunlin.bench.cluster.FailoverBenchmark;
import io.dunlin.bench.cluster.Finding;
import io.dunlin.bench.cluster.GrowingCluster;
import io.dunlin.bench.cluster.JournalRateBenchmark;
import io.dunlin.bench.cluster.LoneNode;
import io.dunlin.bench.cluster.ManyVectors;
import io.dunlin.bench.cluster.ReplayBenchmark;
import io.dunlin.bench.cluster.ReplicaLagBenchmark;
import io.dunlin.bench.cluster.ResultCacheBenchmark;
import io.dunlin.bench.cluster.ScatterInProcess;
import io.dunlin.bench.cluster.ScatterOverNodes;
import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.TruthCache;
import io.dunlin.bench.node.NodeProcess;
import io.dunlin.bench.report.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands {@code bin/bench cluster …}: each starts the processes it needs, one set at a time,
 * and ends them.
 */
final class ClusterMain {
  private final ClusterCommand command;
  private final Options options;
  private final ClusterFigures figures;
  private @Nullable Dataset generated;

  private ClusterMain(ClusterCommand command, Options options, ClusterFigures figures) {
    this.command = command;
    this.options = options;
    this.figures = figures;
  }

  /**
   * @param words after {@code cluster}
   * @throws IllegalArgumentException when they cannot be understood
   */
  static void run(List<String> words) throws IOException, InterruptedException {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("cluster needs a command, such as all");
    }
    ClusterCommand command = ClusterCommand.named(words.getFirst());
    Options options = Options.parse(words.subList(1, words.size()), ClusterCommand.defaults());
    Machine machine = Machine.here();
    System.out.println(machine);
    Path out = Path.of(options.text("out"));
    NodeProcess.endAllWithThisProgram();
    new ClusterMain(command, options, new ClusterFigures(out, machine, words)).run();
    System.out.println("Written to " + out);
  }

  private void run() throws IOException, InterruptedException {
    if (is(ClusterCommand.FAILOVER)
        || is(ClusterCommand.REPLICA_LAG)
        || is(ClusterCommand.SCATTER)) {
      threeNodes();
    }
    if (is(ClusterCommand.SCATTER)) {
      inProcess();
    }
    if (is(ClusterCommand.RESULT_CACHE)) {
      resultCache();
    }
    if (is(ClusterCommand.JOURNAL_RATE) || is(ClusterCommand.UNIT_COSTS)) {
      oneNode();
    }
    if (is(ClusterCommand.REBALANCE) || is(ClusterCommand.RESTART)) {
      growing();
    }
    if (is(ClusterCommand.RESTART) || is(ClusterCommand.UNIT_COSTS)) {
      alone();
    }
  }

  private boolean is(ClusterCommand asked) {
    return command == asked || command == ClusterCommand.ALL;
  }

  private void found(Finding finding) throws IOException {
    System.out.println();
    System.out.println(finding);
    figures.add(finding);
  }

  // ---- the sets of processes ----

  private void threeNodes() throws IOException, InterruptedException {
    int nodes = options.number("nodes");
    Path folder = folder();
    try (BenchCluster cluster = BenchCluster.start(plan(folder, nodes), nodes)) {
      if (is(ClusterCommand.REPLICA_LAG)) {
        found(new ReplicaLagBenchmark(cluster, lag()).run());
      }
      if (is(ClusterCommand.SCATTER)) {
        found(new ScatterOverNodes(cluster, overNodes()).run());
      }
      if (is(ClusterCommand.FAILOVER)) {
        found(new FailoverBenchmark(cluster, failover()).run());
      }
    }
    delete(folder);
  }

  private void inProcess() throws IOException, InterruptedException {
    Path folder = folder();
    ScatterInProcess.Plan plan =
        new ScatterInProcess.Plan(
            options.numbers("scatter-shards"),
            options.number("scatter-points"),
            options.number("scatter-flat-points"),
            options.number("dimension"),
            options.numbers("in-flight"),
            options.number("rounds"),
            time());
    found(new ScatterInProcess(folder, plan).run());
    delete(folder);
  }

  private void resultCache() throws IOException, InterruptedException {
    Path folder = folder();
    ResultCacheBenchmark.Plan plan =
        new ResultCacheBenchmark.Plan(
            options.number("cache-points"),
            options.number("cache-shards"),
            options.number("dimension"),
            options.number("cache-queries"),
            Double.parseDouble(options.text("cache-zipf")),
            options.number("cache-clients"),
            options.numbers("cache-writes"),
            (long) options.number("cache-megabytes") << 20,
            options.number("rounds"),
            time());
    found(new ResultCacheBenchmark(folder, plan).run());
    delete(folder);
  }

  private void oneNode() throws IOException, InterruptedException {
    Path folder = folder();
    try (BenchCluster cluster = BenchCluster.start(plan(folder, 1), 1)) {
      if (is(ClusterCommand.JOURNAL_RATE)) {
        found(new JournalRateBenchmark(cluster, journalRate()).run());
      }
      if (is(ClusterCommand.UNIT_COSTS)) {
        ManyVectors some = many(options.number("replay-vectors"));
        Dataset data = some.generate(new TruthCache(Path.of(options.text("truth"))));
        found(new ReplayBenchmark(cluster, some, data).run());
      }
    }
    delete(folder);
  }

  private void growing() throws IOException, InterruptedException {
    Path folder = folder();
    try (BenchCluster cluster = BenchCluster.start(plan(folder, 2), 1)) {
      GrowingCluster growing = new GrowingCluster(cluster, many(), data());
      growing.fill();
      if (is(ClusterCommand.RESTART)) {
        found(growing.restart());
      }
      if (is(ClusterCommand.REBALANCE)) {
        found(growing.rebalance());
      }
    }
    delete(folder);
  }

  private void alone() throws IOException, InterruptedException {
    Path folder = folder();
    try (LoneNode node = LoneNode.start(launcher(), folder, many(), data(), time())) {
      Finding costs = node.costs();
      if (is(ClusterCommand.UNIT_COSTS)) {
        found(costs);
      }
      if (is(ClusterCommand.RESTART)) {
        found(node.restart());
      }
    }
    delete(folder);
  }

  // ---- what the options say ----

  private FailoverBenchmark.Plan failover() {
    return new FailoverBenchmark.Plan(
        options.number("kills"),
        options.number("shards"),
        options.number("replicas"),
        options.number("points"),
        options.number("dimension"),
        options.number("clients"),
        Duration.ofSeconds(options.number("pause-seconds")));
  }

  private ReplicaLagBenchmark.Plan lag() {
    return new ReplicaLagBenchmark.Plan(
        options.number("rate"),
        options.number("write-batch"),
        options.number("samples"),
        Duration.ofSeconds(5),
        options.number("shards"),
        options.number("replicas"),
        options.number("points"),
        options.number("dimension"));
  }

  private ScatterOverNodes.Plan overNodes() {
    return new ScatterOverNodes.Plan(
        options.numbers("scatter-shards"),
        options.number("scatter-points"),
        options.number("dimension"),
        options.numbers("in-flight").getLast(),
        options.number("rounds"),
        time());
  }

  private JournalRateBenchmark.Plan journalRate() {
    return new JournalRateBenchmark.Plan(
        options.number("journal-points"),
        options.number("dimension"),
        options.number("journal-shards"),
        options.number("upsert-batch"),
        options.number("writers"),
        options.number("rounds"),
        time().multipliedBy(3));
  }

  private ManyVectors many() {
    return many(options.number("vectors"));
  }

  private ManyVectors many(int vectors) {
    return new ManyVectors(
        vectors,
        options.number("dimension"),
        options.number("vector-shards"),
        options.number("queries"),
        options.number("upsert-batch"),
        options.number("writers"),
        options.number("k"),
        options.number("ef"));
  }

  /** Generated once for all that ask for it. */
  private Dataset data() {
    Dataset known = generated;
    if (known == null) {
      known = many().generate(new TruthCache(Path.of(options.text("truth"))));
      generated = known;
    }
    return known;
  }

  private BenchCluster.Plan plan(Path folder, int most) {
    return new BenchCluster.Plan(launcher(), folder, most, options.text("node-java-options"));
  }

  private Path launcher() {
    return Path.of(options.text("launcher")).toAbsolutePath();
  }

  private Duration time() {
    return Duration.ofMillis(Math.round(1000 * options.fractions("seconds").getFirst()));
  }

  private Path folder() throws IOException {
    Path work = Path.of(options.text("work")).toAbsolutePath();
    Files.createDirectories(work);
    return Files.createTempDirectory(work, "cluster");
  }

  /** When all went well; else the logs of the nodes are worth reading. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
