package io.dunlin.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.bench.cluster.Finding;
import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.node.NodeProcess;
import io.dunlin.bench.report.TextTable;
import io.dunlin.index.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Measures both APIs of a node that runs in a process of its own. */
public final class ApiBenchmark {
  private static final String SEARCHED = "searched";
  private static final String DESCRIBED = "described";
  private static final int BATCH = 1000;
  private static final long PAUSE_NANOS = 50_000_000;
  private static final int DESCRIBED_DIMENSION = 4;

  private final Plan plan;

  /**
   * @param launcher starts a node
   * @param work where nodes have their data
   * @param breadth of searches
   * @param connections numbers of them, each measured by itself
   * @param time of each measurement
   * @param batches of 1,000 points each that are written over each API
   * @param writers connections that write
   */
  public record Plan(
      Path launcher,
      Path work,
      int k,
      int breadth,
      List<Integer> connections,
      Duration time,
      int batches,
      int writers) {}

  public ApiBenchmark(Plan plan) {
    this.plan = plan;
  }

  /** The two ways in; what of a request's cost is no search's and no echo's may be so much. */
  private enum Transport {
    REST("REST", 50),
    GRPC("gRPC", 30);

    private final String shown;
    private final double aimMicros;

    Transport(String shown, double aimMicros) {
      this.shown = shown;
      this.aimMicros = aimMicros;
    }

    Connection.Opener opener(NodeProcess server, String collection, Requests.Pair pair) {
      return switch (this) {
        case REST ->
            () ->
                new RestConnection(
                    server.ports().http(), "POST", "/collections/" + collection + pair.path());
        case GRPC -> () -> new GrpcConnection(server.ports().grpc(), pair.method());
      };
    }

    List<byte[]> requests(Requests.Pair pair) {
      return this == REST ? pair.rest() : pair.grpc();
    }
  }

  // ---- searches ----

  /** Searches of a set beside their parts, and how fast its rows are written. */
  public Finding searches(Dataset data) throws IOException, InterruptedException {
    Files.createDirectories(plan.work);
    Path folder = Files.createTempDirectory(plan.work, "api");
    List<Load.Measured> alone =
        SearchAlone.measure(
            data, plan.k, plan.breadth, plan.connections, plan.time, folder.resolve("alone"));
    TextTable searches =
        new TextTable(
            "API, connections",
            "requests/s",
            "p50 µs",
            "p99 µs",
            "server CPU µs",
            "search alone, CPU µs",
            "share of it",
            "echo/s",
            "echo p50 µs",
            "echo CPU µs",
            "over both µs",
            "aim µs");
    TextTable writes = new TextTable("upsert, batches of 1,000", "points/s", "server CPU µs/point");
    Requests.Pair pair = Requests.searches(SEARCHED, data.queries(), plan.k, plan.breadth);
    try (NodeProcess node = NodeProcess.start(plan.launcher, folder.resolve("node"))) {
      writes(node, data, writes);
      load(node, data);
      try (NodeProcess echo = echo(folder, node, pair)) {
        for (Transport transport : Transport.values()) {
          for (int i = 0; i < plan.connections.size(); i++) {
            Load load = new Load(plan.connections.get(i), plan.time);
            Load.Measured echoed = measure(load, transport, echo, SEARCHED, pair);
            Load.Measured searched = measure(load, transport, node, SEARCHED, pair);
            row(searches, transport, plan.connections.get(i), searched, alone.get(i), echoed);
          }
        }
      }
    }
    return new Finding(
        "API: %s, %d components".formatted(data.name(), data.base().dimension()),
        List.of(searches, writes),
        List.of(
            "k = %d, hnsw_ef = %d; each connection has one request under way; the client is another process on the same machine."
                .formatted(plan.k, plan.breadth),
            "CPU is all that the server's process took, divided by its requests. `search alone` is"
                + " the same search by the facade below both APIs, in process, as many under way;"
                + " `share of it` is its part of the request's CPU. `echo` is a program on the same"
                + " HTTP stack that reads the same requests and sends the same answers.",
            "`over both` is what a request takes beyond search and echo, which is to be at most the"
                + " aim."),
        Map.of());
  }

