package io.dunlin.bench.node;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.report.NodeFigures;
import io.dunlin.bench.report.NodeFigures.Footprint;
import io.dunlin.bench.report.NodeFigures.Load;
import io.dunlin.bench.report.NodeFigures.Restart;
import io.dunlin.bench.report.NodeFigures.Search;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Latencies;
import io.dunlin.bench.sweep.Recall;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes one set through a node's life: start, load while searching, search, optimize, search, stop,
 * start again on the same data.
 */
public final class NodeBenchmark {
  private static final double NANOS = 1e9;
  private static final long RETRY_NANOS = 5_000_000;

  private final NodeSettings settings;
  private final Dataset data;
  private final @Nullable Curve bare;

  /**
   * @param bare what the index alone reached on this set, if that was measured
   */
  public NodeBenchmark(NodeSettings settings, Dataset data, @Nullable Curve bare) {
    this.settings = settings;
    this.data = data;
    this.bare = bare;
  }

  public NodeFigures run() throws IOException, InterruptedException {
    Files.createDirectories(settings.work());
    Path folder = Files.createTempDirectory(settings.work(), "node").resolve("data");
    Load load;
    List<Search> searches = new ArrayList<>();
    double optimizeSeconds;
    Footprint footprint;
    List<NodeSearches.Answer> answers;
    try (NodeProcess node = NodeProcess.start(settings.launcher(), folder);
        NodeClient client = new NodeClient(node.ports())) {
      client.createCollection(data.base().dimension(), data.metric());
      load = load(client);
      searches.addAll(search(client, "loaded"));
      long start = System.nanoTime();
      client.optimize();
      client.awaitGreen();
      optimizeSeconds = secondsSince(start);
      searches.addAll(search(client, "optimized"));
      answers = answers(client);
      footprint =
          new Footprint(
              perVector(node.diskBytes()),
              perVector(node.residentBytes()),
              perVector(node.anonymousBytes()));
    }
    Restart restart = restart(folder, answers);
    delete(folder);
    return new NodeFigures(data.name(), load, searches, optimizeSeconds, footprint, restart);
  }

  private Load load(NodeClient client) throws IOException, InterruptedException {
    Loader loader = new Loader(client, data.base(), settings.batch());
    PacedSearcher searcher =
        PacedSearcher.start(
            client.grpcSearches(data.queries(), settings.k(), widest()), data.queries().length);
    long start = System.nanoTime();
    loader.run(settings.writers());
    double seconds = secondsSince(start);
    NodeFigures.Latency searching = searcher.stop();
    long acked = System.nanoTime();
    client.awaitGreen();
    double secondsToGreen = secondsSince(acked);
    return new Load(
        data.base().count(),
        settings.batch(),
        settings.writers(),
        seconds,
        data.base().count() / seconds,
        loader.refusals(),
        searching,
        secondsToGreen,
        client.graphInserts() / data.base().count());
  }

  private List<Search> search(NodeClient client, String moment)
      throws IOException, InterruptedException {
    List<Search> figures = new ArrayList<>();
    for (int breadth : settings.breadths()) {
      figures.add(
          measure(client.grpcSearches(data.queries(), settings.k(), breadth), moment, breadth));
      figures.add(
          measure(client.restSearches(data.queries(), settings.k(), breadth), moment, breadth));
    }
    return figures;
  }

  private Search measure(NodeSearches searches, String moment, int breadth)
      throws IOException, InterruptedException {
    Recall recall = Recall.of(data, settings.k());
    for (int query = 0; query < data.queries().length; query++) {
      int[] rows = searches.search(query).rows();
      recall.add(query, rows, rows.length);
    }
    Latencies latencies = new Latencies();
    long asked = 0;
    long start = System.nanoTime();
    long now = start;
    while (now - start < settings.leastTime().toNanos()) {
      searches.search((int) (asked++ % data.queries().length));
      long answered = System.nanoTime();
      latencies.add(answered - now);
      now = answered;
    }
    OptionalDouble alone =
        bare == null ? OptionalDouble.empty() : bare.queriesPerSecondAt(recall.value());
    return new Search(
        moment,
        searches.transport(),
        breadth,
        recall.value(),
        asked * NANOS / (now - start),
        NodeFigures.Latency.of(latencies),
        alone.isPresent() ? alone.getAsDouble() : null);
  }

  private Restart restart(Path folder, List<NodeSearches.Answer> before)
      throws IOException, InterruptedException {
    try (NodeProcess node = NodeProcess.start(settings.launcher(), folder);
        NodeClient client = new NodeClient(node.ports())) {
      NodeSearches searches = client.restSearches(data.queries(), settings.k(), widest());
      awaitAnswer(searches);
      double firstAnswer = node.secondsSinceStart();
      List<NodeSearches.Answer> after = answers(client);
      return new Restart(node.secondsToPorts(), firstAnswer, same(before, after));
    }
  }

  private static void awaitAnswer(NodeSearches searches) throws IOException, InterruptedException {
    while (true) {
      try {
        searches.search(0);
        return;
      } catch (ConnectException e) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private List<NodeSearches.Answer> answers(NodeClient client)
      throws IOException, InterruptedException {
    NodeSearches searches = client.grpcSearches(data.queries(), settings.k(), widest());
    List<NodeSearches.Answer> answers = new ArrayList<>();
    for (int query = 0; query < data.queries().length; query++) {
      answers.add(searches.search(query));
    }
    return answers;
  }

  private static boolean same(List<NodeSearches.Answer> before, List<NodeSearches.Answer> after) {
    for (int query = 0; query < before.size(); query++) {
      if (!Arrays.equals(before.get(query).rows(), after.get(query).rows())
          || !Arrays.equals(before.get(query).scores(), after.get(query).scores())) {
        return false;
      }
    }
    return true;
  }

  /** The node's log beside it stays. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private int widest() {
    return settings.breadths().getLast();
  }

  private double perVector(long bytes) {
    return (double) bytes / data.base().count();
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / NANOS;
  }
}
