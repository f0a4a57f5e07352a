package io.dunlin.http.grpc;

import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.formula;
import static io.qdrant.client.QueryFactory.fusion;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.QueryFactory.orderBy;
import static io.qdrant.client.QueryFactory.recommend;
import static io.qdrant.client.QueryFactory.rrf;
import static io.qdrant.client.QueryFactory.sample;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorInputFactory.vectorInput;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.qdrant.client.ExpressionFactory;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.Direction;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FacetHit;
import io.qdrant.client.grpc.Points.FeedbackItem;
import io.qdrant.client.grpc.Points.FeedbackStrategy;
import io.qdrant.client.grpc.Points.Formula;
import io.qdrant.client.grpc.Points.Fusion;
import io.qdrant.client.grpc.Points.LookupLocation;
import io.qdrant.client.grpc.Points.Mmr;
import io.qdrant.client.grpc.Points.MultExpression;
import io.qdrant.client.grpc.Points.NaiveFeedbackStrategy;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.PointGroup;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendInput;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.RelevanceFeedbackInput;
import io.qdrant.client.grpc.Points.Rrf;
import io.qdrant.client.grpc.Points.Sample;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchMatrixOffsets;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.StartFrom;
import io.qdrant.client.grpc.Points.WithLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queries of every kind as the published client sends them; point i lies at (i, 0). */
class OfficialClientQueriesIT {
  private static final String BOOKS = "books";

  private static GrpcServer server;
  private static QdrantClient client;

  @BeforeAll
  static void start() throws Exception {
    server = new GrpcServer();
    client =
        new QdrantClient(QdrantGrpcClient.newBuilder("127.0.0.1", server.port(), false).build());
    get(
        client.createCollectionAsync(
            BOOKS, VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build()));
    List<PointStruct> points = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      points.add(
          PointStruct.newBuilder()
              .setId(id(i))
              .setVectors(vectors(i, 0))
              .putAllPayload(Map.of("rank", value(5 - i), "half", value(i / 2)))
              .build());
    }
    get(client.upsertAsync(BOOKS, points));
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Test
  void fusesWhatWasFoundBefore() throws Exception {
    QueryPoints.Builder query =
        QueryPoints.newBuilder()
            .addPrefetch(prefetch(nearest(1, 0), 2))
            .addPrefetch(prefetch(nearest(-1, 0), 1));
    assertThat(ids(query.setQuery(fusion(Fusion.RRF)))).containsExactly(1L, 5L, 4L);
    assertThat(
            ids(query.setQuery(rrf(Rrf.newBuilder().setK(1).addWeights(1).addWeights(0).build()))))
        .containsExactly(5L, 4L, 1L);
    assertThat(ids(query.setQuery(fusion(Fusion.DBSF)))).hasSize(3);
  }

  @Test
  void rescoresWhatWasFoundBefore() throws Exception {
    QueryPoints.Builder query =
        QueryPoints.newBuilder().addPrefetch(prefetch(nearest(1, 0), 3)).setQuery(nearest(-1, 0));
    assertThat(ids(query)).containsExactly(3L, 4L, 5L);
    assertThat(ids(query.setFilter(Filter.newBuilder().addMustNot(hasId(id(5))).build())))
        .containsExactly(2L, 3L, 4L);
    Formula product =
        Formula.newBuilder()
            .setExpression(
                ExpressionFactory.mult(
                    MultExpression.newBuilder()
                        .addMult(ExpressionFactory.variable("$score"))
                        .addMult(ExpressionFactory.variable("rank"))
                        .build()))
            .build();
    assertThat(
            ids(
                QueryPoints.newBuilder()
                    .addPrefetch(prefetch(nearest(1, 0), 4))
                    .setQuery(formula(product))
                    .setLimit(3)))
        .containsExactly(2L, 3L, 4L);
  }

  @Test
  void ordersByAValue() throws Exception {
    OrderBy order =
        OrderBy.newBuilder()
            .setKey("rank")
            .setDirection(Direction.Desc)
            .setStartFrom(StartFrom.newBuilder().setInteger(2))
            .build();
    List<ScoredPoint> points =
        get(
            client.queryAsync(
                QueryPoints.newBuilder()
                    .setCollectionName(BOOKS)
                    .setQuery(orderBy(order))
                    .setLimit(2)
                    .build()));
    assertThat(points.stream().map(point -> point.getId().getNum())).containsExactly(3L, 4L);
    assertThat(points.getFirst().getOrderValue().getInt()).isEqualTo(2);
    assertThat(
            get(client.scrollAsync(
                    ScrollPoints.newBuilder()
                        .setCollectionName(BOOKS)
                        .setOrderBy(order)
                        .setLimit(1)
                        .build()))
                .getResult(0)
                .getOrderValue()
                .getInt())
        .isEqualTo(2);
  }

