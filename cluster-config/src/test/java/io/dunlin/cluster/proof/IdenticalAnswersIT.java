package io.dunlin.cluster.proof;

import static io.dunlin.cluster.proof.Answers.get;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node answered before kill -9 it answers after it, to the last bit of every score. */
class IdenticalAnswersIT {
  private static final String BIRDS = "birds";
  private static final int DIMENSION = 48;
  private static final int POINTS = 5_000;
  private static final int BATCH = 100;
  private static final int QUERIES = 60;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  // A freeze every few hundred points, so that there are segments of all kinds.
  private static final Map<String, String> SMALL = Map.of("DUNLIN__SHARD__FREEZE_SIZE", "96 KiB");

  private enum Search {
    APPROXIMATE,
    EXACT
  }

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void survivesAKill(int shards) throws Exception {
    Random random = new Random(shards);
    List<float[]> queries = vectorsOf(QUERIES, random);
    StartedNode node = nodes.start(data, SMALL);
    create(node.grpc(), shards);
    write(node.grpc(), random);

    // In the middle of whatever is being built: exact, as graphs come when they are ready.
    List<List<HitBits>> busy = answers(node.grpc(), queries, Search.EXACT);
    node.kill9();
    node = nodes.restart(node);
    assertThat(answers(node.grpc(), queries, Search.EXACT)).isEqualTo(busy);

    awaitGreen(node.grpc());
    assertThat(answers(node.grpc(), queries, Search.EXACT)).isEqualTo(busy);
    List<List<HitBits>> settled = answers(node.grpc(), queries, Search.APPROXIMATE);
    assertThat(settled).hasSize(2 * QUERIES).allSatisfy(hits -> assertThat(hits).hasSize(10));
    node.kill9();
    node = nodes.restart(node);
    assertThat(answers(node.grpc(), queries, Search.APPROXIMATE)).isEqualTo(settled);
    assertThat(answers(node.grpc(), queries, Search.EXACT)).isEqualTo(busy);
    node.stop();
  }

  private static void create(QdrantClient client, int shards) {
    VectorParams params =
        VectorParams.newBuilder().setSize(DIMENSION).setDistance(Distance.Cosine).build();
    get(
        client.createCollectionAsync(
            CreateCollection.newBuilder()
                .setCollectionName(BIRDS)
                .setShardNumber(shards)
                .setVectorsConfig(VectorsConfig.newBuilder().setParams(params))
                .build()));
  }

  /** Upserts, overwrites, deletes and payload changes. */
  private static void write(QdrantClient client, Random random) {
    for (int first = 0; first < POINTS; first += BATCH) {
      upsert(client, first, random);
    }
    for (int first = 0; first < POINTS; first += 10 * BATCH) {
      upsert(client, first, random);
    }
    get(client.deleteAsync(BIRDS, group(3)));
    get(client.setPayloadAsync(BIRDS, Map.of("late", value(true)), group(5), true, null, null));
    assertThat(get(client.countAsync(BIRDS))).isEqualTo(POINTS - POINTS / 10);
  }

  private static void upsert(QdrantClient client, int first, Random random) {
    List<PointStruct> points = new ArrayList<>();
    List<float[]> vectors = vectorsOf(BATCH, random);
    for (int i = 0; i < BATCH; i++) {
      points.add(
          PointStruct.newBuilder()
              .setId(id(first + i))
              .setVectors(vectors(vectors.get(i)))
              .putPayload("group", value(i % 10))
              .putPayload("draw", value(random.nextInt()))
              .build());
    }
    get(client.upsertAsync(BIRDS, points));
  }

  private static List<float[]> vectorsOf(int count, Random random) {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[DIMENSION];
      for (int axis = 0; axis < DIMENSION; axis++) {
        vector[axis] = (float) random.nextGaussian();
      }
      vectors.add(vector);
    }
    return vectors;
  }

  private static Filter group(int number) {
    return Filter.newBuilder().addMust(match("group", number)).build();
  }

  private static void awaitGreen(QdrantClient client) {
    while (get(client.getCollectionInfoAsync(BIRDS)).getStatus() != CollectionStatus.Green) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Each query without a filter, then each with one. */
  private static List<List<HitBits>> answers(
      QdrantClient client, List<float[]> vectors, Search search) {
    List<QueryPoints> queries = new ArrayList<>();
    for (Filter filter : List.of(Filter.getDefaultInstance(), group(5))) {
      for (float[] vector : vectors) {
        queries.add(
            QueryPoints.newBuilder()
                .setCollectionName(BIRDS)
                .setQuery(nearest(vector))
                .setFilter(filter)
                .setParams(SearchParams.newBuilder().setExact(search == Search.EXACT))
                .setWithPayload(WithPayloadSelectorFactory.enable(true))
                .setWithVectors(WithVectorsSelectorFactory.enable(true))
                .build());
      }
    }
    return get(client.queryBatchAsync(BIRDS, queries)).stream()
        .map(BatchResult::getResultList)
        .map(HitBits::of)
        .toList();
  }
}
