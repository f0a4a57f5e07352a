package io.dunlin.cluster.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads a deterministic set into a running node, waits until it is indexed, searches it and reports
 * speed and recall.
 */
public final class Demo {
  private static final String COLLECTION = "demo";
  private static final long SEED = 20_260_101;
  private static final int DIMENSION = 128;
  private static final int BATCH = 500;
  private static final int LIMIT = 10;
  private static final int CLIENTS = 4;
  private static final Duration GREEN_POLL = Duration.ofMillis(100);
  private static final Duration GREEN_PATIENCE = Duration.ofMinutes(10);

  private final URI node;
  private final int points;
  private final int queries;
  private final PrintStream out;
  private final boolean terminal;
  private final Optional<String> apiKey;
  private final DemoData data = new DemoData(SEED, DIMENSION);

  /**
   * @param node the node's REST address
   * @param terminal whether {@code out} may be redrawn
   */
  public Demo(URI node, int points, int queries, PrintStream out, boolean terminal) {
    this(node, points, queries, out, terminal, Optional.empty());
  }

  private Demo(
      URI node,
      int points,
      int queries,
      PrintStream out,
      boolean terminal,
      Optional<String> apiKey) {
    this.node = node;
    this.points = points;
    this.queries = queries;
    this.out = out;
    this.terminal = terminal;
    this.apiKey = apiKey;
  }

  /** The same with a key that the node asks for. */
  public Demo with(Optional<String> key) {
    return new Demo(node, points, queries, out, terminal, key);
  }

  /** Drops what an earlier demo left, and runs through. */
  public void run() throws IOException, InterruptedException {
    try (DemoClient client = new DemoClient(node, COLLECTION, apiKey);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      client.recreate(DIMENSION);
      double pointsPerSecond = load(client, clients);
      Duration untilGreen = awaitGreen(client);
      out.printf(Locale.ROOT, "search  %,d queries, exactly and by index%n", queries);
      List<List<Long>> exact = searchAll(client, clients, true).found();
      searchAll(client, clients, false); // warms the way that is measured next
      long[] latencies = searchOneByOne(client);
      Searched searched = searchAll(client, clients, false);
      double recall = recall(exact, searched.found());
      out.println();
      out.print(
          new DemoReport(
              points,
              DIMENSION,
              pointsPerSecond,
              untilGreen,
              latencies,
              CLIENTS,
              searched.perSecond(),
              LIMIT,
              recall));
      out.println();
      out.print(NextSteps.text(node, COLLECTION));
      out.flush();
    }
  }

  private double load(DemoClient client, ExecutorService clients)
      throws IOException, InterruptedException {
    Progress progress = new Progress(out, terminal, "load", points);
    AtomicInteger next = new AtomicInteger();
    inParallel(
        clients,
        () -> {
          int from;
          while ((from = next.getAndAdd(BATCH)) < points) {
            int to = Math.min(points, from + BATCH);
            client.upsert(DemoJson.upsert(data, from, to));
            progress.add(to - from);
          }
          return null;
        });
    return progress.rate();
  }

  private Duration awaitGreen(DemoClient client) throws IOException, InterruptedException {
    long start = System.nanoTime();
    out.println("index   waiting for the graphs to be built");
    while (!client.green()) {
      if (System.nanoTime() - start > GREEN_PATIENCE.toNanos()) {
        throw new IOException("not indexed within " + GREEN_PATIENCE.toMinutes() + " minutes");
      }
      Thread.sleep(GREEN_POLL);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** The ids each query found, and how fast all clients together were. */
  private record Searched(List<List<Long>> found, double perSecond) {}

  private Searched searchAll(DemoClient client, ExecutorService clients, boolean exact)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<List<Long>> found = Collections.synchronizedList(new ArrayList<>());
    found.addAll(Collections.nCopies(queries, List.of()));
    AtomicInteger next = new AtomicInteger();
    inParallel(
        clients,
        () -> {
          int number;
          while ((number = next.getAndIncrement()) < queries) {
            found.set(number, client.query(DemoJson.query(data.query(number), LIMIT, exact)));
          }
          return null;
        });
    return new Searched(found, queries / ((System.nanoTime() - start) / 1e9));
  }

  private long[] searchOneByOne(DemoClient client) throws IOException, InterruptedException {
    long[] latencies = new long[queries];
    for (int number = 0; number < queries; number++) {
      String query = DemoJson.query(data.query(number), LIMIT, false);
      long start = System.nanoTime();
      client.query(query);
      latencies[number] = System.nanoTime() - start;
    }
    return latencies;
  }

  private static double recall(List<List<Long>> exact, List<List<Long>> found) {
    long hits = 0;
    long wanted = 0;
    for (int query = 0; query < exact.size(); query++) {
      List<Long> truth = exact.get(query);
      hits += found.get(query).stream().filter(truth::contains).count();
      wanted += truth.size();
    }
    return wanted == 0 ? 0 : (double) hits / wanted;
  }

  private static void inParallel(ExecutorService clients, Callable<Void> work)
      throws IOException, InterruptedException {
    for (Future<Void> client : clients.invokeAll(Collections.nCopies(CLIENTS, work))) {
      try {
        client.get();
      } catch (ExecutionException e) {
        throw new IOException("a client of the demo failed", e);
      }
    }
  }
}
