package io.dunlin.clients;

import static dev.langchain4j.store.embedding.filter.Filter.and;
import static dev.langchain4j.store.embedding.filter.Filter.not;
import static dev.langchain4j.store.embedding.filter.Filter.or;
import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.qdrant.QdrantEmbeddingStore;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** LangChain4j's store for Qdrant keeps its embeddings in a node. */
class LangChain4jIT {
  private static final String COLLECTION = "memories";

  private static QdrantClient client;

  private QdrantEmbeddingStore store;
  private List<String> ids;

  @BeforeAll
  static void connect() {
    client = SharedNode.client();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  /** Five years' words, each a little further from (1, 0, 0) than the one before. */
  @BeforeEach
  void fill() throws Exception {
    client
        .createCollectionAsync(
            COLLECTION, VectorParams.newBuilder().setSize(3).setDistance(Distance.Cosine).build())
        .get();
    store = QdrantEmbeddingStore.builder().client(client).collectionName(COLLECTION).build();
    ids =
        store.addAll(
            Stream.of(1, 2, 3, 4, 5).map(LangChain4jIT::embedding).toList(),
            List.of(
                segment("one", "song", 2001, 1.5),
                segment("two", "film", 2002, 2.5),
                segment("three", "song", 2003, 3.5),
                segment("four", "book", 2004, 4.5),
                TextSegment.from("five")));
  }

  @AfterEach
  void drop() throws Exception {
    client.deleteCollectionAsync(COLLECTION).get();
  }

  @Test
  void findsTheNearestWithTextMetadataAndEmbedding() {
    List<EmbeddingMatch<TextSegment>> matches =
        store
            .search(
                EmbeddingSearchRequest.builder().queryEmbedding(embedding(0)).maxResults(3).build())
            .matches();
    assertThat(matches)
        .extracting(match -> match.embedded().text())
        .containsExactly("one", "two", "three");
    EmbeddingMatch<TextSegment> best = matches.getFirst();
    assertThat(best.embeddingId()).isEqualTo(ids.getFirst());
    assertThat(best.embedded().metadata().getString("kind")).isEqualTo("song");
    assertThat(best.embedded().metadata().getInteger("year")).isEqualTo(2001);
    assertThat(best.embedded().metadata().getDouble("length")).isEqualTo(1.5);
    assertThat(best.embedding().vector()).hasSize(3);
    // What LangChain4j calls a score is (1 + cosine) / 2.
    assertThat(best.score()).isCloseTo((1 + Math.cos(0.1)) / 2, within(1e-6));
  }

  @Test
  void addsOneByOne() throws Exception {
    String named = store.add(embedding(6), segment("six", "song", 2006, 6.5));
    String bare = store.add(embedding(7));
    store.add(java.util.UUID.nameUUIDFromBytes(new byte[] {8}).toString(), embedding(8));
    assertThat(client.countAsync(COLLECTION).get()).isEqualTo(8);
    assertThat(
            store
                .search(
                    EmbeddingSearchRequest.builder()
                        .queryEmbedding(embedding(7))
                        .maxResults(2)
                        .minScore(0.9)
                        .build())
                .matches())
        .extracting(EmbeddingMatch::embeddingId)
        .contains(bare)
        .doesNotContain(ids.getFirst());
    assertThat(found(metadataKey("year").isGreaterThan(2004))).containsExactly("six");
    store.remove(named);
    assertThat(found(metadataKey("year").isGreaterThan(2004))).isEmpty();
  }

  @Test
  void searchesWithFilters() {
    assertThat(found(metadataKey("kind").isEqualTo("song"))).containsExactly("one", "three");
    assertThat(found(metadataKey("year").isEqualTo(2002))).containsExactly("two");
    assertThat(found(metadataKey("length").isEqualTo(3.5))).containsExactly("three");
    assertThat(found(metadataKey("kind").isNotEqualTo("song")))
        .contains("two", "four")
        .doesNotContain("one", "three");
    assertThat(found(metadataKey("kind").isIn("film", "book"))).containsExactly("two", "four");
    assertThat(found(metadataKey("year").isIn(2001, 2004))).containsExactly("one", "four");
    assertThat(found(metadataKey("kind").isNotIn("film", "book")))
        .contains("one", "three")
        .doesNotContain("two", "four");
    assertThat(found(metadataKey("year").isGreaterThan(2003))).containsExactly("four");
    assertThat(found(metadataKey("year").isGreaterThanOrEqualTo(2003)))
        .containsExactly("three", "four");
    assertThat(found(metadataKey("length").isLessThan(2.5))).containsExactly("one");
    assertThat(found(metadataKey("length").isLessThanOrEqualTo(2.5))).containsExactly("one", "two");
    assertThat(found(metadataKey("year").isBetween(2002, 2003))).containsExactly("two", "three");
    assertThat(
            found(
                and(
                    metadataKey("kind").isEqualTo("song"),
                    metadataKey("year").isGreaterThan(2001))))
        .containsExactly("three");
    assertThat(
            found(or(metadataKey("kind").isEqualTo("book"), metadataKey("year").isEqualTo(2001))))
        .containsExactly("one", "four");
    assertThat(found(not(metadataKey("kind").isEqualTo("song"))))
        .containsExactly("two", "four", "five");
    assertThat(
            found(
                and(
                    not(metadataKey("kind").isEqualTo("film")),
                    or(
                        metadataKey("year").isEqualTo(2002),
                        metadataKey("length").isGreaterThan(3.0)))))
        .containsExactly("three", "four");
  }

  @Test
  void removesByIdsByFilterAndEverything() throws Exception {
    store.removeAll(List.of(ids.get(0), ids.get(4)));
    assertThat(client.countAsync(COLLECTION).get()).isEqualTo(3);
    store.removeAll(metadataKey("kind").isEqualTo("song"));
    assertThat(client.countAsync(COLLECTION).get()).isEqualTo(2);
    store.removeAll();
    assertThat(client.countAsync(COLLECTION).get()).isZero();
  }

  private List<String> found(Filter filter) {
    return store
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(embedding(0))
                .maxResults(10)
                .filter(filter)
                .build())
        .matches()
        .stream()
        .map(match -> match.embedded().text())
        .toList();
  }

  /** A unit vector at {@code steps} tenths of a radian from the first axis. */
  private static Embedding embedding(int steps) {
    double angle = steps / 10.0;
    return Embedding.from(new float[] {(float) Math.cos(angle), (float) Math.sin(angle), 0});
  }

  private static TextSegment segment(String text, String kind, int year, double length) {
    return TextSegment.from(
        text, new Metadata().put("kind", kind).put("year", year).put("length", length));
  }
}
