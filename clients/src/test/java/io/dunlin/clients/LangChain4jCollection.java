package io.dunlin.clients;

import dev.langchain4j.store.embedding.qdrant.QdrantEmbeddingStore;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.util.concurrent.ExecutionException;

/** A collection that LangChain4j's suites write to: its store makes none itself. */
final class LangChain4jCollection {
  private LangChain4jCollection() {}

  /** Of {@link Letters}, empty; closing the store closes its client. */
  static QdrantEmbeddingStore create(String name) throws ExecutionException, InterruptedException {
    QdrantClient client = SharedNode.client();
    client
        .createCollectionAsync(
            name,
            VectorParams.newBuilder()
                .setSize(Letters.DIMENSIONS)
                .setDistance(Distance.Cosine)
                .build())
        .get();
    return QdrantEmbeddingStore.builder().client(client).collectionName(name).build();
  }
}
