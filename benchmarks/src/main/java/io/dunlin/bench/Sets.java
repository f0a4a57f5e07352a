package io.dunlin.bench;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.Embeddings;
import io.dunlin.bench.datasets.FileSet;
import io.dunlin.bench.datasets.Generator;
import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.datasets.Mnist784;
import io.dunlin.bench.datasets.Synth;
import io.dunlin.bench.datasets.Truth;
import io.dunlin.bench.datasets.TruthCache;
import io.dunlin.index.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The sets that the options name, one after the other. */
final class Sets {
  private final Options options;
  private final Truth truth;

  /** What is done with a set. */
  interface Use {
    void accept(Dataset data) throws IOException, InterruptedException;
  }

  Sets(Options options) {
    this.options = options;
    this.truth = new TruthCache(Path.of(options.text("truth")));
  }

  /**
   * @throws IllegalArgumentException for a name that is neither that of a set nor of a file
   */
  void forEach(Use ofSet) throws IOException, InterruptedException {
    int k = options.number("k");
    Use use = data -> ofSet.accept(data.withNeighbours(k, truth));
    for (String name : options.list("sets")) {
      switch (name) {
        case "mnist784" -> mnist784(use);
        case "manifold" -> generated(Manifold.standard(options.number("seed")), use);
        case "synth" -> generated(Synth.standard(options.number("seed")), use);
        case "embeddings" -> generated(Embeddings.standard(options.number("seed")), use);
        default -> file(name, use);
      }
    }
  }

  private void mnist784(Use use) throws IOException, InterruptedException {
    Path data = Path.of(options.text("data"));
    if (Mnist784.isIn(data)) {
      use.accept(Mnist784.load(data, options.number("mnist-rows"), queries(), truth));
    } else {
      System.out.println("mnist784 is left out: it is not in " + data);
    }
  }

  private void generated(Generator generator, Use use) throws IOException, InterruptedException {
    for (int rows : options.numbers("rows")) {
      use.accept(generator.generate(rows, queries(), truth));
    }
  }

  private void file(String name, Use use) throws IOException, InterruptedException {
    if (!name.contains(".")) {
      throw new IllegalArgumentException("unknown set " + name);
    }
    FileSet set =
        new FileSet(
            Path.of(name),
            given("query-file"),
            given("truth-file"),
            Metric.valueOf(options.text("metric").toUpperCase(Locale.ROOT)));
    int most = options.number("file-rows");
    use.accept(set.load(most == 0 ? Integer.MAX_VALUE : most, queries(), truth));
  }

  private Optional<Path> given(String option) {
    return Optional.of(options.text(option)).filter(path -> !path.isEmpty()).map(Path::of);
  }

  private int queries() {
    return options.number("queries");
  }
}
