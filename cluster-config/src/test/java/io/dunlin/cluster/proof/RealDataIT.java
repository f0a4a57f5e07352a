package io.dunlin.cluster.proof;

import static io.dunlin.cluster.proof.Answers.get;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.UpdateResult;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real data through the official client: the true neighbours are found at every stage of a
 * segment's life, and after kill -9 by the same answers.
 */
class RealDataIT {
  private static final String DIGITS = "digits";
  private static final int BATCH = 256;
  private static final int BATCHES_UNDERWAY = 4;
  private static final int QUERIES = 1_000;
  private static final int QUERY_BATCH = 25;
  private static final int K = 10;
  private static final long HNSW_EF = 128;
  private static final double LEAST_RECALL = 0.99;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  @Test
  void trueNeighboursAreFoundBeforeAndAfterSealingAndAfterAKill() throws Exception {
    DigitImages digits = DigitImages.read();
    StartedNode node = nodes.start(data, Map.of());
    QdrantClient client = node.grpc();
    Stage stage = new Stage();
    get(
        client.createCollectionAsync(
            DIGITS,
            VectorParams.newBuilder()
                .setSize(DigitImages.DIMENSION)
                .setDistance(Distance.Euclid)
                .build()));
    load(client, digits.images());
    stage.done("60,000 points acked");

    assertThat(status(client))
        .as("graphs are still to be built")
        .isEqualTo(CollectionStatus.Yellow);
    assertRecall(digits, answers(client, digits), stage, "while sealing");
    while (status(client) != CollectionStatus.Green) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    stage.done("green");
    assertRecall(digits, answers(client, digits), stage, "when green");
    assertThat(
            node.rest()
                .send("POST", "/collections/" + DIGITS + "/optimize?timeout=600", "{}")
                .result()
                .asBoolean())
        .isTrue();
    stage.done("optimized");
    List<List<HitBits>> before = answers(client, digits);
    assertRecall(digits, before, stage, "when optimized");

    node.kill9();
    StartedNode restarted = nodes.restart(node);
    stage.done("killed and ready again");
    List<List<HitBits>> after = answers(restarted.grpc(), digits);
    assertRecall(digits, after, stage, "after kill -9");
    assertThat(after).isEqualTo(before);
    assertThat(get(restarted.grpc().countAsync(DIGITS))).isEqualTo(digits.images().size());
    restarted.stop();
  }

  private static CollectionStatus status(QdrantClient client) {
    return get(client.getCollectionInfoAsync(DIGITS)).getStatus();
  }

  /** Ids are ordinals. */
  private static void load(QdrantClient client, List<byte[]> images) {
    Queue<Future<UpdateResult>> underway = new ArrayDeque<>();
    for (int first = 0; first < images.size(); first += BATCH) {
      List<PointStruct> points = new ArrayList<>(BATCH);
      for (int i = first; i < Math.min(first + BATCH, images.size()); i++) {
        points.add(
            PointStruct.newBuilder()
                .setId(id(i))
                .setVectors(vectors(DigitImages.floats(images.get(i))))
                .build());
      }
      if (underway.size() == BATCHES_UNDERWAY) {
        get(underway.remove());
      }
      underway.add(client.upsertAsync(DIGITS, points));
    }
    underway.forEach(Answers::get);
  }

  private static List<List<HitBits>> answers(QdrantClient client, DigitImages digits) {
    List<Future<List<BatchResult>>> batches = new ArrayList<>();
    for (int first = 0; first < QUERIES; first += QUERY_BATCH) {
      List<QueryPoints> queries =
          digits.queries().subList(first, first + QUERY_BATCH).stream()
              .map(RealDataIT::query)
              .toList();
      batches.add(client.queryBatchAsync(DIGITS, queries));
    }
    List<List<HitBits>> answers = new ArrayList<>(QUERIES);
    for (Future<List<BatchResult>> batch : batches) {
      get(batch).forEach(result -> answers.add(HitBits.of(result.getResultList())));
    }
    return answers;
  }

  private static QueryPoints query(byte[] image) {
    return QueryPoints.newBuilder()
        .setCollectionName(DIGITS)
        .setQuery(nearest(DigitImages.floats(image)))
        .setLimit(K)
        .setParams(SearchParams.newBuilder().setHnswEf(HNSW_EF))
        .build();
  }

  private static void assertRecall(
      DigitImages digits, List<List<HitBits>> answers, Stage stage, String when) {
    int found = 0;
    for (int query = 0; query < answers.size(); query++) {
      Set<String> truth = new HashSet<>();
      for (int rank = 0; rank < K; rank++) {
        truth.add(Integer.toString(digits.neighbours().get(query)[rank]));
      }
      for (HitBits hit : answers.get(query)) {
        found += truth.contains(hit.id()) ? 1 : 0;
      }
    }
    double recall = (double) found / (QUERIES * K);
    stage.done("recall@%d %.4f over %d queries %s".formatted(K, recall, QUERIES, when));
    assertThat(recall).as(when).isGreaterThanOrEqualTo(LEAST_RECALL);
  }

  /** Prints how long each part took. */
  private static final class Stage {
    private long since = System.nanoTime();

    void done(String what) {
      long now = System.nanoTime();
      System.out.printf("RealDataIT %6.1f s  %s%n", (now - since) / 1e9, what);
      since = now;
    }
  }
}
