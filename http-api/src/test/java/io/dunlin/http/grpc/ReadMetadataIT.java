package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.ReadView;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.v1.CloseCursorRequest;
import io.dunlin.v1.CloseCursorResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ReadConsistency;
import io.qdrant.client.grpc.Points.ReadConsistencyType;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How fresh a read has to be and what is said of its answer, in metadata. */
class ReadMetadataIT {
  private static final String C = "c";
  private static final Metadata.Key<String> TOKEN = key("dunlin-token");
  private static final Metadata.Key<String> ALLOW_PARTIAL = key("dunlin-allow-partial");
  private static final Metadata.Key<String> STALE_MILLIS = key("dunlin-stale-ms");
  private static final Metadata.Key<String> PARTIAL = key("dunlin-partial");
  private static final Metadata.Key<String> EXPLAIN = key("dunlin-explain");
  private static final Metadata.Key<String> CURSOR = key("dunlin-cursor");
  private static final Metadata.Key<String> NEXT_CURSOR = key("dunlin-next-cursor");
  private static final Metadata.Key<String> CACHED = key("dunlin-cached");

  private static GrpcServer server;
  private static ManagedChannel channel;
  private static PointsBlockingStub points;
  private static CollectionInfo info;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .maxInboundMetadataSize(1 << 20)
            .build();
    points = PointsGrpc.newBlockingStub(channel);
    var create = CreateCollection.newBuilder().setCollectionName(C).setShardNumber(3);
    create.getVectorsConfigBuilder().getParamsBuilder().setSize(1).setDistance(Distance.Dot);
    assertThat(CollectionsGrpc.newBlockingStub(channel).create(create.build()).getResult())
        .isTrue();
    info = server.collections().find(C).toCompletableFuture().join();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  @AfterEach
  void forget() {
    server.collections().notes(ReadNotes.NONE);
  }

  /** A method that reads. */
  interface Read {
    Object from(PointsBlockingStub points, ReadConsistency consistency);
  }

  static Stream<Arguments> reads() {
    QueryPoints nearest =
        QueryPoints.newBuilder().setCollectionName(C).setQuery(nearest(1f)).build();
    QueryPoints byId = QueryPoints.newBuilder().setCollectionName(C).build();
    SearchPoints search =
        SearchPoints.newBuilder().setCollectionName(C).addVector(1).setLimit(1).build();
    return Stream.of(
        read(
            "Get",
            (stub, consistency) ->
                stub.get(
                    GetPoints.newBuilder()
                        .setCollectionName(C)
                        .setReadConsistency(consistency)
                        .build())),
        read(
            "Scroll",
            (stub, consistency) ->
                stub.scroll(
                    ScrollPoints.newBuilder()
                        .setCollectionName(C)
                        .setReadConsistency(consistency)
                        .build())),
        read(
            "Count",
            (stub, consistency) ->
                stub.count(
                    CountPoints.newBuilder()
                        .setCollectionName(C)
                        .setReadConsistency(consistency)
                        .build())),
        read(
            "Search",
            (stub, consistency) ->
                stub.search(search.toBuilder().setReadConsistency(consistency).build())),
        read(
            "SearchBatch",
            (stub, consistency) ->
                stub.searchBatch(
                    SearchBatchPoints.newBuilder()
                        .setCollectionName(C)
                        .addSearchPoints(search)
                        .setReadConsistency(consistency)
                        .build())),
        read(
            "Query",
            (stub, consistency) ->
                stub.query(nearest.toBuilder().setReadConsistency(consistency).build())),
        read(
            "Query by id",
            (stub, consistency) ->
                stub.query(byId.toBuilder().setReadConsistency(consistency).build())),
        read(
            "QueryBatch",
            (stub, consistency) ->
                stub.queryBatch(
                    QueryBatchPoints.newBuilder()
                        .setCollectionName(C)
                        .addQueryPoints(byId)
                        .addQueryPoints(nearest)
                        .setReadConsistency(consistency)
                        .build())));
  }

  private static Arguments read(String name, Read read) {
    return Arguments.of(Named.of(name, read));
  }

  @ParameterizedTest
  @MethodSource("reads")
  void everyReadTakesTermsAndTellsNotes(Read read) {
    server
        .collections()
        .notes(
            new ReadNotes(
                40,
                Map.of(info.shards().get(2), "no copy", info.shards().get(0), "no copy"),
                Map.of(info.shards().get(1), 9L)));
    Metadata told =
        call(stub -> read.from(stub, word(ReadConsistencyType.Quorum)), sent(token(5, 1), "true"));
    assertThat(server.collections().lastRead().consistency()).isEqualTo(new Consistency.Majority());
    assertThat(server.collections().lastRead().token()).contains(token(5, 1));
    assertThat(server.collections().lastRead().allowPartial()).isTrue();
    assertThat(told.get(STALE_MILLIS)).isEqualTo("40");
    assertThat(told.get(PARTIAL)).isEqualTo("0,2");
    assertThat(token(told)).isEqualTo(token(5, 9));

    server.collections().notes(ReadNotes.NONE);
    Metadata plain =
        call(stub -> read.from(stub, ReadConsistency.getDefaultInstance()), new Metadata());
    assertThat(server.collections().lastRead().consistency()).isEqualTo(Consistency.ONE);
    assertThat(server.collections().lastRead().token()).isEmpty();
    assertThat(server.collections().lastRead().allowPartial()).isFalse();
    assertThat(plain.keys()).noneMatch(key -> key.startsWith("dunlin"));
  }

