package io.dunlin.cluster.proof;

import static io.dunlin.cluster.proof.Answers.get;
import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorFactory.vector;
import static io.qdrant.client.VectorsFactory.namedVectors;
import static io.qdrant.client.VectorsFactory.vectors;
import static io.qdrant.client.WithPayloadSelectorFactory.enable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.VectorOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client has a full session with a node: two shards, ids of both kinds. */
class JavaClientIT {
  private static final String BIRDS = "birds";
  private static final UUID ROBIN = UUID.fromString("5c56c793-69f3-4fbf-87e6-c4bf54c28c26");
  private static final int NUMBERED = 20;

  @RegisterExtension static final StartedNodes NODES = new StartedNodes();
  @TempDir static Path data;
  private static QdrantClient client;

  @BeforeAll
  static void start() throws Exception {
    client = NODES.start(data, Map.of()).grpc();
  }

  /** Points 1 to 20 at (id, 0), and a robin at (100, 0). */
  @BeforeEach
  void fill() {
    get(
        client.createCollectionAsync(
            CreateCollection.newBuilder()
                .setCollectionName(BIRDS)
                .setShardNumber(2)
                .setVectorsConfig(VectorsConfig.newBuilder().setParams(euclid(2)))
                .build()));
    List<PointStruct> points = new ArrayList<>();
    for (int number = 1; number <= NUMBERED; number++) {
      points.add(
          point(
              id(number),
              number,
              Map.of(
                  "number", value(number),
                  "parity", value(number % 2 == 0 ? "even" : "odd"),
                  "weight", value(number / 4.0))));
    }
    points.add(
        point(
            id(ROBIN),
            100,
            Map.of("name", value("robin"), "tags", list(List.of(value("red"), nullValue())))));
    UpdateResult written = get(client.upsertAsync(BIRDS, points));
    assertThat(written.getStatus()).isEqualTo(UpdateStatus.Completed);
  }

  @AfterEach
  void drop() {
    get(client.deleteCollectionAsync(BIRDS));
  }

