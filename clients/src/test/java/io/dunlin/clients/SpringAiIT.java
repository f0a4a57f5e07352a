package io.dunlin.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.qdrant.QdrantVectorStore;

/** Spring AI's store for Qdrant keeps its documents in a node. */
class SpringAiIT {
  private static final String COLLECTION = "spring";
  private static final Document BIRDS =
      document(
          "Ducks and geese are water birds", Map.of("kind", "bird", "year", 2001, "wild", true));
  private static final Document FISH =
      document("Trout and salmon are fish", Map.of("kind", "fish", "year", 2002, "wild", true));
  private static final Document TREES =
      document("Oaks and beeches are trees", Map.of("kind", "tree", "year", 2003, "wild", false));

  private static QdrantClient client;
  private QdrantVectorStore store;

  @BeforeAll
  static void connect() {
    client = SharedNode.client();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @BeforeEach
  void fill() throws Exception {
    store = LettersForSpring.store(client, COLLECTION);
    store.add(List.of(BIRDS, FISH, TREES));
  }

  @AfterEach
  void drop() throws Exception {
    client.deleteCollectionAsync(COLLECTION).get();
  }

  @Test
  void makesItsCollectionOnce() throws Exception {
    VectorParams made =
        client
            .getCollectionInfoAsync(COLLECTION)
            .get()
            .getConfig()
            .getParams()
            .getVectorsConfig()
            .getParams();
    assertThat(made.getSize()).isEqualTo(Letters.DIMENSIONS);
    assertThat(made.getDistance()).isEqualTo(Distance.Cosine);
    LettersForSpring.store(client, COLLECTION);
    assertThat(client.countAsync(COLLECTION).get()).isEqualTo(3);
  }

  @Test
  void findsTheNearestWithTextMetadataAndScore() {
    List<Document> found = store.similaritySearch(request("water birds").topK(2).build());
    assertThat(found).hasSize(2);
    Document best = found.getFirst();
    assertThat(best.getId()).isEqualTo(BIRDS.getId());
    assertThat(best.getText()).isEqualTo(BIRDS.getText());
    assertThat(best.getMetadata())
        .containsEntry("kind", "bird")
        .containsEntry("year", 2001L)
        .containsEntry("wild", true)
        .containsKey("distance");
    assertThat(best.getScore()).isGreaterThan(found.getLast().getScore());
  }

  @Test
  void leavesOutWhatIsNotSimilarEnough() {
    List<Document> all = store.similaritySearch(request("water birds").build());
    assertThat(all).hasSize(3);
    double between = (score(all.get(0)) + score(all.get(1))) / 2;
    assertThat(store.similaritySearch(request("water birds").similarityThreshold(between).build()))
        .extracting(Document::getId)
        .containsExactly(BIRDS.getId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "kind == 'bird'; bird",
        "kind != 'bird'; fish tree",
        "year > 2001; fish tree",
        "year >= 2002 && year < 2003; fish",
        "year <= 2001 || kind == 'tree'; bird tree",
        "kind in ['bird', 'tree']; bird tree",
        "kind nin ['bird', 'tree']; fish",
        "year in [2001, 2003]; bird tree",
        "year in [2001, 2002] && kind != 'fish'; bird",
        "not (kind == 'bird'); fish tree",
        "(kind == 'bird' || kind == 'fish') && year == 2002; fish"
      })
  void searchesWithFilterExpressions(String expression, String kinds) {
    assertThat(store.similaritySearch(request("are").filterExpression(expression).build()))
        .extracting(document -> document.getMetadata().get("kind"))
        .containsExactlyInAnyOrder((Object[]) kinds.split(" "));
  }

  @Test
  void deletesByIdsAndByFilter() throws Exception {
    store.delete(List.of(BIRDS.getId(), UUID.randomUUID().toString()));
    assertThat(client.countAsync(COLLECTION).get()).isEqualTo(2);
    store.delete("year > 2002");
    assertThat(store.similaritySearch(request("are").build()))
        .extracting(Document::getId)
        .containsExactly(FISH.getId());
  }

  @Test
  void addingAgainReplaces() {
    store.add(List.of(new Document(FISH.getId(), "Pike and perch", Map.of("size", 1.5))));
    Document found = store.similaritySearch(request("pike").topK(1).build()).getFirst();
    assertThat(found.getText()).isEqualTo("Pike and perch");
    assertThat(found.getMetadata()).containsEntry("size", 1.5).doesNotContainKey("kind");
  }

  private static SearchRequest.Builder request(String query) {
    return SearchRequest.builder().query(query).topK(10).similarityThresholdAll();
  }

  private static Document document(String text, Map<String, Object> metadata) {
    return new Document(UUID.randomUUID().toString(), text, metadata);
  }

  private static double score(Document document) {
    return Objects.requireNonNull(document.getScore());
  }
}
