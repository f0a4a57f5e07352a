package io.dunlin.clients;

import io.qdrant.client.QdrantClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.qdrant.QdrantVectorStore;

/** {@link Letters} as Spring AI asks for them. */
final class LettersForSpring implements EmbeddingModel {
  /** A store that has made its collection. */
  static QdrantVectorStore store(QdrantClient client, String collection) throws Exception {
    QdrantVectorStore store =
        QdrantVectorStore.builder(client, new LettersForSpring())
            .collectionName(collection)
            .initializeSchema(true)
            .build();
    store.afterPropertiesSet();
    return store;
  }

  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    List<Embedding> embeddings = new ArrayList<>();
    for (String text : request.getInstructions()) {
      embeddings.add(new Embedding(Letters.vector(text), embeddings.size()));
    }
    return new EmbeddingResponse(embeddings);
  }

  @Override
  public float[] embed(Document document) {
    return Letters.vector(Objects.requireNonNull(getEmbeddingContent(document)));
  }

  @Override
  public int dimensions() {
    return Letters.DIMENSIONS;
  }
}
