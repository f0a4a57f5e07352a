package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.QueryFactory.recommend;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorFactory.vector;
import static io.qdrant.client.VectorInputFactory.vectorInput;
import static io.qdrant.client.VectorsFactory.namedVectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Points.Document;
import io.qdrant.client.grpc.Points.Image;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendInput;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SparseVector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Texts in the places of vectors, through the published Java client. */
class OfficialClientDocumentsIT extends BooksClient {
  private static final String TEXTS = "texts";
  private static final int SPRINT = 1932363795;

  @BeforeEach
  void texts() {
    get(
        client.createCollectionAsync(
            CreateCollection.newBuilder()
                .setCollectionName(TEXTS)
                .setSparseVectorsConfig(
                    SparseVectorConfig.newBuilder()
                        .putMap(
                            "words",
                            SparseVectorParams.newBuilder().setModifier(Modifier.Idf).build()))
                .build()));
    get(
        client.upsertAsync(
            TEXTS,
            List.of(
                point(1, document("stay and study").build()),
                point(2, document("sprints").putOptions("avg_len", value(1)).build()))));
  }

  @AfterEach
  void drop() {
    get(client.deleteCollectionAsync(TEXTS));
  }

  private static Document.Builder document(String text) {
    return Document.newBuilder().setText(text).setModel("Qdrant/bm25");
  }

  private static PointStruct point(long id, Document document) {
    return PointStruct.newBuilder()
        .setId(id(id))
        .setVectors(namedVectors(Map.of("words", vector(document))))
        .build();
  }

  private List<Long> found(Query query) {
    return get(
            client.queryAsync(
                QueryPoints.newBuilder()
                    .setCollectionName(TEXTS)
                    .setUsing("words")
                    .setQuery(query)
                    .setLimit(1)
                    .build()))
        .stream()
        .map(ScoredPoint::getId)
        .map(id -> id.getNum())
        .toList();
  }

  @Test
  void aStoredTextIsItsWordsByTheirWeights() {
    SparseVector stored =
        get(client.retrieveAsync(TEXTS, id(2), false, true, null))
            .getFirst()
            .getVectors()
            .getVectors()
            .getVectorsOrThrow("words")
            .getSparse();

    assertThat(stored.getIndicesList()).containsExactly(SPRINT);
    assertThat(stored.getValuesList()).containsExactly(1f);
  }

  @Test
  void pointsAreFoundByAText() {
    assertThat(found(nearest(document("who sprints?").build()))).containsExactly(2L);
    assertThat(
            found(
                recommend(
                    RecommendInput.newBuilder()
                        .addPositive(vectorInput(document("studied").build()))
                        .build())))
        .containsExactly(1L);
  }

  @Test
  void otherModelsAndImagesAreRefused() {
    assertThatThrownBy(() -> found(nearest(document("a").setModel("openai/x").build())))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("The model `openai/x` is not supported");
    assertThatThrownBy(() -> found(nearest(Image.newBuilder().setModel("clip").build())))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("A vector made of an image is not supported");
    assertThatThrownBy(() -> found(nearest(document("a").putOptions("b", value("much")).build())))
        .hasMessageContaining("document option `b`: it must be a number from 0 to 1");
  }
}