  private static void row(
      TextTable table,
      Transport transport,
      int connections,
      Load.Measured searched,
      Load.Measured alone,
      Load.Measured echoed) {
    table.add(
        "%s, %d".formatted(transport.shown, connections),
        number(searched.perSecond()),
        number(searched.p50Micros()),
        number(searched.p99Micros()),
        number(searched.cpuMicros()),
        number(alone.cpuMicros()),
        String.format(Locale.ROOT, "%.2f", alone.cpuMicros() / searched.cpuMicros()),
        number(echoed.perSecond()),
        number(echoed.p50Micros()),
        number(echoed.cpuMicros()),
        number(searched.cpuMicros() - alone.cpuMicros() - echoed.cpuMicros()),
        number(transport.aimMicros));
  }

  private static Load.Measured measure(
      Load load, Transport transport, NodeProcess server, String collection, Requests.Pair pair)
      throws IOException, InterruptedException {
    return load.run(
        transport.opener(server, collection, pair), transport.requests(pair), server::cpuSeconds);
  }

  private void load(NodeProcess node, Dataset data) throws IOException {
    create(node, SEARCHED, data.base().dimension(), data.metric());
    try (Connection grpc = new GrpcConnection(node.ports().grpc(), "qdrant.Points/Upsert")) {
      for (int first = 0; first < data.base().count(); first += BATCH) {
        write(grpc, Requests.upsertOverGrpc(SEARCHED, first, rows(data, first)));
      }
    }
    optimize(node, SEARCHED);
  }

  private static List<float[]> rows(Dataset data, int first) {
    List<float[]> rows = new ArrayList<>();
    for (int row = first; row < Math.min(first + BATCH, data.base().count()); row++) {
      float[] vector = new float[data.base().dimension()];
      data.base().read(row, vector);
      rows.add(vector);
    }
    return rows;
  }

