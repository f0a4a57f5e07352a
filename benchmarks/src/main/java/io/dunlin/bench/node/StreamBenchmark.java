package io.dunlin.bench.node;

import io.dunlin.bench.node.PacedCalls.Pace;
import io.dunlin.bench.report.TextTable;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Searches and upserts as unary calls and on streams, one point or query a message: by the same
 * client library, over one connection each, to the same node, in turns, with as many under way.
 */
public final class StreamBenchmark {
  private static final String COLLECTION = "streamed";
  private static final List<Integer> IN_FLIGHT = List.of(1, 64, 256);

  private final Path launcher;
  private final Path work;
  private final int points;
  private final int dimension;
  private final int rounds;
  private final Duration time;

  /**
   * @param points that are searched
   * @param rounds of which the middle one counts
   * @param time of each measurement
   */
  public StreamBenchmark(
      Path launcher, Path work, int points, int dimension, int rounds, Duration time) {
    this.launcher = launcher;
    this.work = work;
    this.points = points;
    this.dimension = dimension;
    this.rounds = rounds;
    this.time = time;
  }

  /** Messages a second, as a table. */
  public TextTable run() throws IOException, InterruptedException {
    Files.createDirectories(work);
    Path data = Files.createTempDirectory(work, "streams");
    try (NodeProcess node = NodeProcess.start(launcher, data);
        QdrantClient client =
            new QdrantClient(
                QdrantGrpcClient.newBuilder("127.0.0.1", node.ports().grpc(), false).build())) {
      client
          .createCollectionAsync(
              COLLECTION,
              VectorParams.newBuilder().setSize(dimension).setDistance(Distance.Euclid).build())
          .get();
      StreamCallers callers = new StreamCallers(COLLECTION, dimension, points);
      return measure(node, callers);
    } catch (ExecutionException e) {
      throw new IOException("the collection could not be made", e.getCause());
    }
  }

  private TextTable measure(NodeProcess node, StreamCallers callers)
      throws IOException, InterruptedException {
    TextTable table =
        new TextTable(
            "messages a second",
            "in flight",
            "unary",
            "stream",
            "stream / unary",
            "unary, node's CPU µs",
            "stream",
            "unary / stream");
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", node.ports().grpc())
            .usePlaintext()
            .directExecutor()
            .build();
    try {
      callers.fill(channel);
      for (int inFlight : IN_FLIGHT) {
        row(
            table,
            node,
            "upserts",
            inFlight,
            () -> callers.unaryUpserts(channel),
            () -> callers.streamedUpserts(channel));
      }
      for (int inFlight : IN_FLIGHT) {
        row(
            table,
            node,
            "searches",
            inFlight,
            () -> callers.unarySearches(channel),
            () -> callers.streamedSearches(channel));
      }
    } finally {
      channel.shutdownNow();
    }
    return table;
  }

  private void row(
      TextTable table,
      NodeProcess node,
      String what,
      int inFlight,
      Supplier<StreamCallers.Caller> unary,
      Supplier<StreamCallers.Caller> stream)
      throws IOException, InterruptedException {
    // The first round warms up and is not counted.
    List<Pace> unaries = new ArrayList<>();
    List<Pace> streams = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Pace one = PacedCalls.measure(node, unary.get(), inFlight, time);
      Pace other = PacedCalls.measure(node, stream.get(), inFlight, time);
      if (round > 0) {
        unaries.add(one);
        streams.add(other);
      }
    }
    double unaryRate = middle(unaries, Pace::perSecond);
    double streamRate = middle(streams, Pace::perSecond);
    double unaryCpu = middle(unaries, Pace::cpuMicros);
    double streamCpu = middle(streams, Pace::cpuMicros);
    table.add(
        what,
        Integer.toString(inFlight),
        number("%.0f", unaryRate),
        number("%.0f", streamRate),
        number("%.2f", streamRate / unaryRate),
        number("%.1f", unaryCpu),
        number("%.1f", streamCpu),
        number("%.2f", unaryCpu / streamCpu));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static double middle(List<Pace> paces, ToDoubleFunction<Pace> figure) {
    return paces.stream().mapToDouble(figure).sorted().toArray()[paces.size() / 2];
  }
}