  @ParameterizedTest
  @MethodSource("reads")
  void everyReadIsExplainedWhereThatIsAskedFor(Read read) {
    server.collections().notes(new ReadNotes(0, Map.of(), Map.of(), false, true));
    Metadata explain = new Metadata();
    explain.put(EXPLAIN, "true");
    Metadata told = call(stub -> read.from(stub, ReadConsistency.getDefaultInstance()), explain);
    assertThat(told.get(EXPLAIN)).startsWith("{\"time\":").contains("\"cache\":\"off\"");
    assertThat(told.get(CACHED)).isEqualTo("true");
  }

  @Test
  void consistencyIsAWordOrAFactor() {
    count(word(ReadConsistencyType.All));
    assertThat(server.collections().lastRead().consistency()).isEqualTo(new Consistency.All());
    count(word(ReadConsistencyType.Majority));
    assertThat(server.collections().lastRead().consistency()).isEqualTo(new Consistency.Majority());
    count(ReadConsistency.newBuilder().setFactor(2).build());
    assertThat(server.collections().lastRead().consistency()).isEqualTo(new Consistency.Count(2));
    assertRefused(
        () -> count(ReadConsistency.newBuilder().setFactor(0).build()), "read_consistency.factor");
    assertRefused(
        () -> count(ReadConsistency.newBuilder().setTypeValue(9).build()), "read_consistency.type");
  }

  @Test
  void metadataThatCannotBeReadIsRefused() {
    assertRefused(
        () -> call(ReadMetadataIT::count, sent("nonsense", "true")),
        "dunlin-token: expected tokens of earlier answers");
    assertRefused(
        () -> call(ReadMetadataIT::count, sent("new", "perhaps")),
        "dunlin-allow-partial: expected `true` or `false`");
    Metadata explain = new Metadata();
    explain.put(EXPLAIN, "please");
    assertRefused(
        () -> call(ReadMetadataIT::count, explain), "dunlin-explain: expected `true` or `false`");
  }

  @Test
  void severalTokensAreJoined() {
    Metadata sent = sent(token(1, 7).encode(), "false");
    sent.put(TOKEN, token(4, 2).encode());
    assertThat(token(call(ReadMetadataIT::count, sent))).isEqualTo(token(4, 7));
  }

  @Test
  void writesAreAnsweredWithATokenThatReadsTake() {
    DeletePoints delete = DeletePoints.newBuilder().setCollectionName(C).setPoints(seven()).build();
    UpdateBatchPoints batch =
        UpdateBatchPoints.newBuilder()
            .setCollectionName(C)
            .addOperations(
                PointsUpdateOperation.newBuilder()
                    .setDeletePoints(
                        PointsUpdateOperation.DeletePoints.newBuilder().setPoints(seven())))
            .build();
    ReadToken first = token(call(stub -> stub.delete(delete), new Metadata()));
    ReadToken second = token(call(stub -> stub.updateBatch(batch), new Metadata()));
    assertThat(first.collection()).isEqualTo(info.uuid());
    assertThat(second.position(InMemoryCollections.SHARD))
        .isGreaterThan(first.position(InMemoryCollections.SHARD));
    call(ReadMetadataIT::count, sent(second, "false"));
    assertThat(server.collections().lastRead().token()).contains(second);
  }

  @Test
  void tokensOfManyShardsPass() {
    Map<ShardId, Long> positions = new HashMap<>();
    for (int shard = 0; shard < 1_000; shard++) {
      positions.put(new ShardId(new UUID(3, shard)), Long.MAX_VALUE - shard);
    }
    ReadToken token = new ReadToken(info.uuid(), positions);
    assertThat(token(call(ReadMetadataIT::count, sent(token, "false")))).isEqualTo(token);
  }

