package io.dunlin.bench.cluster;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.node.NodeClient;
import io.dunlin.bench.node.NodeProcess;
import io.dunlin.bench.node.NodeSearches;
import io.dunlin.bench.node.RestClient;
import io.dunlin.bench.report.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How long nodes take from the start of their process to the first correct answer. */
final class Restarts {
  private static final long POLL_MILLIS = 5;

  /** An answer that is still another after so long will not become the same. */
  private static final double PATIENCE_SECONDS = 30;

  /** What a start is measured from. */
  @FunctionalInterface
  interface Start {
    NodeProcess run() throws IOException, InterruptedException;
  }

  /**
   * Seconds from the start of the process.
   *
   * @param same whether all queries were answered as before
   */
  record Restart(
      String what,
      double listening,
      double ready,
      double firstAnswer,
      boolean same,
      double recall) {}

  private final Dataset data;
  private final int k;
  private final int breadth;
  private final Answers before;
  private final List<Restart> restarts = new ArrayList<>();

  /**
   * @param before what is to be answered again
   */
  Restarts(Dataset data, int k, int breadth, Answers before) {
    this.data = data;
    this.k = k;
    this.breadth = breadth;
    this.before = before;
  }

  /** Starts a node that has ended, and returns when it has answered everything. */
  NodeProcess measure(String what, Start start) throws IOException, InterruptedException {
    NodeProcess process = start.run();
    try (RestClient rest = new RestClient(process.ports().http());
        NodeClient client = new NodeClient(process.ports())) {
      while (!rest.send("GET", "/readyz", "").ok()) {
        Thread.sleep(POLL_MILLIS);
      }
      double ready = process.secondsSinceStart();
      NodeSearches searches = client.grpcSearches(data.queries(), k, breadth);
      while (!before.same(0, searches.search(0).rows())
          && process.secondsSinceStart() - ready < PATIENCE_SECONDS) {
        Thread.sleep(POLL_MILLIS);
      }
      double firstAnswer = process.secondsSinceStart();
      Answers after = Answers.of(client, data, k, breadth);
      restarts.add(
          new Restart(
              what,
              process.secondsToPorts(),
              ready,
              firstAnswer,
              before.same(after),
              after.recall()));
    }
    return process;
  }

  /** The slowest first answer. */
  double worst() {
    return restarts.stream().mapToDouble(Restart::firstAnswer).max().orElse(0);
  }

  Restart last() {
    return restarts.getLast();
  }

  TextTable table() {
    TextTable table =
        new TextTable(
            "restart",
            "names its ports, s",
            "/readyz, s",
            "first correct search, s",
            "aim",
            "answers the same",
            "recall@" + k);
    for (Restart restart : restarts) {
      table.add(
          restart.what,
          Spread.text("%.2f", restart.listening),
          Spread.text("%.2f", restart.ready),
          Spread.text("%.2f", restart.firstAnswer),
          "5 s",
          restart.same ? "yes" : "no",
          Spread.text("%.4f", restart.recall));
    }
    return table;
  }
}
