package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;

import com.google.common.util.concurrent.ListenableFuture;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The published Java client of a server that has three books, as they are before each test. */
abstract class BooksClient {
  static final String BOOKS = "books";
  static final UUID NAMED = UUID.fromString("5c56c793-69f3-4fbf-87e6-c4bf54c28c26");

  static GrpcServer server;
  static QdrantClient client;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
    client =
        new QdrantClient(QdrantGrpcClient.newBuilder("127.0.0.1", server.port(), false).build());
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void fill() {
    server.collections().drop(BOOKS, Duration.ofSeconds(1));
    get(
        client.createCollectionAsync(
            BOOKS, VectorParams.newBuilder().setSize(2).setDistance(Distance.Euclid).build()));
    get(
        client.upsertAsync(
            BOOKS,
            List.of(
                book(
                    id(1),
                    0,
                    Map.of(
                        "title", value("the sea"),
                        "year", value(1999),
                        "sold", value("2020-01-01T00:00:00Z"))),
                book(
                    id(2),
                    1,
                    Map.of(
                        "title", value("the sky"),
                        "year", value(2001),
                        "price", value(9.5),
                        "new", value(true))),
                book(
                    id(NAMED),
                    5,
                    Map.of(
                        "title", value("a song"),
                        "tags", list(List.of(value("x"), nullValue())))))));
  }

  static Filter must(Condition condition) {
    return Filter.newBuilder().addMust(condition).build();
  }

  static Map<String, Value> payload(PointId id) {
    return get(client.retrieveAsync(BOOKS, id, true, false, null)).getFirst().getPayloadMap();
  }

  static PointStruct book(PointId id, float x, Map<String, Value> payload) {
    return PointStruct.newBuilder()
        .setId(id)
        .setVectors(vectors(x, 0f))
        .putAllPayload(payload)
        .build();
  }

  static <T> T get(ListenableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
