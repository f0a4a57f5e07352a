package io.dunlin.bench;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.node.NodeBenchmark;
import io.dunlin.bench.node.NodeSettings;
import io.dunlin.bench.peers.DunlinForm;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.peers.Peer;
import io.dunlin.bench.peers.Versions;
import io.dunlin.bench.report.Figures;
import io.dunlin.bench.report.FilteredFigures;
import io.dunlin.bench.report.IndexFigures;
import io.dunlin.bench.report.Machine;
import io.dunlin.bench.report.NodeFigures;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.SweepSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The command {@code bin/bench}: prints figures and writes them as JSON. */
public final class Main {
  private static final PrintStream OUT = System.out;

  private enum Command {
    ALL,
    INDEX,
    FILTERED,
    NODE;

    boolean measuresIndexes() {
      return this == ALL || this == INDEX;
    }

    boolean measuresNode() {
      return this == ALL || this == NODE;
    }
  }

  private final Command command;
  private final Options options;
  private final Figures figures;

  private Main(Command command, Options options, Figures figures) {
    this.command = command;
    this.options = options;
    this.figures = figures;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    Machine machine = Machine.here();
    Command command;
    Options options;
    try {
      command =
          words.isEmpty() || words.getFirst().startsWith("--")
              ? Command.ALL
              : command(words.removeFirst());
      options = Options.parse(words, defaults());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "; see benchmarks/README.md");
      System.exit(2);
      return;
    }
    OUT.println(machine);
    Path folder = Path.of(options.text("out"));
    Figures figures = new Figures(folder, machine, Versions.all(), Arrays.asList(arguments));
    new Main(command, options, figures).run();
    OUT.println("Written to " + folder);
  }

  private static Command command(String word) {
    return switch (word) {
      case "index" -> Command.INDEX;
      case "filtered" -> Command.FILTERED;
      case "node" -> Command.NODE;
      default -> throw new IllegalArgumentException("unknown command " + word);
    };
  }

  private static Map<String, String> defaults() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("data", "../shared/data");
    values.put("sets", "mnist784,manifold");
    values.put("mnist-rows", "60000");
    values.put("rows", "100000");
    values.put("file-rows", "0");
    values.put("query-file", "");
    values.put("truth-file", "");
    values.put("metric", "euclid");
    values.put("truth", "benchmarks/target/truth");
    values.put("queries", "1000");
    values.put("seed", "42");
    values.put("peers", "dunlin,hnswlib,jvector,lucene");
    values.put("m", "16");
    values.put("ef-construction", "100");
    values.put("build-threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
    values.put("k", "10");
    values.put("ef", "10,16,24,32,48,64,96,128,192,256");
    values.put("rounds", "3");
    values.put("seconds", "2");
    values.put("threads", "1");
    values.put("batch", "1");
    values.put("shares", "0.3,0.1,0.03,0.01");
    values.put("node-ef", "64,128");
    values.put("upsert-batch", "256");
    values.put("writers", "4");
    values.put("launcher", "bin/dunlin");
    values.put("work", "benchmarks/target/work");
    values.put("out", "benchmarks/target/figures");
    return values;
  }

  private void run() throws IOException, InterruptedException {
    new Sets(options).forEach(this::measure);
  }

  private void measure(Dataset data) throws IOException, InterruptedException {
    OUT.println();
    if (command == Command.FILTERED) {
      measureFiltered(data);
      return;
    }
    Curve bare = command.measuresIndexes() ? measureIndexes(data) : null;
    if (command.measuresNode()) {
      measureNode(data, bare);
    }
  }

  private void measureFiltered(Dataset data) throws IOException {
    List<Peer> peers = peers().stream().filter(Peer::takesFilters).toList();
    List<Double> shares = options.list("shares").stream().map(Double::valueOf).toList();
    FilteredFigures measured =
        new FilteredBenchmark(peers, graph(), sweep(), shares, work()).run(data);
    OUT.println(measured);
    figures.add(measured);
  }

  private List<Peer> peers() {
    return options.list("peers").stream().map(Peer::named).filter(Main::isThere).toList();
  }

  private GraphParams graph() {
    return new GraphParams(
        options.number("m"), options.number("ef-construction"), options.number("build-threads"));
  }

  private SweepSettings sweep() {
    return new SweepSettings(
        options.number("k"),
        options.numbers("ef"),
        options.number("rounds"),
        leastTime(),
        options.number("threads"),
        options.number("batch"));
  }

  /** Dunlin's curve, if it is among the peers. */
  private @Nullable Curve measureIndexes(Dataset data) throws IOException {
    List<Peer> peers = peers();
    IndexFigures measured = new IndexBenchmark(peers, graph(), sweep(), work()).run(data);
    OUT.println(measured);
    figures.add(measured);
    int dunlin = peers.indexOf(DunlinForm.DUNLIN);
    return dunlin < 0 ? null : measured.curves().get(dunlin);
  }

  private static boolean isThere(Peer peer) {
    Optional<String> missing = peer.missing();
    missing.ifPresent(why -> OUT.println(peer.id() + " is left out: " + why));
    return missing.isEmpty();
  }

  private void measureNode(Dataset data, @Nullable Curve bare)
      throws IOException, InterruptedException {
    NodeSettings settings =
        new NodeSettings(
            Path.of(options.text("launcher")).toAbsolutePath(),
            work(),
            options.number("k"),
            options.numbers("node-ef"),
            options.number("upsert-batch"),
            options.number("writers"),
            leastTime());
    NodeFigures measured = new NodeBenchmark(settings, data, bare).run();
    OUT.println(measured);
    figures.add(measured);
  }

  private Duration leastTime() {
    return Duration.ofMillis(Math.round(1000 * Double.parseDouble(options.text("seconds"))));
  }

  private Path work() {
    return Path.of(options.text("work"));
  }
}
