package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.UpdateStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The largest requests and answers there may be, through a node that has nothing of the collection:
 * all of it crosses between nodes, whose messages are of 1 MiB at most.
 */
class LargeRequestsIT {
  private static final int NODES = 3;
  private static final int POINTS = 10_000;
  private static final int SIZE = 512;

  /** What REST takes by default. */
  private static final int LARGEST_BODY = 32 << 20;

  /** What gRPC takes by default. */
  private static final int LARGEST_MESSAGE = 64 << 20;

  private static final int SIZE_OF_LARGE = 1_536;

  @RegisterExtension static final StartedNodes PROCESSES = new StartedNodes();
  @TempDir static Path folder;
  private static StartedCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new StartedCluster(folder, PROCESSES, NODES);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void create(String collection, int size) throws IOException {
    String body =
        "{\"vectors\":{\"size\":%d,\"distance\":\"Dot\"},\"shard_number\":1}".formatted(size);
    assertThat(
            cluster
                .node(0)
                .rest()
                .send("PUT", "/collections/" + collection, body)
                .result()
                .asBoolean())
        .isTrue();
  }

  private static StartedNode without(String collection) throws IOException {
    for (int node = 0; node < NODES; node++) {
      JsonNode where =
          cluster
              .node(node)
              .rest()
              .send("GET", "/collections/" + collection + "/cluster", "")
              .result();
      if (where.path("local_shards").isEmpty()) {
        return cluster.node(node);
      }
    }
    throw new AssertionError("every node has the only shard");
  }

  /** In thousandths, so that its text is short. */
  private static int component(int id, int index) {
    return (id * 31 + index * 7) % 1_000;
  }

  @Test
  void overRest() throws Exception {
    create("birds", SIZE);
    StartedNode proxy = without("birds");
    String body = upsert();
    assertThat(body.length()).isBetween(LARGEST_BODY - 200_000, LARGEST_BODY);
    long since = System.nanoTime();
    RestClient.Answer written =
        proxy.rest().send("PUT", "/collections/birds/points?wait=true", body);
    assertThat(written.status()).as(written.body()).isEqualTo(200);
    System.out.printf(
        "LargeRequestsIT: %d bytes of points over REST in %.1f s%n",
        body.length(), (System.nanoTime() - since) / 1e9);
    since = System.nanoTime();
    RestClient.Answer answer =
        proxy
            .rest()
            .send(
                "POST",
                "/collections/birds/points/search",
                "{\"vector\":%s,\"limit\":%d,\"with_vector\":true}".formatted(vector(17), POINTS));
    JsonNode hits = answer.result();
    System.out.printf(
        "LargeRequestsIT: %d bytes of hits over REST in %.1f s%n",
        answer.body().length(), (System.nanoTime() - since) / 1e9);
    assertThat(answer.body().length()).isGreaterThan(20 << 20);
    assertThat(hits).hasSize(POINTS);
    Set<Integer> ids = new HashSet<>();
    double before = Double.POSITIVE_INFINITY;
    for (JsonNode hit : hits) {
      int id = hit.path("id").asInt();
      ids.add(id);
      assertThat(hit.path("score").asDouble()).isLessThanOrEqualTo(before);
      before = hit.path("score").asDouble();
      JsonNode vector = hit.path("vector");
      assertThat(vector).hasSize(SIZE);
      for (int i = 0; i < SIZE; i += 73) {
        assertThat((float) vector.get(i).asDouble()).isEqualTo(component(id, i) / 1_000f);
      }
    }
    assertThat(ids).hasSize(POINTS);
    String larger = body + " ".repeat(LARGEST_BODY - body.length() + 1);
    assertThat(proxy.rest().send("PUT", "/collections/birds/points?wait=true", larger).status())
        .isEqualTo(413);
  }

  /** Points whose text takes almost all that a body may have. */
  private static String upsert() {
    int bare = points("").length();
    String filling = "x".repeat((LARGEST_BODY - 100_000 - bare) / POINTS);
    return points(filling);
  }

  private static String points(String filling) {
    StringBuilder body = new StringBuilder("{\"points\":[");
    for (int id = 0; id < POINTS; id++) {
      body.append(id == 0 ? "" : ",").append("{\"id\":").append(id);
      body.append(",\"payload\":{\"f\":\"").append(filling);
      body.append("\"},\"vector\":").append(vector(id)).append('}');
    }
    return body.append("]}").toString();
  }

  private static String vector(int id) {
    StringBuilder vector = new StringBuilder("[");
    for (int i = 0; i < SIZE; i++) {
      int value = component(id, i);
      vector.append(i == 0 ? "0." : ",0.");
      vector.append(value / 100).append(value / 10 % 10).append(value % 10);
    }
    return vector.append(']').toString();
  }

  @Test
  void overGrpc() throws Exception {
    create("owls", SIZE_OF_LARGE);
    StartedNode proxy = without("owls");
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", proxy.grpcPort())
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    try (QdrantClient client =
        new QdrantClient(QdrantGrpcClient.newBuilder(channel, true).build())) {
      List<PointStruct> points = new ArrayList<>();
      long bytes = 0;
      while (bytes < LARGEST_MESSAGE - 50_000) {
        PointStruct point = point(points.size());
        points.add(point);
        // Its own length and tag.
        bytes += point.getSerializedSize() + 4;
      }
      long since = System.nanoTime();
      assertThat(client.upsertAsync("owls", points).get(60, TimeUnit.SECONDS).getStatus())
          .isEqualTo(UpdateStatus.Completed);
      System.out.printf(
          "LargeRequestsIT: %d bytes of %d points over gRPC in %.1f s%n",
          bytes, points.size(), (System.nanoTime() - since) / 1e9);
      since = System.nanoTime();
      List<ScoredPoint> hits =
          client
              .searchAsync(
                  SearchPoints.newBuilder()
                      .setCollectionName("owls")
                      .addAllVector(values(3))
                      .setLimit(10_000)
                      .setWithPayload(WithPayloadSelectorFactory.enable(false))
                      .setWithVectors(WithVectorsSelectorFactory.enable(true))
                      .build())
              .get(60, TimeUnit.SECONDS);
      System.out.printf(
          "LargeRequestsIT: %d hits over gRPC in %.1f s%n",
          hits.size(), (System.nanoTime() - since) / 1e9);
      assertThat(hits).hasSize(Math.min(10_000, points.size()));
      for (ScoredPoint hit : hits) {
        List<Float> vector = hit.getVectors().getVector().getDense().getDataList();
        assertThat(vector).hasSize(SIZE_OF_LARGE);
        int id = (int) hit.getId().getNum();
        assertThat(vector.get(1_000)).isEqualTo(component(id, 1_000) / 1_000f);
      }
    }
  }

  private static PointStruct point(int id) {
    return PointStruct.newBuilder()
        .setId(PointIdFactory.id(id))
        .setVectors(VectorsFactory.vectors(values(id)))
        .build();
  }

  private static List<Float> values(int id) {
    List<Float> values = new ArrayList<>(SIZE_OF_LARGE);
    for (int i = 0; i < SIZE_OF_LARGE; i++) {
      values.add(component(id, i) / 1_000f);
    }
    return values;
  }
}