  @Test
  void recommendsAndDiversifies() throws Exception {
    RecommendInput input =
        RecommendInput.newBuilder().addPositive(vectorInput(3)).addNegative(vectorInput(5)).build();
    assertThat(ids(QueryPoints.newBuilder().setQuery(recommend(input))))
        .containsExactly(4L, 2L, 1L);
    assertThat(
            get(
                    client.recommendAsync(
                        RecommendPoints.newBuilder()
                            .setCollectionName(BOOKS)
                            .addPositive(id(3))
                            .addNegative(id(5))
                            .setLimit(2)
                            .build()))
                .stream()
                .map(point -> point.getId().getNum()))
        .containsExactly(4L, 2L);
    assertThat(
            ids(
                QueryPoints.newBuilder()
                    .setQuery(
                        nearest(
                            vectorInput(List.of(1f, 0f)),
                            Mmr.newBuilder().setDiversity(0).setCandidatesLimit(4).build()))
                    .setLimit(2)))
        .containsExactly(5L, 4L);
    assertThat(ids(QueryPoints.newBuilder().setQuery(sample(Sample.Random)).setLimit(4)))
        .hasSize(4)
        .doesNotHaveDuplicates();
  }

  /** As over REST: 5 and 4 lead, 1 and 2 are examples. */
  @Test
  void ratedExamplesCount() throws Exception {
    assertThat(
            ids(
                QueryPoints.newBuilder()
                    .setQuery(
                        Query.newBuilder()
                            .setRelevanceFeedback(
                                RelevanceFeedbackInput.newBuilder()
                                    .setTarget(vectorInput(List.of(0.5f, 0f)))
                                    .addFeedback(rated(1, 0.25f))
                                    .addFeedback(rated(2, 0.75f))
                                    .setStrategy(
                                        FeedbackStrategy.newBuilder()
                                            .setNaive(
                                                NaiveFeedbackStrategy.newBuilder()
                                                    .setA(2)
                                                    .setB(2)
                                                    .setC(4)))))
                    .setLimit(2)))
        .containsExactly(5L, 4L);
    assertThatThrownBy(() ->
            ids(
                QueryPoints.newBuilder()
                    .setQuery(
                        Query.newBuilder()
                            .setRelevanceFeedback(
                                RelevanceFeedbackInput.newBuilder()
                                    .setTarget(vectorInput(List.of(0.5f, 0f)))))))
        .hasMessageContaining("query.relevance_feedback.strategy");
  }

  private static FeedbackItem rated(long id, float score) {
    return FeedbackItem.newBuilder().setExample(vectorInput(id)).setScore(score).build();
  }

  @Test
  void examplesMayBeElsewhere() throws Exception {
    assertThat(
            ids(
                QueryPoints.newBuilder()
                    .setQuery(nearest(id(5)))
                    .setLookupFrom(LookupLocation.newBuilder().setCollectionName(BOOKS))
                    .setLimit(2)))
        .containsExactly(5L, 4L);
  }

  @Test
  void groupsPoints() throws Exception {
    List<PointGroup> groups =
        get(
            client.queryGroupsAsync(
                QueryPointGroups.newBuilder()
                    .setCollectionName(BOOKS)
                    .setQuery(nearest(1, 0))
                    .setGroupBy("half")
                    .setGroupSize(2)
                    .setWithLookup(WithLookup.newBuilder().setCollection(BOOKS))
                    .build()));
    assertThat(groups.stream().map(group -> group.getId().getUnsignedValue()))
        .containsExactly(2L, 1L, 0L);
    assertThat(groups.getFirst().getHitsList().stream().map(hit -> hit.getId().getNum()))
        .containsExactly(5L, 4L);
    assertThat(
            get(
                    client.searchGroupsAsync(
                        SearchPointGroups.newBuilder()
                            .setCollectionName(BOOKS)
                            .addAllVector(List.of(1f, 0f))
                            .setGroupBy("half")
                            .setGroupSize(1)
                            .setLimit(2)
                            .build()))
                .stream()
                .map(group -> group.getHits(0).getId().getNum()))
        .containsExactly(5L, 3L);
  }

  @Test
  void countsValuesAndComparesPoints() throws Exception {
    List<FacetHit> facets =
        get(
            client.facetAsync(
                FacetCounts.newBuilder()
                    .setCollectionName(BOOKS)
                    .setKey("half")
                    .setLimit(2)
                    .build()));
    assertThat(facets.stream().map(FacetHit::getCount)).containsExactly(2L, 2L);
    assertThat(facets.getFirst().getValue().getIntegerValue()).isEqualTo(1);
    SearchMatrixPoints matrix =
        SearchMatrixPoints.newBuilder().setCollectionName(BOOKS).setSample(3).setLimit(1).build();
    SearchMatrixOffsets offsets = get(client.searchMatrixOffsetsAsync(matrix));
    assertThat(offsets.getOffsetsRowList()).containsExactly(0L, 1L, 2L);
    assertThat(offsets.getOffsetsColList()).containsExactly(2L, 2L, 1L);
    assertThat(get(client.searchMatrixPairsAsync(matrix)).getPairs(0).getB().getNum()).isEqualTo(3);
  }

  private static PrefetchQuery prefetch(Query query, int limit) {
    return PrefetchQuery.newBuilder().setQuery(query).setLimit(limit).build();
  }

  private static List<Long> ids(QueryPoints.Builder query) throws Exception {
    return get(client.queryAsync(query.setCollectionName(BOOKS).build())).stream()
        .map(point -> point.getId().getNum())
        .toList();
  }

  private static <T> T get(ListenableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }
}