  /** A program that answers what the node answers to the first query. */
  private static NodeProcess echo(Path folder, NodeProcess node, Requests.Pair pair)
      throws IOException, InterruptedException {
    List<Path> answers = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      try (Connection connection = transport.opener(node, SEARCHED, pair).open()) {
        Path answer = folder.resolve(transport.name());
        Files.write(answer, connection.call(transport.requests(pair).getFirst()));
        answers.add(answer);
      }
    }
    Path launcher = folder.resolve("echo.sh");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s/bin/java' -cp '%s' %s '%s' '%s' \"$@\"\n"
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                EchoServer.class.getName(),
                answers.getFirst(),
                answers.getLast()));
    if (!launcher.toFile().setExecutable(true)) {
      throw new IOException(launcher + " cannot be made executable");
    }
    return NodeProcess.start(launcher, folder.resolve("echo"));
  }

  // ---- writes ----

  private void writes(NodeProcess node, Dataset data, TextTable table)
      throws IOException, InterruptedException {
    for (Transport transport : Transport.values()) {
      String collection = "written-" + transport.name().toLowerCase(Locale.ROOT);
      create(node, collection, data.base().dimension(), data.metric());
      List<byte[]> bodies = new ArrayList<>();
      for (int batch = 0; batch < plan.batches; batch++) {
        List<float[]> rows = rows(data, batch * BATCH % data.base().count());
        bodies.add(
            transport == Transport.REST
                ? Requests.upsertOverRest(batch * BATCH, rows)
                : Requests.upsertOverGrpc(collection, batch * BATCH, rows));
      }
      Connection.Opener opener =
          transport == Transport.REST
              ? () ->
                  new RestConnection(
                      node.ports().http(),
                      "PUT",
                      "/collections/" + collection + "/points?wait=true")
              : () -> new GrpcConnection(node.ports().grpc(), "qdrant.Points/Upsert");
      double cpu = node.cpuSeconds();
      long start = System.nanoTime();
      sendAll(opener, bodies);
      double seconds = (System.nanoTime() - start) / 1e9;
      double points = (double) plan.batches * rows(data, 0).size();
      table.add(
          transport.shown,
          number(points / seconds),
          number((node.cpuSeconds() - cpu) * 1e6 / points));
      request(node, "DELETE", "/collections/" + collection, "");
    }
  }

  private void sendAll(Connection.Opener opener, List<byte[]> bodies)
      throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<IOException> failures = new CopyOnWriteArrayList<>();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < plan.writers; i++) {
      writers.add(
          Thread.ofPlatform()
              .start(() -> {
                try (Connection connection = opener.open()) {
                  for (int at = next.getAndIncrement();
                      at < bodies.size();
                      at = next.getAndIncrement()) {
                    write(connection, bodies.get(at));
                  }
                } catch (IOException e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  /** Again and again while the node asks to slow down. */
  private static void write(Connection connection, byte[] body) throws IOException {
    while (true) {
      try {
        byte[] _ = connection.call(body);
        return;
      } catch (BusyException later) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  // ---- other reads ----

  /** Facets, counts and pages of so many points with payloads. */
  public Finding reads(int points) throws IOException, InterruptedException {
    Files.createDirectories(plan.work);
    Path folder = Files.createTempDirectory(plan.work, "api");
    TextTable table = new TextTable("read, API", "requests/s", "p50 µs", "p99 µs", "server CPU µs");
    try (NodeProcess node = NodeProcess.start(plan.launcher, folder.resolve("node"))) {
      describe(node, points);
      Load load = new Load(1, plan.time);
      for (Requests.Pair pair : Requests.reads(DESCRIBED)) {
        for (Transport transport : Transport.values()) {
          Load.Measured measured = measure(load, transport, node, DESCRIBED, pair);
          table.add(
              pair.name() + ", " + transport.shown,
              number(measured.perSecond()),
              number(measured.p50Micros()),
              number(measured.p99Micros()),
              number(measured.cpuMicros()));
        }
      }
    }
    return new Finding(
        "API: facets, counts and pages of %,d points".formatted(points),
        List.of(table),
        List.of(
            "One connection. Points have a keyword with %d values and an integer with %d, both with an index, in one segment."
                .formatted(Requests.KINDS, Requests.NUMBERS)),
        Map.of());
  }

  private void describe(NodeProcess node, int points) throws IOException {
    create(node, DESCRIBED, DESCRIBED_DIMENSION, Metric.DOT);
    for (String index :
        List.of("kind\",\"field_schema\":\"keyword", "number\",\"field_schema\":\"integer")) {
      request(
          node,
          "PUT",
          "/collections/" + DESCRIBED + "/index?wait=true",
          "{\"field_name\":\"" + index + "\"}");
    }
    SplittableRandom random = new SplittableRandom(1);
    try (Connection grpc = new GrpcConnection(node.ports().grpc(), "qdrant.Points/Upsert")) {
      for (int first = 0; first < points; first += BATCH) {
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < Math.min(BATCH, points - first); i++) {
          float[] vector = new float[DESCRIBED_DIMENSION];
          for (int j = 0; j < vector.length; j++) {
            vector[j] = random.nextFloat();
          }
          vectors.add(vector);
        }
        write(grpc, Requests.upsertDescribed(DESCRIBED, first, vectors));
      }
    }
    optimize(node, DESCRIBED);
  }

  // ---- all ----

  private static void create(NodeProcess node, String collection, int dimension, Metric metric)
      throws IOException {
    String distance = metric.name().charAt(0) + metric.name().substring(1).toLowerCase(Locale.ROOT);
    request(
        node,
        "PUT",
        "/collections/" + collection,
        "{\"vectors\":{\"size\":%d,\"distance\":\"%s\"},\"shard_number\":1}"
            .formatted(dimension, distance));
  }

  private static void optimize(NodeProcess node, String collection) throws IOException {
    request(node, "POST", "/collections/" + collection + "/optimize?timeout=3600", "{}");
  }

  private static void request(NodeProcess node, String method, String path, String body)
      throws IOException {
    try (RestConnection connection = new RestConnection(node.ports().http(), method, path)) {
      byte[] _ = connection.call(body.getBytes(UTF_8));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
