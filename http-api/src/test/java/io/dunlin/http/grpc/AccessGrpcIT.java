package io.dunlin.http.grpc;

import static io.qdrant.client.QueryFactory.nearest;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.http.access.AccessSettings;
import io.dunlin.http.access.Jwt;
import io.dunlin.http.access.Needs;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.metrics.RequestMetrics.Api;
import io.dunlin.v1.SearchAnswer;
import io.dunlin.v1.SearchRequest;
import io.dunlin.v1.UpsertAnswer;
import io.dunlin.v1.UpsertRequest;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsResponse;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.LookupLocation;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.QdrantOuterClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys and tokens over gRPC: who gets in, and what they may do there. */
class AccessGrpcIT {
  private static final String KEY = "the-key";
  private static final String READER = "the-key-of-readers";

  private static GrpcServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    server =
        new GrpcServer(
            new AccessSettings(Optional.of(KEY), Optional.empty(), Optional.of(READER), true));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    for (String name : new String[] {"books", "diaries"}) {
      var _ =
          collections(KEY)
              .create(
                  CreateCollection.newBuilder()
                      .setCollectionName(name)
                      .setVectorsConfig(
                          VectorsConfig.newBuilder()
                              .setParams(
                                  VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot)))
                      .build());
    }
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static CollectionsGrpc.CollectionsBlockingStub collections(String key) {
    return keyed(CollectionsGrpc.newBlockingStub(channel), key);
  }

  private static PointsGrpc.PointsBlockingStub points(String key) {
    return keyed(PointsGrpc.newBlockingStub(channel), key);
  }

  private static <S extends AbstractStub<S>> S keyed(S stub, String key) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER), key);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static Code code(Callable<?> call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::call);
    return failure == null ? Code.OK : failure.getStatus().getCode();
  }

  private static String token(String collection, String access) {
    return Jwt.of(
        "{\"access\":[{\"collection\":\"%s\",\"access\":\"%s\"}]}".formatted(collection, access),
        KEY);
  }

  /** A collection has lineage by what REST has declared. */
  @Test
  void pointsTellWhoWroteThem() {
    server
        .collections()
        .update(
            "diaries",
            JsonCodec.patchCollection("{\"lineage\":true}".getBytes(UTF_8)),
            Duration.ofSeconds(1))
        .toCompletableFuture()
        .join();
    String ada =
        Jwt.of(
            "{\"sub\":\"ada\",\"access\":[{\"collection\":\"diaries\",\"access\":\"prw\"}]}", KEY);
    PointStruct point =
        PointStruct.newBuilder()
            .setId(PointIdFactory.id(77))
            .setVectors(VectorsFactory.vectors(1, 0))
            .build();
    UpsertPoints upsert =
        UpsertPoints.newBuilder()
            .setCollectionName("diaries")
            .setWait(true)
            .addPoints(point)
            .build();
    var _ = points(ada).upsert(upsert);
    var _ = points(KEY).upsert(upsert);
    Struct told = told(READER);
    assertThat(told.getFieldsOrThrow("inserted_by")).isEqualTo(ValueFactory.value("ada"));
    assertThat(told.getFieldsOrThrow("updated_by")).isEqualTo(ValueFactory.value("api-key"));
    UpsertPoints own =
        upsert.toBuilder()
            .setPoints(0, point.toBuilder().putPayload("_lineage", ValueFactory.value(1)))
            .build();
    assertThat(code(() -> points(KEY).upsert(own))).isEqualTo(Code.INVALID_ARGUMENT);
    var _ =
        points(KEY)
            .delete(
                DeletePoints.newBuilder()
                    .setCollectionName("diaries")
                    .setPoints(
                        PointsSelector.newBuilder()
                            .setPoints(PointsIdsList.newBuilder().addIds(PointIdFactory.id(77))))
                    .build());
    server
        .collections()
        .update(
            "diaries",
            JsonCodec.patchCollection("{\"lineage\":false}".getBytes(UTF_8)),
            Duration.ofSeconds(1))
        .toCompletableFuture()
        .join();
  }

  private static Struct told(String key) {
    return points(key)
        .get(
            GetPoints.newBuilder()
                .setCollectionName("diaries")
                .addIds(PointIdFactory.id(77))
                .setWithPayload(WithPayloadSelector.newBuilder().setEnable(true))
                .build())
        .getResult(0)
        .getPayloadOrThrow("_lineage")
        .getStructValue();
  }

  @Test
  void everyMethodHasANeed() {
    GrpcHandler.Methods all = GrpcHandler.methods(new InMemoryCollections());
    Set<String> methods = new HashSet<>(all.unary().keySet());
    methods.addAll(all.streams().keySet());
    methods.addAll(all.feeds().keySet());
    assertThat(Needs.read().endpoints()).containsAll(methods);
    assertThat(
            Needs.read().endpoints().stream()
                .filter(endpoint -> endpoint.startsWith("/"))
                .filter(endpoint -> !endpoint.contains("reflection")))
        .isSubsetOf(methods);
  }

  @Test
  void healthNeedsNoKey() {
    assertThat(
            code(() ->
                io.qdrant.client.grpc.QdrantGrpc.newBlockingStub(channel)
                    .healthCheck(QdrantOuterClass.HealthCheckRequest.getDefaultInstance())))
        .isEqualTo(Code.OK);
    assertThat(
            code(() ->
                HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance())))
        .isEqualTo(Code.OK);
  }

  @Test
  void theRestNeedsAGoodOne() {
    ListCollectionsRequest list = ListCollectionsRequest.getDefaultInstance();
    assertThat(code(() -> CollectionsGrpc.newBlockingStub(channel).list(list)))
        .isEqualTo(Code.UNAUTHENTICATED);
    assertThat(code(() -> collections("wrong").list(list))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(code(() -> collections(READER).list(list))).isEqualTo(Code.OK);
    assertThat(
            code(() ->
                collections(READER)
                    .delete(DeleteCollection.newBuilder().setCollectionName("none").build())))
        .isEqualTo(Code.PERMISSION_DENIED);
  }

  /** By its path, if it is one. */
  @Test
  void whoIsNotLetInIsCounted() {
    assertThat(
            code(() ->
                collections("wrong")
                    .collectionExists(CollectionExistsRequest.getDefaultInstance())))
        .isEqualTo(Code.UNAUTHENTICATED);
    MethodDescriptor<ListCollectionsRequest, ListCollectionsResponse> madeUp =
        CollectionsGrpc.getListMethod().toBuilder().setFullMethodName("made.Up/Name").build();
    assertThat(
            code(() ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    madeUp,
                    CallOptions.DEFAULT,
                    ListCollectionsRequest.getDefaultInstance())))
        .isEqualTo(Code.UNAUTHENTICATED);
    int status = Code.UNAUTHENTICATED.value();
    assertThat(server.counted())
        .contains(
            new GrpcServer.Counted(Api.GRPC, "/qdrant.Collections/CollectionExists", status),
            new GrpcServer.Counted(Api.GRPC, "unknown", status));
  }

  @Test
  void thePublishedClientSendsItsKey() throws Exception {
    try (QdrantClient client =
        new QdrantClient(
            QdrantGrpcClient.newBuilder("127.0.0.1", server.port(), false)
                .withApiKey(KEY)
                .build())) {
      assertThat(client.listCollectionsAsync().get(10, TimeUnit.SECONDS))
          .contains("books", "diaries");
    }
  }

  /** Two points, of which the token sees the first. */
  private static String eve() {
    var _ =
        points(KEY)
            .upsert(
                UpsertPoints.newBuilder()
                    .setCollectionName("diaries")
                    .setWait(true)
                    .addPoints(point(1, "eve"))
                    .addPoints(point(2, "bob"))
                    .build());
    return Jwt.of(
        "{\"access\":[{\"collection\":\"diaries\",\"access\":\"r\",\"filter\":\"of == 'eve'\"}]}",
        KEY);
  }

  @Test
  void aTokenWithAFilterIsGoodForThePointsThatPass() {
    PointsGrpc.PointsBlockingStub eve = points(eve());
    ScrollPoints scroll = ScrollPoints.newBuilder().setCollectionName("diaries").build();
    assertThat(points(KEY).scroll(scroll).getResultList()).hasSize(2);
    assertThat(eve.scroll(scroll).getResultList())
        .extracting(point -> point.getId().getNum())
        .containsExactly(1L);
    QueryPoints query = QueryPoints.newBuilder().setCollectionName("diaries").build();
    assertThat(eve.query(query).getResultList()).hasSize(1);
    assertThat(
            eve.queryBatch(
                    QueryBatchPoints.newBuilder()
                        .setCollectionName("diaries")
                        .addQueryPoints(query)
                        .addQueryPoints(
                            query.toBuilder()
                                .addPrefetch(PrefetchQuery.newBuilder().setQuery(nearest(1, 0)))
                                .setQuery(nearest(1, 0)))
                        .build())
                .getResultList())
        .allSatisfy(found ->
            assertThat(found.getResultList())
                .extracting(point -> point.getId().getNum())
                .containsExactly(1L));
    CountPoints count = CountPoints.newBuilder().setCollectionName("diaries").build();
    assertThat(eve.count(count).getResult().getCount()).isEqualTo(1);
    GetPoints both =
        GetPoints.newBuilder()
            .setCollectionName("diaries")
            .addIds(PointIdFactory.id(1))
            .addIds(PointIdFactory.id(2))
            .build();
    assertThat(eve.get(both).getResultList())
        .extracting(point -> point.getId().getNum())
        .containsExactly(1L);
  }

  @Test
  void aForeignPointIsNotFoundAndWhatCannotBeLimitedIsRefused() {
    String token = eve();
    PointsGrpc.PointsBlockingStub eve = points(token);
    QueryPoints query = QueryPoints.newBuilder().setCollectionName("diaries").build();
    QueryPoints asForeign =
        query.toBuilder().setQuery(nearest(PointIdFactory.id(2))).setLimit(1).build();
    assertThat(code(() -> points(KEY).query(asForeign))).isEqualTo(Code.OK);
    assertThat(code(() -> eve.query(asForeign))).isEqualTo(Code.NOT_FOUND);
    Metadata explain = new Metadata();
    explain.put(Metadata.Key.of("dunlin-explain", Metadata.ASCII_STRING_MARSHALLER), "true");
    assertThat(
            code(() ->
                eve.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(explain))
                    .query(query)))
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(
            code(() ->
                eve.delete(
                    DeletePoints.newBuilder()
                        .setCollectionName("diaries")
                        .setPoints(
                            PointsSelector.newBuilder()
                                .setPoints(PointsIdsList.getDefaultInstance()))
                        .build())))
        .isEqualTo(Code.PERMISSION_DENIED);

    SearchRequest search = SearchRequest.newBuilder().setId(1).setQuery(query).build();
    List<SearchAnswer> searched =
        stream(
            "Search",
            token,
            SearchAnswer.getDefaultInstance(),
            List.of(search, search.toBuilder().setId(2).setExplain(true).build()));
    assertThat(searched)
        .hasSize(2)
        .allSatisfy(answer -> {
          if (answer.getId() == 1) {
            assertThat(answer.getResult().getResultList())
                .extracting(point -> point.getId().getNum())
                .containsExactly(1L);
          } else {
            assertThat(answer.getFailure().getCode()).isEqualTo(Code.PERMISSION_DENIED.value());
          }
        });
  }

  private static PointStruct point(long id, String of) {
    return PointStruct.newBuilder()
        .setId(PointIdFactory.id(id))
        .setVectors(VectorsFactory.vectors(1, 0))
        .putPayload("of", ValueFactory.value(of))
        .build();
  }

  @Test
  void aTokenForACollectionIsGoodForItAlone() {
    GetCollectionInfoRequest books =
        GetCollectionInfoRequest.newBuilder().setCollectionName("books").build();
    ScrollPoints scroll = ScrollPoints.newBuilder().setCollectionName("books").build();
    DeletePoints delete =
        DeletePoints.newBuilder()
            .setCollectionName("books")
            .setPoints(PointsSelector.newBuilder().setPoints(PointsIdsList.getDefaultInstance()))
            .build();
    CreateFieldIndexCollection index =
        CreateFieldIndexCollection.newBuilder()
            .setCollectionName("books")
            .setFieldName("a")
            .setFieldType(io.qdrant.client.grpc.Points.FieldType.FieldTypeKeyword)
            .build();
    String reads = token("books", "r");
    String writesPoints = token("books", "prw");
    String writes = token("books", "rw");
    String other = token("diaries", "rw");

    assertThat(code(() -> collections(reads).get(books))).isEqualTo(Code.OK);
    assertThat(code(() -> collections(other).get(books))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(code(() -> points(reads).scroll(scroll))).isEqualTo(Code.OK);
    assertThat(code(() -> points(other).scroll(scroll))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(code(() -> points(reads).delete(delete))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(code(() -> points(writesPoints).delete(delete))).isEqualTo(Code.OK);
    assertThat(code(() -> points(writesPoints).createFieldIndex(index)))
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(code(() -> points(writes).createFieldIndex(index))).isEqualTo(Code.OK);
    assertThat(code(() -> collections(writes).updateAliases(ChangeAliases.getDefaultInstance())))
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(
            collections(reads)
                .list(ListCollectionsRequest.getDefaultInstance())
                .getCollectionsList()
                .stream()
                .map(CollectionDescription::getName))
        .containsExactly("books");
  }

  @Test
  void collectionsNamedInsideNeedReadAccessToo() {
    QueryPoints query =
        QueryPoints.newBuilder()
            .setCollectionName("books")
            .setLookupFrom(LookupLocation.newBuilder().setCollectionName("diaries"))
            .setQuery(io.qdrant.client.QueryFactory.nearest(io.qdrant.client.PointIdFactory.id(1)))
            .build();
    assertThat(code(() -> points(token("books", "rw")).query(query)))
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(code(() -> points(KEY).query(query))).isEqualTo(Code.NOT_FOUND);
  }

  /** Its bearer may read {@code books}. */
  @Test
  void eachMessageOfAStreamIsLookedAt() {
    String reader = token("books", "r");
    QueryPoints books = QueryPoints.newBuilder().setCollectionName("books").build();
    List<SearchAnswer> searched =
        stream(
            "Search",
            reader,
            SearchAnswer.getDefaultInstance(),
            List.of(
                SearchRequest.newBuilder().setId(1).setQuery(books).build(),
                SearchRequest.newBuilder()
                    .setId(2)
                    .setQuery(QueryPoints.newBuilder().setCollectionName("diaries"))
                    .build(),
                SearchRequest.newBuilder()
                    .setId(3)
                    .setQuery(
                        books.toBuilder()
                            .setLookupFrom(LookupLocation.newBuilder().setCollectionName("diaries"))
                            .setQuery(
                                io.qdrant.client.QueryFactory.nearest(
                                    io.qdrant.client.PointIdFactory.id(1))))
                    .build()));
    assertThat(searched).hasSize(3);
    for (SearchAnswer answer : searched) {
      int code = answer.hasFailure() ? answer.getFailure().getCode() : 0;
      assertThat(code)
          .as("request %d", answer.getId())
          .isEqualTo(answer.getId() == 1 ? 0 : Code.PERMISSION_DENIED.value());
    }
    List<UpsertAnswer> written =
        stream(
            "Upsert",
            reader,
            UpsertAnswer.getDefaultInstance(),
            List.of(
                UpsertRequest.newBuilder()
                    .setId(1)
                    .setUpsert(UpsertPoints.newBuilder().setCollectionName("books"))
                    .build()));
    assertThat(written)
        .singleElement()
        .satisfies(answer ->
            assertThat(answer.getFailure().getCode()).isEqualTo(Code.PERMISSION_DENIED.value()));
  }

  /** All answers to requests on one stream. */
  private static <Q extends Message, A extends Message> List<A> stream(
      String name, String key, A answer, List<Q> requests) {
    MethodDescriptor<Q, A> method =
        MethodDescriptor.<Q, A>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("dunlin.v1.Streams/" + name)
            .setRequestMarshaller(ProtoUtils.marshaller(requests.getFirst()))
            .setResponseMarshaller(ProtoUtils.marshaller(answer))
            .build();
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER), key);
    List<A> answers = new ArrayList<>();
    CompletableFuture<List<A>> ended = new CompletableFuture<>();
    StreamObserver<Q> sending =
        ClientCalls.asyncBidiStreamingCall(
            ClientInterceptors.intercept(
                    channel, MetadataUtils.newAttachHeadersInterceptor(metadata))
                .newCall(method, CallOptions.DEFAULT),
            new StreamObserver<A>() {
              @Override
              public void onNext(A one) {
                answers.add(one);
              }

              @Override
              public void onError(Throwable failure) {
                ended.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {
                ended.complete(answers);
              }
            });
    requests.forEach(sending::onNext);
    sending.onCompleted();
    return ended.orTimeout(20, TimeUnit.SECONDS).join();
  }
}
