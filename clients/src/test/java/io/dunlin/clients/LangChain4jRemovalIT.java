package io.dunlin.clients;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import dev.langchain4j.store.embedding.qdrant.QdrantEmbeddingStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** LangChain4j's suite for removing. */
class LangChain4jRemovalIT extends EmbeddingStoreWithRemovalIT {
  private static QdrantEmbeddingStore store;

  @BeforeAll
  static void create() throws Exception {
    store = LangChain4jCollection.create("removal");
  }

  @BeforeEach
  void clear() {
    store.clearStore();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Override
  protected EmbeddingStore<TextSegment> embeddingStore() {
    return store;
  }

  @Override
  protected EmbeddingModel embeddingModel() {
    return new LettersModel();
  }
}