  @Test
  void aCursorIsBegunAndGoneOnWith() {
    fill("paged");
    ScrollPoints scroll = ScrollPoints.newBuilder().setCollectionName("paged").setLimit(2).build();
    List<Long> ids = new ArrayList<>();
    String cursor = "{\"keep_alive\": \"2m\"}";
    int pages = 0;
    while (cursor != null) {
      Metadata sent = new Metadata();
      sent.put(CURSOR, cursor);
      Metadata told =
          call(
              stub -> {
                ScrollResponse page = stub.scroll(scroll);
                page.getResultList().forEach(point -> ids.add(point.getId().getNum()));
                return page;
              },
              sent);
      if (pages++ == 0) {
        assertThat(server.collections().lastRead().view())
            .isEqualTo(
                new ReadView.NewCursor(Optional.of(Duration.ofMinutes(2)), Optional.empty()));
      }
      cursor = told.get(NEXT_CURSOR);
    }
    assertThat(pages).isEqualTo(3);
    assertThat(ids).containsExactly(1L, 2L, 3L, 4L, 5L);
    Metadata asOf = new Metadata();
    asOf.put(key("dunlin-as-of"), token(3, 4).encode());
    call(ReadMetadataIT::count, asOf);
    assertThat(server.collections().lastRead().view()).isEqualTo(new ReadView.AsOf(token(3, 4)));
  }

  @Test
  void aCursorIsClosedBeforeItsEnd() {
    fill("closed");
    ScrollPoints scroll = ScrollPoints.newBuilder().setCollectionName("closed").setLimit(2).build();
    Metadata begin = new Metadata();
    begin.put(CURSOR, "{}");
    String cursor = String.valueOf(call(stub -> stub.scroll(scroll), begin).get(NEXT_CURSOR));
    CloseCursorRequest close =
        CloseCursorRequest.newBuilder().setCollectionName("closed").setCursor(cursor).build();
    assertThat(closed(close)).isTrue();
    assertThat(closed(close)).isFalse();
    Metadata next = new Metadata();
    next.put(CURSOR, cursor);
    StatusRuntimeException gone =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> call(stub -> stub.scroll(scroll), next));
    assertThat(gone.getStatus().getCode()).isEqualTo(Code.OUT_OF_RANGE);
    assertRefused(() -> closed(close.toBuilder().setTimeout(0).build()), "timeout: value 0");
  }

  private static boolean closed(CloseCursorRequest request) {
    MethodDescriptor<CloseCursorRequest, CloseCursorResponse> method =
        MethodDescriptor.<CloseCursorRequest, CloseCursorResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("dunlin.v1.Cursors/Close")
            .setRequestMarshaller(ProtoUtils.marshaller(CloseCursorRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(CloseCursorResponse.getDefaultInstance()))
            .build();
    return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request).getResult();
  }

  /** Five points in a collection of their own. */
  private static void fill(String collection) {
    var create = CreateCollection.newBuilder().setCollectionName(collection);
    create.getVectorsConfigBuilder().getParamsBuilder().setSize(1).setDistance(Distance.Dot);
    assertThat(CollectionsGrpc.newBlockingStub(channel).create(create.build()).getResult())
        .isTrue();
    UpsertPoints.Builder upsert = UpsertPoints.newBuilder().setCollectionName(collection);
    for (long id = 1; id <= 5; id++) {
      upsert.addPoints(
          PointStruct.newBuilder().setId(id(id)).setVectors(VectorsFactory.vectors(1f)));
    }
    assertThat(points.upsert(upsert.build()).hasResult()).isTrue();
  }

  private static PointsSelector seven() {
    return PointsSelector.newBuilder().setPoints(PointsIdsList.newBuilder().addIds(id(7))).build();
  }

  private static ReadConsistency word(ReadConsistencyType type) {
    return ReadConsistency.newBuilder().setType(type).build();
  }

  private static Object count(PointsBlockingStub stub) {
    return stub.count(CountPoints.newBuilder().setCollectionName(C).build());
  }

  private static void count(ReadConsistency consistency) {
    assertThat(
            points
                .count(
                    CountPoints.newBuilder()
                        .setCollectionName(C)
                        .setReadConsistency(consistency)
                        .build())
                .hasResult())
        .isTrue();
  }

  /** The metadata with which a call is answered. */
  private static Metadata call(Function<PointsBlockingStub, Object> call, Metadata sent) {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    Object answer =
        call.apply(
            points.withInterceptors(
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers)));
    assertThat(answer).isNotNull();
    return headers.get();
  }

  private static Metadata sent(ReadToken token, String allowPartial) {
    return sent(token.encode(), allowPartial);
  }

  private static Metadata sent(String token, String allowPartial) {
    Metadata metadata = new Metadata();
    metadata.put(TOKEN, token);
    metadata.put(ALLOW_PARTIAL, allowPartial);
    return metadata;
  }

  private static ReadToken token(Metadata told) {
    return ReadToken.parse(String.valueOf(told.get(TOKEN))).orElseThrow();
  }

  private static ReadToken token(long first, long second) {
    return new ReadToken(
        info.uuid(), Map.of(info.shards().get(0), first, info.shards().get(1), second));
  }

  private static void assertRefused(Runnable call, String reason) {
    StatusRuntimeException status = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(status.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(status.getStatus().getDescription()).contains(reason);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
