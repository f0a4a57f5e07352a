package io.dunlin.clients;

import io.qdrant.client.QdrantClient;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.ai.test.vectorstore.BaseVectorStoreTests;
import org.springframework.ai.vectorstore.VectorStore;

/** Spring AI's suite for vector stores. */
class SpringAiSuiteIT extends BaseVectorStoreTests {
  private static final String COLLECTION = "spring-suite";
  private static QdrantClient client;

  @BeforeAll
  static void connect() {
    client = SharedNode.client();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  /** Each test has a store of its own, since none takes away all that it added. */
  @Override
  protected void executeTest(Consumer<VectorStore> test) {
    try {
      test.accept(LettersForSpring.store(client, COLLECTION));
      client.deleteCollectionAsync(COLLECTION).get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
