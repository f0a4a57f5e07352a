package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries that a model judges, over gRPC: what RerankIT has over REST, asked for in metadata. */
class RerankGrpcIT {
  private static final String SMALL =
      "{\"reranker\":\"shared-words\",\"text\":\"small bird\",\"field\":\"text\"}";

  private static final PrefetchQuery ALL =
      PrefetchQuery.newBuilder().setQuery(nearest(1f)).setLimit(9).build();

  private static final QueryPoints QUERY =
      QueryPoints.newBuilder().setCollectionName("c").addPrefetch(ALL).build();

  private static GrpcServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    var create = CreateCollection.newBuilder().setCollectionName("c");
    create.getVectorsConfigBuilder().getParamsBuilder().setSize(1).setDistance(Distance.Dot);
    assertThat(CollectionsGrpc.newBlockingStub(channel).create(create.build()).getResult())
        .isTrue();
    assertThat(
            PointsGrpc.newBlockingStub(channel)
                .upsert(
                    UpsertPoints.newBuilder()
                        .setCollectionName("c")
                        .setWait(true)
                        .addPoints(point(1, "a small wader"))
                        .addPoints(point(2, "a small grey bird"))
                        .addPoints(point(3, "large"))
                        .build())
                .hasResult())
        .isTrue();
  }

  private static PointStruct point(long number, String text) {
    return PointStruct.newBuilder()
        .setId(id(number))
        .setVectors(vectors((float) number))
        .putPayload("text", value(text))
        .build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static PointsBlockingStub judged(String rerank) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("dunlin-rerank", Metadata.ASCII_STRING_MARSHALLER), rerank);
    return PointsGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static List<Long> ids(List<ScoredPoint> points) {
    return points.stream().map(point -> point.getId().getNum()).toList();
  }

  @Test
  void theBestTextsComeFirst() {
    List<ScoredPoint> found = judged(SMALL).query(QUERY).getResultList();
    assertThat(ids(found)).containsExactly(2L, 1L, 3L);
    assertThat(found).extracting(ScoredPoint::getScore).containsExactly(2f, 1f, 0f);

    QueryBatchPoints batch =
        QueryBatchPoints.newBuilder()
            .setCollectionName("c")
            .addQueryPoints(QUERY)
            .addQueryPoints(QUERY.toBuilder().setLimit(1))
            .build();
    assertThat(judged(SMALL).queryBatch(batch).getResultList())
        .extracting(answer -> ids(answer.getResultList()))
        .containsExactly(List.of(2L, 1L, 3L), List.of(2L));

    QueryPointGroups groups =
        QueryPointGroups.newBuilder()
            .setCollectionName("c")
            .addPrefetch(ALL)
            .setGroupBy("text")
            .setLimit(2)
            .build();
    assertThat(judged(SMALL).queryGroups(groups).getResult().getGroupsList())
        .extracting(group -> group.getId().getStringValue())
        .containsExactly("a small grey bird", "a small wader");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{\"reranker\":\"nobody\",\"text\":\"a\",\"field\":\"b\"}; INVALID_ARGUMENT; there is no reranker",
        "{\"reranker\":\"shared-words\",\"text\":\"fail\",\"field\":\"text\"}; UNAVAILABLE; has no answer",
        "{\"text\":\"a\",\"field\":\"b\"}; INVALID_ARGUMENT; missing field `reranker`",
        "shared-words; INVALID_ARGUMENT; JSON",
      })
  void whatCannotBeDoneIsTold(String rerank, Code code, String error) {
    refused(rerank, stub -> consume(stub.query(QUERY)), code, error);
  }

  @Test
  void itStandsInThePlaceOfAQueryAndNowhereElse() {
    refused(
        SMALL,
        stub -> consume(stub.query(QUERY.toBuilder().setQuery(nearest(1f)).build())),
        Code.INVALID_ARGUMENT,
        "dunlin-rerank: it stands in the place of a query");
    refused(
        SMALL,
        stub -> consume(stub.query(QueryPoints.newBuilder().setCollectionName("c").build())),
        Code.INVALID_ARGUMENT,
        "`prefetch`");
    refused(
        SMALL,
        stub -> consume(stub.count(CountPoints.newBuilder().setCollectionName("c").build())),
        Code.INVALID_ARGUMENT,
        "dunlin-rerank: only Query, QueryBatch and QueryGroups take it");
  }

  private static void consume(Object answer) {
    assertThat(answer).isNotNull();
  }

  private static void refused(
      String rerank, Consumer<PointsBlockingStub> call, Code code, String error) {
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> call.accept(judged(rerank)));
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    assertThat(failure.getStatus().getDescription()).contains(error);
  }
}