  @Test
  void collectionsAreListedDescribedChangedAndDropped() {
    assertThat(get(client.healthCheckAsync()).getVersion()).isEqualTo("1.18.3");
    get(client.createCollectionAsync("fish", euclid(3)));
    assertThat(get(client.listCollectionsAsync())).containsExactlyInAnyOrder(BIRDS, "fish");
    assertThat(get(client.collectionExistsAsync("fish"))).isTrue();

    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName(BIRDS)
                .setHnswConfig(HnswConfigDiff.newBuilder().setEfConstruct(55))
                .putMetadata("owner", value("me"))
                .build()));
    CollectionInfo info = get(client.getCollectionInfoAsync(BIRDS));
    assertThat(info.getStatus()).isEqualTo(CollectionStatus.Green);
    assertThat(info.getPointsCount()).isEqualTo(NUMBERED + 1);
    assertThat(info.getConfig().getParams().getShardNumber()).isEqualTo(2);
    assertThat(info.getConfig().getParams().getVectorsConfig().getParams().getSize()).isEqualTo(2);
    assertThat(info.getConfig().getHnswConfig().getEfConstruct()).isEqualTo(55);
    assertThat(info.getConfig().getMetadataMap()).containsEntry("owner", value("me"));
    assertThat(get(client.getCollectionClusterInfoAsync(BIRDS)).getLocalShardsList()).hasSize(2);

    assertThat(get(client.deleteCollectionAsync("fish")).getResult()).isTrue();
    assertThat(get(client.collectionExistsAsync("fish"))).isFalse();
    get(client.recreateCollectionAsync(BIRDS, euclid(2)));
    assertThat(get(client.countAsync(BIRDS))).isZero();
  }

  @Test
  void pointsComeBackAsTheyWent() {
    List<RetrievedPoint> found =
        get(
            client.retrieveAsync(
                BIRDS,
                List.of(id(ROBIN), id(777), id(3)),
                enable(true),
                WithVectorsSelectorFactory.enable(true),
                null));
    assertThat(found).extracting(RetrievedPoint::getId).containsExactlyInAnyOrder(id(ROBIN), id(3));
    for (RetrievedPoint point : found) {
      boolean robin = point.getId().hasUuid();
      assertThat(point.getVectors().getVector().getDense().getDataList())
          .containsExactly(robin ? 100f : 3f, 0f);
      assertThat(point.getPayloadMap())
          .isEqualTo(
              robin
                  ? Map.of("name", value("robin"), "tags", list(List.of(value("red"), nullValue())))
                  : Map.of("number", value(3), "parity", value("odd"), "weight", value(0.75)));
    }
  }

  @Test
  void queriesFindTheNearestThatMatch() {
    List<ScoredPoint> hits =
        get(
            client.queryAsync(
                query()
                    .setQuery(nearest(6.25f, 0f))
                    .setLimit(3)
                    .setWithPayload(enable(true))
                    .setWithVectors(WithVectorsSelectorFactory.enable(true))
                    .build()));
    assertThat(hits).extracting(ScoredPoint::getId).containsExactly(id(6), id(7), id(5));
    assertThat(hits.getFirst().getScore()).isEqualTo(0.25f);
    assertThat(hits.getFirst().getPayloadMap()).containsEntry("number", value(6));
    assertThat(hits.getFirst().getVectors().getVector().getDense().getDataList())
        .containsExactly(6f, 0f);

    Filter oddAndLight =
        Filter.newBuilder()
            .addMust(matchKeyword("parity", "odd"))
            .addMust(range("weight", Range.newBuilder().setLt(2).build()))
            .addMustNot(hasId(id(5)))
            .build();
    QueryPoints filtered = query().setQuery(nearest(6)).setFilter(oddAndLight).setLimit(10).build();
    QueryPoints all = query().setQuery(nearest(0f, 0f)).setLimit(100).build();
    assertThat(get(client.queryAsync(filtered)))
        .extracting(ScoredPoint::getId)
        .containsExactly(id(7), id(3), id(1));
    assertThat(get(client.queryBatchAsync(BIRDS, List.of(all, filtered))))
        .extracting(batch -> batch.getResultCount())
        .containsExactly(NUMBERED + 1, 3);

    SearchPoints legacy =
        SearchPoints.newBuilder()
            .setCollectionName(BIRDS)
            .addAllVector(List.of(20f, 0f))
            .setLimit(10)
            .setScoreThreshold(2.5f)
            .setFilter(Filter.getDefaultInstance())
            .build();
    assertThat(get(client.searchAsync(legacy)))
        .extracting(ScoredPoint::getId)
        .containsExactly(id(20), id(19), id(18));
    assertThat(
            get(client.searchBatchAsync(BIRDS, List.of(legacy), null)).getFirst().getResultList())
        .extracting(ScoredPoint::getScore)
        .containsExactly(0f, 1f, 2f);
  }

  @Test
  void cosineNormalises() {
    get(
        client.createCollectionAsync(
            "angles", VectorParams.newBuilder().setSize(2).setDistance(Distance.Cosine).build()));
    get(client.upsertAsync("angles", List.of(point(id(1), 5, Map.of()))));
    ScoredPoint hit =
        get(client.queryAsync(
                QueryPoints.newBuilder()
                    .setCollectionName("angles")
                    .setQuery(nearest(1f, 1f))
                    .build()))
            .getFirst();
    assertThat(hit.getScore()).isCloseTo((float) Math.sqrt(0.5), within(1e-6f));
    assertThat(
            get(client.retrieveAsync("angles", id(1), false, true, null))
                .getFirst()
                .getVectors()
                .getVector()
                .getDense()
                .getDataList())
        .containsExactly(1f, 0f);
    get(client.deleteCollectionAsync("angles"));
  }

  @Test
  void scrollsAndCounts() {
    List<PointId> seen = new ArrayList<>();
    ScrollPoints.Builder next = ScrollPoints.newBuilder().setCollectionName(BIRDS).setLimit(6);
    ScrollResponse page;
    do {
      page = get(client.scrollAsync(next.build()));
      page.getResultList().forEach(point -> seen.add(point.getId()));
      next.setOffset(page.getNextPageOffset());
    } while (page.hasNextPageOffset());
    List<PointId> expected =
        new ArrayList<>(LongStream.rangeClosed(1, NUMBERED).mapToObj(n -> id(n)).toList());
    expected.add(id(ROBIN));
    assertThat(seen).isEqualTo(expected);

    assertThat(get(client.countAsync(BIRDS))).isEqualTo(NUMBERED + 1);
    assertThat(get(client.countAsync(BIRDS, must(matchKeyword("parity", "even")), true)))
        .isEqualTo(NUMBERED / 2);
    assertThat(get(client.countAsync(BIRDS, must(matchKeywords("tags", List.of("red"))), true)))
        .isEqualTo(1);
    Filter either =
        Filter.newBuilder().addShould(match("number", 3)).addShould(isEmpty("number")).build();
    assertThat(get(client.countAsync(BIRDS, either, true))).isEqualTo(2);
  }

  @Test
  void payloadsAreMergedReplacedCutAndCleared() {
    get(client.setPayloadAsync(BIRDS, Map.of("sings", value(true)), id(1), true, null, null));
    assertThat(payload(id(1))).containsEntry("sings", value(true)).hasSize(4);
    get(
        client.deletePayloadAsync(
            BIRDS, List.of("weight", "sings"), must(match("number", 1)), true, null, null));
    assertThat(payload(id(1))).containsOnlyKeys("number", "parity");
    get(client.overwritePayloadAsync(BIRDS, Map.of("only", value(1)), id(1), true, null, null));
    assertThat(payload(id(1))).isEqualTo(Map.of("only", value(1)));
    get(client.clearPayloadAsync(BIRDS, List.of(id(1), id(ROBIN)), true, null, null));
    assertThat(payload(id(1))).isEmpty();
    assertThat(payload(id(ROBIN))).isEmpty();
    assertThat(payload(id(2))).hasSize(3);
  }

  @Test
  void namedVectorsLiveOnTheirOwn() {
    get(client.createCollectionAsync("named", Map.of("image", euclid(1), "text", euclid(2))));
    get(
        client.upsertAsync(
            "named",
            List.of(
                named(1, Map.of("image", vector(1f), "text", vector(1f, 1f))),
                named(2, Map.of("image", vector(2f))))));
    get(
        client.updateVectorsAsync(
            "named",
            List.of(
                PointVectors.newBuilder()
                    .setId(id(2))
                    .setVectors(namedVectors(Map.of("text", vector(7f, 7f))))
                    .build())));
    assertThat(
            get(
                client.queryAsync(
                    QueryPoints.newBuilder()
                        .setCollectionName("named")
                        .setQuery(nearest(7f, 7f))
                        .setUsing("text")
                        .setLimit(1)
                        .build())))
        .extracting(ScoredPoint::getId)
        .containsExactly(id(2));
    get(client.deleteVectorsAsync("named", List.of("image"), List.of(id(2))));
    Map<String, VectorOutput> left =
        get(client.retrieveAsync("named", id(2), false, true, null))
            .getFirst()
            .getVectors()
            .getVectors()
            .getVectorsMap();
    assertThat(left)
        .containsOnlyKeys("text")
        .hasEntrySatisfying(
            "text", text -> assertThat(text.getDense().getDataList()).containsExactly(7f, 7f));
    get(client.deleteCollectionAsync("named"));
  }

  @Test
  void pointsAreDeletedByIdsByFilterAndInBatches() {
    get(client.deleteAsync(BIRDS, List.of(id(1), id(ROBIN), id(777))));
    assertThat(get(client.countAsync(BIRDS))).isEqualTo(NUMBERED - 1);
    get(client.deleteAsync(BIRDS, must(matchKeyword("parity", "even"))));
    assertThat(get(client.countAsync(BIRDS))).isEqualTo(NUMBERED / 2 - 1);
    List<UpdateResult> results =
        get(
            client.batchUpdateAsync(
                BIRDS,
                List.of(
                    PointsUpdateOperation.newBuilder()
                        .setDeletePoints(
                            PointsUpdateOperation.DeletePoints.newBuilder().setPoints(points(3, 5)))
                        .build(),
                    PointsUpdateOperation.newBuilder()
                        .setUpsert(
                            PointsUpdateOperation.PointStructList.newBuilder()
                                .addPoints(point(id(5), 55, Map.of("again", value(true)))))
                        .build())));
    assertThat(results).extracting(UpdateResult::getStatus).containsOnly(UpdateStatus.Completed);
    assertThat(payload(id(5))).isEqualTo(Map.of("again", value(true)));
    assertThat(get(client.countAsync(BIRDS))).isEqualTo(NUMBERED / 2 - 2);
    get(client.deleteAsync(BIRDS, Filter.getDefaultInstance()));
    assertThat(get(client.countAsync(BIRDS))).isZero();
  }

  @Test
  void errorsSayWhatIsWrong() {
    refused(client.countAsync("fish"), Status.Code.NOT_FOUND, "Collection `fish` doesn't exist!");
    refused(
        client.createCollectionAsync(BIRDS, euclid(2)),
        Status.Code.ALREADY_EXISTS,
        "Collection `birds` already exists!");
    refused(
        client.upsertAsync(
            BIRDS,
            List.of(PointStruct.newBuilder().setId(id(1)).setVectors(vectors(1f, 2f, 3f)).build())),
        Status.Code.INVALID_ARGUMENT,
        "Vector dimension error: expected dim: 2, got 3");
    refused(
        client.queryAsync(query().setQuery(nearest(1f, 2f)).setUsing("x").build()),
        Status.Code.INVALID_ARGUMENT,
        "Not existing vector name error: x");
    refused(client.createSnapshotAsync("no such"), Status.Code.NOT_FOUND, "no such");
  }

  private static void refused(ListenableFuture<?> call, Status.Code code, String text) {
    assertThatThrownBy(() -> get(call))
        .hasRootCauseInstanceOf(StatusRuntimeException.class)
        .rootCause()
        .satisfies(cause -> {
          Status status = ((StatusRuntimeException) cause).getStatus();
          assertThat(status.getCode()).isEqualTo(code);
          assertThat(status.getDescription()).contains(text);
        });
  }

  private static Map<String, Value> payload(PointId id) {
    return get(client.retrieveAsync(BIRDS, id, true, false, null)).getFirst().getPayloadMap();
  }

  private static QueryPoints.Builder query() {
    return QueryPoints.newBuilder().setCollectionName(BIRDS);
  }

  private static Filter must(Condition condition) {
    return Filter.newBuilder().addMust(condition).build();
  }

  private static PointsSelector points(long... numbers) {
    PointsIdsList.Builder ids = PointsIdsList.newBuilder();
    for (long number : numbers) {
      ids.addIds(id(number));
    }
    return PointsSelector.newBuilder().setPoints(ids).build();
  }

  private static PointStruct named(
      long number, Map<String, io.qdrant.client.grpc.Points.Vector> vectors) {
    return PointStruct.newBuilder().setId(id(number)).setVectors(namedVectors(vectors)).build();
  }

  private static PointStruct point(PointId id, float x, Map<String, Value> payload) {
    return PointStruct.newBuilder()
        .setId(id)
        .setVectors(vectors(x, 0f))
        .putAllPayload(payload)
        .build();
  }

  private static VectorParams euclid(int size) {
    return VectorParams.newBuilder().setSize(size).setDistance(Distance.Euclid).build();
  }
}
