package io.dunlin.http.grpc;

import static io.qdrant.client.ConditionFactory.datetimeRange;
import static io.qdrant.client.ConditionFactory.filter;
import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchExceptKeywords;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.ConditionFactory.matchText;
import static io.qdrant.client.ConditionFactory.matchValues;
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
import static io.qdrant.client.WithPayloadSelectorFactory.include;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Timestamp;
import io.dunlin.http.metrics.RequestMetrics.Api;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.CollectionParamsDiff;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.DatetimeRange;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
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
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorOutput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The published Java client talks to the handler as to the server that it was made for. */
class OfficialClientIT {
  private static final String BOOKS = "books";
  private static final UUID NAMED = UUID.fromString("5c56c793-69f3-4fbf-87e6-c4bf54c28c26");

  private static GrpcServer server;
  private static QdrantClient client;

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

  @Test
  void theServerNamesItsContract() {
    assertThat(get(client.healthCheckAsync()).getVersion()).isEqualTo("1.18.3");
  }

  @Test
  void collectionsAreMadeListedDescribedChangedAndDropped() {
    CreateCollection create =
        CreateCollection.newBuilder()
            .setCollectionName("many")
            .setShardNumber(3)
            .setOnDiskPayload(false)
            .setVectorsConfig(
                VectorsConfig.newBuilder()
                    .setParamsMap(
                        VectorParamsMap.newBuilder()
                            .putMap(
                                "image",
                                VectorParams.newBuilder()
                                    .setSize(4)
                                    .setDistance(Distance.Cosine)
                                    .setHnswConfig(HnswConfigDiff.newBuilder().setM(8))
                                    .build())
                            .putMap(
                                "text",
                                VectorParams.newBuilder()
                                    .setSize(3)
                                    .setDistance(Distance.Manhattan)
                                    .build())))
            .putMetadata("owner", value("me"))
            .build();
    assertThat(get(client.createCollectionAsync(create)).getResult()).isTrue();
    assertThat(get(client.listCollectionsAsync())).containsExactly(BOOKS, "many");
    assertThat(get(client.collectionExistsAsync("many"))).isTrue();

    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName("many")
                .setHnswConfig(HnswConfigDiff.newBuilder().setEfConstruct(55))
                .setParams(CollectionParamsDiff.newBuilder().setOnDiskPayload(true))
                .putMetadata("size", value(7))
                .build()));

    var info = get(client.getCollectionInfoAsync("many"));
    assertThat(info.getStatus()).isEqualTo(CollectionStatus.Green);
    assertThat(info.getOptimizerStatus().getOk()).isTrue();
    assertThat(info.getConfig().getParams().getShardNumber()).isEqualTo(3);
    assertThat(info.getConfig().getParams().getOnDiskPayload()).isTrue();
    assertThat(info.getConfig().getHnswConfig().getM()).isEqualTo(16);
    assertThat(info.getConfig().getHnswConfig().getEfConstruct()).isEqualTo(55);
    assertThat(info.getConfig().getOptimizerConfig().getIndexingThreshold()).isEqualTo(20_000);
    assertThat(info.getConfig().getMetadataMap())
        .isEqualTo(Map.of("owner", value("me"), "size", value(7)));
    assertThat(info.getConfig().getParams().getVectorsConfig())
        .isEqualTo(create.getVectorsConfig());

    var cluster = get(client.getCollectionClusterInfoAsync("many"));
    assertThat(cluster.getShardCount()).isEqualTo(3);
    assertThat(cluster.getLocalShardsList()).hasSize(3);

    assertThat(get(client.deleteCollectionAsync("many")).getResult()).isTrue();
    assertThat(client.deleteCollectionAsync("many"))
        .as("the client makes an error of the answer `false`")
        .failsWithin(Duration.ofSeconds(20));
    assertThat(get(client.collectionExistsAsync("many"))).isFalse();
  }

  @Test
  void pointsComeBackAsTheyWent() {
    List<RetrievedPoint> points =
        get(
            client.retrieveAsync(
                BOOKS,
                List.of(id(NAMED), id(77), id(2)),
                enable(true),
                WithVectorsSelectorFactory.enable(true),
                null));
    assertThat(points).extracting(RetrievedPoint::getId).containsExactly(id(NAMED), id(2));
    assertThat(points.getFirst().getPayloadMap())
        .isEqualTo(
            Map.of("title", value("a song"), "tags", list(List.of(value("x"), nullValue()))));
    assertThat(points.getLast().getPayloadMap())
        .isEqualTo(
            Map.of(
                "title", value("the sky"),
                "year", value(2001),
                "price", value(9.5),
                "new", value(true)));
    assertThat(points.getLast().getVectors().getVector().getDense().getDataList())
        .containsExactly(1f, 0f);
  }

  @Test
  void namedVectorsAndFlatVectorsOfOldClientsAreUnderstood() {
    get(
        client.createCollectionAsync(
            "named",
            Map.of(
                "a", VectorParams.newBuilder().setSize(1).setDistance(Distance.Dot).build(),
                "b", VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build())));
    get(
        client.upsertAsync(
            "named",
            List.of(
                PointStruct.newBuilder()
                    .setId(id(-1L)) // unsigned: the largest id
                    .setVectors(namedVectors(Map.of("a", vector(3f), "b", flat(4f, 5f))))
                    .build())));
    get(
        client.updateVectorsAsync(
            "named",
            List.of(
                PointVectors.newBuilder()
                    .setId(id(-1L))
                    .setVectors(namedVectors(Map.of("a", vector(6f))))
                    .build())));
    RetrievedPoint point = get(client.retrieveAsync("named", id(-1L), true, true, null)).getFirst();
    assertThat(point.getId().getNum()).isEqualTo(-1L);
    var stored = point.getVectors().getVectors().getVectorsMap();
    assertThat(stored).isEqualTo(Map.of("a", output(List.of(6f)), "b", output(List.of(4f, 5f))));

    get(client.deleteVectorsAsync("named", List.of("a"), List.of(id(-1L))));
    assertThat(
            get(client.retrieveAsync("named", id(-1L), false, true, null))
                .getFirst()
                .getVectors()
                .getVectors()
                .getVectorsMap())
        .containsOnlyKeys("b");
    get(client.deleteCollectionAsync("named"));
  }

  private static VectorOutput output(List<Float> components) {
    return VectorOutput.newBuilder()
        .setDense(DenseVector.newBuilder().addAllData(components))
        .build();
  }

  @SuppressWarnings("deprecation") // the form of old clients is what is tested
  private static Vector flat(float... components) {
    Vector.Builder vector = Vector.newBuilder();
    for (float component : components) {
      vector.addData(component);
    }
    return vector.build();
  }

  @Test
  void queriesFindTheNearest() {
    List<ScoredPoint> hits =
        get(
            client.queryAsync(
                QueryPoints.newBuilder()
                    .setCollectionName(BOOKS)
                    .setQuery(nearest(0.9f, 0f))
                    .setLimit(2)
                    .setWithPayload(include(List.of("title")))
                    .setWithVectors(WithVectorsSelectorFactory.enable(true))
                    .build()));
    assertThat(hits).extracting(ScoredPoint::getId).containsExactly(id(2), id(1));
    assertThat(hits.getFirst().getScore()).isCloseTo(0.1f, within(1e-6f));
    assertThat(hits.getFirst().getPayloadMap()).isEqualTo(Map.of("title", value("the sky")));
    assertThat(hits.getFirst().getVectors().getVector().getDense().getDataList())
        .containsExactly(1f, 0f);
    assertThat(hits.getFirst().getVersion()).isPositive();
  }

  @Test
  void queriesTakeAPointAsExampleOrListByIdOrComeInBatches() {
    QueryPoints like =
        QueryPoints.newBuilder().setCollectionName(BOOKS).setQuery(nearest(1)).build();
    QueryPoints byId =
        QueryPoints.newBuilder().setCollectionName(BOOKS).setOffset(1).setLimit(1).build();
    assertThat(get(client.queryAsync(like)))
        .extracting(ScoredPoint::getId)
        .containsExactly(id(2), id(NAMED));
    assertThat(get(client.queryAsync(byId))).extracting(ScoredPoint::getId).containsExactly(id(2));
    var batch = get(client.queryBatchAsync(BOOKS, List.of(byId, like, byId)));
    assertThat(batch)
        .extracting(result -> result.getResultList().stream().map(ScoredPoint::getId).toList())
        .containsExactly(List.of(id(2)), List.of(id(2), id(NAMED)), List.of(id(2)));
    assertThat(get(client.queryBatchAsync(BOOKS, List.of()))).isEmpty();
  }

  @Test
  void legacySearchWorksAsFrameworksUseIt() {
    SearchPoints search =
        SearchPoints.newBuilder()
            .setCollectionName(BOOKS)
            .addAllVector(List.of(5f, 0f))
            .setFilter(Filter.getDefaultInstance())
            .setLimit(10)
            .setScoreThreshold(4.5f)
            .setWithPayload(enable(true))
            .build();
    assertThat(get(client.searchAsync(search)))
        .extracting(ScoredPoint::getId)
        .containsExactly(id(NAMED), id(2));
    assertThat(get(client.searchBatchAsync(BOOKS, List.of(search, search), null))).hasSize(2);

    get(
        client.createCollectionAsync(
            "cosine", VectorParams.newBuilder().setSize(2).setDistance(Distance.Cosine).build()));
    get(client.upsertAsync("cosine", List.of(book(id(1), 1, Map.of()), book(id(2), -1, Map.of()))));
    assertThat(
            get(
                client.searchAsync(
                    search.toBuilder().setCollectionName("cosine").setScoreThreshold(0f).build())))
        .extracting(ScoredPoint::getId)
        .containsExactly(id(1));
    get(client.deleteCollectionAsync("cosine"));
  }

  @Test
  void filtersMeanWhatTheySay() {
    assertThat(found(must(matchKeyword("title", "the sea")))).containsExactly(id(1));
    assertThat(found(must(matchText("title", "the")))).containsExactly(id(1), id(2));
    assertThat(found(must(match("year", 2001)))).containsExactly(id(2));
    assertThat(found(must(match("new", true)))).containsExactly(id(2));
    assertThat(found(must(matchKeywords("title", List.of("a song", "the sky")))))
        .containsExactly(id(2), id(NAMED));
    assertThat(found(must(matchValues("year", List.of(1999L, 3L))))).containsExactly(id(1));
    assertThat(found(must(matchExceptKeywords("title", List.of("a song")))))
        .containsExactly(id(1), id(2));
    assertThat(found(must(range("price", Range.newBuilder().setGte(9.5).setLte(9.5).build()))))
        .containsExactly(id(2));
    assertThat(
            found(
                must(
                    datetimeRange(
                        "sold",
                        DatetimeRange.newBuilder()
                            .setLt(Timestamp.newBuilder().setSeconds(1_577_836_801))
                            .build()))))
        .containsExactly(id(1));
    assertThat(found(must(isEmpty("year")))).containsExactly(id(NAMED));
    assertThat(found(must(hasId(id(NAMED))))).containsExactly(id(NAMED));
    Filter either =
        Filter.newBuilder()
            .addShould(match("year", 1999))
            .addShould(matchKeyword("title", "a song"))
            .build();
    assertThat(
            found(
                Filter.newBuilder()
                    .addMust(filter(either))
                    .addMustNot(match("year", 1999))
                    .build()))
        .containsExactly(id(NAMED));
    assertThat(get(client.countAsync(BOOKS, either, true))).isEqualTo(2);
  }

  private static Filter must(Condition condition) {
    return Filter.newBuilder().addMust(condition).build();
  }

  private static List<PointId> found(Filter filter) {
    return get(
            client.scrollAsync(
                ScrollPoints.newBuilder().setCollectionName(BOOKS).setFilter(filter).build()))
        .getResultList()
        .stream()
        .map(RetrievedPoint::getId)
        .toList();
  }

  @Test
  void scrollsGoPageByPage() {
    ScrollPoints first = ScrollPoints.newBuilder().setCollectionName(BOOKS).setLimit(2).build();
    ScrollResponse page = get(client.scrollAsync(first));
    assertThat(page.getResultList())
        .extracting(RetrievedPoint::getId)
        .containsExactly(id(1), id(2));
    assertThat(page.getResult(0).getPayloadMap()).containsKey("title");
    assertThat(page.getResult(0).hasVectors()).isFalse();
    ScrollResponse last =
        get(client.scrollAsync(first.toBuilder().setOffset(page.getNextPageOffset()).build()));
    assertThat(last.getResultList()).extracting(RetrievedPoint::getId).containsExactly(id(NAMED));
    assertThat(last.hasNextPageOffset()).isFalse();
  }

  @Test
  void payloadsAreMergedReplacedAndCleared() {
    get(client.setPayloadAsync(BOOKS, Map.of("year", value(3)), id(1), true, null, null));
    assertThat(payload(id(1))).containsEntry("year", value(3)).containsKey("title");
    get(client.deletePayloadAsync(BOOKS, List.of("title"), id(1), true, null, null));
    assertThat(payload(id(1))).doesNotContainKey("title");
    get(client.overwritePayloadAsync(BOOKS, Map.of("only", value(1)), id(1), true, null, null));
    assertThat(payload(id(1))).isEqualTo(Map.of("only", value(1)));
    get(client.clearPayloadAsync(BOOKS, must(isEmpty("title")), true, null, null));
    assertThat(payload(id(1))).isEmpty();
    assertThat(payload(id(2))).isNotEmpty();
  }

  private static Map<String, Value> payload(PointId id) {
    return get(client.retrieveAsync(BOOKS, id, true, false, null)).getFirst().getPayloadMap();
  }

  @Test
  void batchesAreDoneInOrderOneResultEach() {
    PointsSelector first =
        PointsSelector.newBuilder().setPoints(PointsIdsList.newBuilder().addIds(id(1))).build();
    List<UpdateResult> results =
        get(
            client.batchUpdateAsync(
                BOOKS,
                List.of(
                    PointsUpdateOperation.newBuilder()
                        .setDeletePoints(
                            PointsUpdateOperation.DeletePoints.newBuilder().setPoints(first))
                        .build(),
                    PointsUpdateOperation.newBuilder()
                        .setUpsert(
                            PointsUpdateOperation.PointStructList.newBuilder()
                                .addPoints(book(id(1), 3, Map.of())))
                        .build(),
                    PointsUpdateOperation.newBuilder()
                        .setSetPayload(
                            PointsUpdateOperation.SetPayload.newBuilder()
                                .setPointsSelector(first)
                                .putPayload("back", value(true)))
                        .build())));
    assertThat(results).hasSize(3);
    assertThat(results)
        .isSortedAccordingTo(
            (left, right) -> Long.compare(left.getOperationId(), right.getOperationId()));
    assertThat(payload(id(1))).isEqualTo(Map.of("back", value(true)));
  }

  @Test
  void deletingByIdsByFilterAndByTheEmptyFilter() {
    assertThat(get(client.deleteAsync(BOOKS, List.of(id(1)))).getStatus())
        .isEqualTo(UpdateStatus.Completed);
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(2);
    get(client.deleteAsync(BOOKS, must(matchKeyword("title", "a song"))));
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(1);
    get(client.deleteAsync(BOOKS, Filter.getDefaultInstance()));
    assertThat(get(client.countAsync(BOOKS))).isZero();
  }

  @Test
  void writesWaitOnlyWhenAsked() {
    UpsertPoints upsert =
        UpsertPoints.newBuilder()
            .setCollectionName(BOOKS)
            .addPoints(book(id(9), 9, Map.of()))
            .build();
    assertThat(get(client.upsertAsync(upsert)).getStatus()).isEqualTo(UpdateStatus.Acknowledged);
    assertThat(server.collections().lastUntilVisible()).isFalse();
    assertThat(get(client.upsertAsync(upsert.toBuilder().setWait(true).build())).getStatus())
        .isEqualTo(UpdateStatus.Completed);
    assertThat(server.collections().lastUntilVisible()).isTrue();
  }

  @Test
  void theShorterOfDeadlineAndTimeoutIsPassedOn() {
    UpsertPoints upsert =
        UpsertPoints.newBuilder()
            .setCollectionName(BOOKS)
            .addPoints(book(id(9), 9, Map.of()))
            .build();
    get(client.upsertAsync(upsert));
    assertThat(server.collections().lastTimeout()).isEqualTo(GrpcServer.DEFAULT_TIMEOUT);
    get(client.upsertAsync(upsert.toBuilder().setTimeout(3).build()));
    assertThat(server.collections().lastTimeout()).isEqualTo(Duration.ofSeconds(3));
    get(client.upsertAsync(upsert.toBuilder().setTimeout(300).build(), Duration.ofSeconds(20)));
    assertThat(server.collections().lastTimeout())
        .isGreaterThan(Duration.ofSeconds(10))
        .isLessThanOrEqualTo(Duration.ofSeconds(20));
  }

  /** Not each of them: where the message comes a read later than its headers, it is collected. */
  @Test
  void smallRequestsNeedNoStream() {
    long before = server.arrivedWhole();
    for (int i = 0; i < 20; i++) {
      get(client.countAsync(BOOKS));
    }
    assertThat(server.arrivedWhole()).isGreaterThan(before);
  }

  @Test
  void aBatchOfHalfAMegabyteArrives() {
    List<PointStruct> points =
        IntStream.range(0, 10_000).mapToObj(number -> book(id(number), number, Map.of())).toList();
    get(client.upsertAsync(BOOKS, points));
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(10_001);
  }

  @Test
  void everyCallIsCounted() {
    assertThat(server.counted())
        .contains(new GrpcServer.Counted(Api.GRPC, "/qdrant.Points/Upsert", 0));
  }

  private static PointStruct book(PointId id, float x, Map<String, Value> payload) {
    return PointStruct.newBuilder()
        .setId(id)
        .setVectors(vectors(x, 0f))
        .putAllPayload(payload)
        .build();
  }

  private static <T> T get(ListenableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
