package io.dunlin.bench.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers the few calls that the harness makes, exactly and from memory, so that the harness can be
 * tested by itself. Keeps its points in a text file; refuses the first upsert as too much; is
 * yellow when first asked.
 */
final class FakeNode {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<Long, List<Float>> points = new ConcurrentSkipListMap<>();
  private final AtomicBoolean refusedOne = new AtomicBoolean();
  private final AtomicBoolean wasYellow = new AtomicBoolean();

  private FakeNode(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        JsonNode point = JSON.readTree(line);
        points.put(point.get("id").asLong(), floats(point.get("vector")));
      }
    }
  }

  /** Takes the launcher's options: {@code --data-dir DIR}, then ports that it does not heed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    FakeNode node = new FakeNode(folder.resolve("points"));
    Server grpc =
        ServerBuilder.forPort(0)
            .addService(node.new CollectionCalls())
            .addService(node.new PointCalls())
            .build()
            .start();
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", node::answer);
    http.start();
    System.out.println(
        "Ready: HTTP on 127.0.0.1:%d, gRPC on 127.0.0.1:%d"
            .formatted(http.getAddress().getPort(), grpc.getPort()));
    grpc.awaitTermination();
  }

  private record Found(long id, double distance) {}

  private List<Found> nearest(List<Float> query, int limit) {
    return points.entrySet().stream()
        .map(point -> new Found(point.getKey(), distance(query, point.getValue())))
        .sorted(Comparator.comparingDouble(Found::distance).thenComparingLong(Found::id))
        .limit(limit)
        .toList();
  }

  private static double distance(List<Float> left, List<Float> right) {
    double sum = 0;
    for (int i = 0; i < left.size(); i++) {
      double difference = left.get(i) - right.get(i);
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  private static List<Float> floats(JsonNode array) {
    List<Float> values = new ArrayList<>();
    array.forEach(value -> values.add(value.floatValue()));
    return values;
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/metrics")) {
      send(
          exchange,
          "dunlin_graph_inserts_total %d.0\n".formatted(2 * points.size()).getBytes(UTF_8));
      return;
    }
    Object result;
    if (exchange.getRequestURI().getPath().endsWith("/points/query")) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      result =
          Map.of(
              "points",
              nearest(floats(request.get("query")), request.get("limit").asInt()).stream()
                  .map(found -> Map.of("id", found.id, "score", (float) found.distance))
                  .toList());
    } else {
      exchange.getRequestBody().readAllBytes();
      result = true;
    }
    send(exchange, JSON.writeValueAsBytes(Map.of("result", result, "status", "ok")));
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static <T> void reply(StreamObserver<T> replies, T reply) {
    replies.onNext(reply);
    replies.onCompleted();
  }

  private final class CollectionCalls extends CollectionsGrpc.CollectionsImplBase {
    @Override
    public void create(
        CreateCollection request, StreamObserver<CollectionOperationResponse> replies) {
      reply(replies, CollectionOperationResponse.newBuilder().setResult(true).build());
    }

    @Override
    public void get(
        GetCollectionInfoRequest request, StreamObserver<GetCollectionInfoResponse> replies) {
      CollectionStatus status =
          wasYellow.getAndSet(true) ? CollectionStatus.Green : CollectionStatus.Yellow;
      reply(
          replies,
          GetCollectionInfoResponse.newBuilder()
              .setResult(CollectionInfo.newBuilder().setStatus(status))
              .build());
    }
  }

  private final class PointCalls extends PointsGrpc.PointsImplBase {
    @Override
    public void upsert(UpsertPoints request, StreamObserver<PointsOperationResponse> replies) {
      if (!refusedOne.getAndSet(true)) {
        replies.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
        return;
      }
      try {
        keep(request.getPointsList());
        reply(replies, PointsOperationResponse.getDefaultInstance());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private synchronized void keep(List<PointStruct> added) throws IOException {
      StringBuilder lines = new StringBuilder();
      for (PointStruct point : added) {
        List<Float> vector = point.getVectors().getVector().getDense().getDataList();
        points.put(point.getId().getNum(), vector);
        lines
            .append(JSON.writeValueAsString(Map.of("id", point.getId().getNum(), "vector", vector)))
            .append('\n');
      }
      Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void query(QueryPoints request, StreamObserver<QueryResponse> replies) {
      QueryResponse.Builder response = QueryResponse.newBuilder();
      List<Float> query = request.getQuery().getNearest().getDense().getDataList();
      for (Found found : nearest(query, Math.toIntExact(request.getLimit()))) {
        response.addResult(
            ScoredPoint.newBuilder()
                .setId(PointIdFactory.id(found.id))
                .setScore((float) found.distance));
      }
      reply(replies, response.build());
    }
  }
}
