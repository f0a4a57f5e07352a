package io.dunlin.bench.node;

import io.dunlin.index.Metric;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * The collection {@value #COLLECTION} of a node on this machine, through the official client and
 * plain HTTP.
 */
public final class NodeClient implements AutoCloseable {
  public static final String COLLECTION = "benchmark";
  private static final long POLL_NANOS = 50_000_000;

  private final QdrantClient grpc;
  private final RestClient rest;

  public NodeClient(NodePorts ports) {
    this.grpc =
        new QdrantClient(
            QdrantGrpcClient.newBuilder("127.0.0.1", ports.grpc(), false, false).build());
    this.rest = new RestClient(ports.http());
  }

  void createCollection(int dimension, Metric metric) throws IOException, InterruptedException {
    Distance distance =
        switch (metric) {
          case DOT -> Distance.Dot;
          case COSINE -> Distance.Cosine;
          case EUCLID -> Distance.Euclid;
          case MANHATTAN -> Distance.Manhattan;
          case HAMMING, JACCARD -> throw new IllegalArgumentException("gRPC has no " + metric);
        };
    VectorParams vectors =
        VectorParams.newBuilder().setSize(dimension).setDistance(distance).build();
    await(grpc.createCollectionAsync(COLLECTION, vectors));
  }

  /**
   * Writes points with the ids {@code first}, {@code first + 1} … and waits until they are visible.
   *
   * @return false when the node asked to slow down and took none
   */
  public boolean upsert(int first, List<float[]> vectors) throws IOException, InterruptedException {
    List<PointStruct> points = new ArrayList<>(vectors.size());
    for (int i = 0; i < vectors.size(); i++) {
      points.add(
          PointStruct.newBuilder()
              .setId(PointIdFactory.id(first + i))
              .setVectors(VectorsFactory.vectors(vectors.get(i)))
              .build());
    }
    UpsertPoints request =
        UpsertPoints.newBuilder()
            .setCollectionName(COLLECTION)
            .addAllPoints(points)
            .setWait(true)
            .build();
    try {
      await(grpc.upsertAsync(request));
      return true;
    } catch (IOException e) {
      if (e.getCause() instanceof StatusRuntimeException refusal
          && refusal.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        return false;
      }
      throw e;
    }
  }

  /** Waits until the node says that nothing is left to be indexed. */
  public void awaitGreen() throws IOException, InterruptedException {
    while (await(grpc.getCollectionInfoAsync(COLLECTION)).getStatus() != CollectionStatus.Green) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Asks for all segments to be merged into one. */
  public void optimize() throws IOException, InterruptedException {
    rest.post(
        "/collections/" + COLLECTION + "/optimize?timeout=3600",
        "{}".getBytes(StandardCharsets.UTF_8));
  }

  /** Rows that the node has put into graphs since it started. */
  public double graphInserts() throws IOException, InterruptedException {
    return rest.metric("dunlin_graph_inserts_total");
  }

  public NodeSearches grpcSearches(float[][] queries, int k, int breadth) {
    return new GrpcSearches(grpc, COLLECTION, queries, k, breadth);
  }

  NodeSearches restSearches(float[][] queries, int k, int breadth) throws IOException {
    return new RestSearches(rest, COLLECTION, queries, k, breadth);
  }

  private static <T> T await(Future<T> answer) throws IOException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    grpc.close();
    rest.close();
  }
}
