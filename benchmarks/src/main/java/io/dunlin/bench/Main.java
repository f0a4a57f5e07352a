package io.dunlin.bench;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.node.NodeBenchmark;
import io.dunlin.bench.node.NodeSettings;
import io.dunlin.bench.peers.DunlinForm;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.peers.Peer;
import io.dunlin.bench.peers.Versions;
import io.dunlin.bench.report.ColdFigures;
import io.dunlin.bench.report.Figures;
import io.dunlin.bench.report.FilteredFigures;
import io.dunlin.bench.report.GrowthFigures;
import io.dunlin.bench.report.IndexFigures;
import io.dunlin.bench.report.Machine;
import io.dunlin.bench.report.NodeFigures;
import io.dunlin.bench.report.TuneFigures;
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

/** The command {@code bin/bench}: prints figures and writes them as JSON and plots. */
public final class Main {
  private static final PrintStream OUT = System.out;

  private final Command command;
  private final Options options;
  private final Figures figures;

  /** By set, of all sizes, to be printed together. */
  private final Map<String, List<GrowthFigures.Row>> growth = new LinkedHashMap<>();

  private Main(Command command, Options options, Figures figures) {
    this.command = command;
    this.options = options;
    this.figures = figures;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    if (!words.isEmpty()
        && List.of("cluster", "scaling", "api", "streams").contains(words.getFirst())) {
      runOther(words.removeFirst(), words);
      return;
    }
    Machine machine = Machine.here();
    Command command;
    Options options;
    try {
      command =
          words.isEmpty() || words.getFirst().startsWith("--")
              ? Command.ALL
              : Command.named(words.removeFirst());
      options = Options.parse(words, command.defaults());
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

  /** What has options of its own. */
  private static void runOther(String command, List<String> words)
      throws IOException, InterruptedException {
    try {
      switch (command) {
        case "cluster" -> ClusterMain.run(words);
        case "api" -> ApiMain.run(words);
        case "streams" -> StreamsMain.run(words);
        default -> ScalingMain.run(words);
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "; see benchmarks/README.md");
      System.exit(2);
    }
  }

  private void run() throws IOException, InterruptedException {
    new Sets(options).forEach(this::measure);
    for (Map.Entry<String, List<GrowthFigures.Row>> ofSet : growth.entrySet()) {
      GrowthFigures measured =
          new GrowthFigures(ofSet.getKey(), options.number("k"), ofSet.getValue());
      OUT.println(measured);
      figures.add(measured);
    }
  }

  private void measure(Dataset data) throws IOException, InterruptedException {
    OUT.println();
    switch (command) {
      case ALL -> measureNode(data, measureIndexes(data));
      case INDEX -> measureIndexes(data);
      case NODE -> measureNode(data, null);
      case FILTERED -> measureFiltered(data);
      case TUNE -> tune(data);
      case GROWTH ->
          growth.computeIfAbsent(data.family(), _ -> new ArrayList<>()).addAll(measureGrowth(data));
      case COLD -> measureCold(data);
    }
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

  private void measureFiltered(Dataset data) throws IOException {
    List<Peer> peers = peers().stream().filter(Peer::takesFilters).toList();
    FilteredFigures measured =
        new FilteredBenchmark(peers, graph(), sweep(), options.fractions("shares"), work())
            .run(data);
    OUT.println(measured);
    figures.add(measured);
  }

  private void tune(Dataset data) throws IOException {
    List<GraphParams> graphs = new ArrayList<>();
    for (int m : options.numbers("m")) {
      for (int efConstruction : options.numbers("ef-construction")) {
        graphs.add(new GraphParams(m, efConstruction, options.number("build-threads")));
      }
    }
    TuneFigures measured =
        new TuneBenchmark(peers(), graphs, sweep(), options.fractions("recalls"), work()).run(data);
    OUT.println(measured);
    figures.add(measured);
  }

  private List<GrowthFigures.Row> measureGrowth(Dataset data) throws IOException {
    return new GrowthBenchmark(forms(), graph(), sweep(), work()).run(data);
  }

  private void measureCold(Dataset data) throws IOException {
    List<DunlinForm> onDisk = forms().stream().filter(DunlinForm::isOnDisk).toList();
    ColdFigures measured =
        new ColdBenchmark(onDisk, graph(), sweep(), options.number("cold-batch"), work()).run(data);
    OUT.println(measured);
    figures.add(measured);
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

  private List<Peer> peers() {
    return options.list("peers").stream().map(Peer::named).filter(Main::isThere).toList();
  }

  /** Those of the peers that are Dunlin's. */
  private List<DunlinForm> forms() {
    return peers().stream()
        .filter(DunlinForm.class::isInstance)
        .map(DunlinForm.class::cast)
        .toList();
  }

  private static boolean isThere(Peer peer) {
    Optional<String> missing = peer.missing();
    missing.ifPresent(why -> OUT.println(peer.id() + " is left out: " + why));
    return missing.isEmpty();
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

  private Duration leastTime() {
    return Duration.ofMillis(Math.round(1000 * options.fractions("seconds").getFirst()));
  }

  private Path work() {
    return Path.of(options.text("work"));
  }
}
