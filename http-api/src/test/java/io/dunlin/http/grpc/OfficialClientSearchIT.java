package io.dunlin.http.grpc;

import static io.qdrant.client.ConditionFactory.datetimeRange;
import static io.qdrant.client.ConditionFactory.filter;
import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchExceptKeywords;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.ConditionFactory.matchPhrase;
import static io.qdrant.client.ConditionFactory.matchText;
import static io.qdrant.client.ConditionFactory.matchTextAny;
import static io.qdrant.client.ConditionFactory.matchValues;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.WithPayloadSelectorFactory.enable;
import static io.qdrant.client.WithPayloadSelectorFactory.include;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Timestamp;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.TokenizerType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.DatetimeRange;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Queries, searches, filters and scrolls, through the published Java client. */
class OfficialClientSearchIT extends BooksClient {
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
  void conditionsOnTextsAskForWordsWhereThereIsATextIndex() {
    assertThat(found(must(matchText("title", "he s")))).containsExactly(id(1), id(2));
    TextIndexParams words =
        TextIndexParams.newBuilder()
            .setTokenizer(TokenizerType.Word)
            .setPhraseMatching(true)
            .build();
    get(
        client.createPayloadIndexAsync(
            BOOKS,
            "title",
            PayloadSchemaType.Text,
            PayloadIndexParams.newBuilder().setTextIndexParams(words).build(),
            true,
            null,
            null));
    assertThat(found(must(matchText("title", "he s")))).isEmpty();
    assertThat(found(must(matchText("title", "SKY the")))).containsExactly(id(2));
    assertThat(found(must(matchTextAny("title", "sky a")))).containsExactly(id(2), id(NAMED));
    assertThat(found(must(matchPhrase("title", "The sea")))).containsExactly(id(1));
    assertThat(found(must(matchPhrase("title", "sea the")))).isEmpty();
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
}
