package io.dunlin.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.qdrant.QdrantEmbeddingStore;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * LangChain4j's suite for stores that search with filters, which includes the one for all stores.
 * What is left out is left out by LangChain4j's own run of it for Qdrant as well.
 */
class LangChain4jFilteringIT extends EmbeddingStoreWithFilteringIT {
  private static QdrantEmbeddingStore store;

  @BeforeAll
  static void create() throws Exception {
    store = LangChain4jCollection.create("filtering");
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

  @Override
  protected void clearStore() {
    store.clearStore();
  }

  @Override
  protected boolean supportsContains() {
    return true;
  }

  @Override
  @ParameterizedTest
  @MethodSource("should_filter_by_metadata")
  protected void should_filter_by_metadata(
      Filter filter, List<Metadata> matching, List<Metadata> others) {
    switch (filter) {
      case IsGreaterThan condition -> assumeOrdered(condition.comparisonValue());
      case IsGreaterThanOrEqualTo condition -> assumeOrdered(condition.comparisonValue());
      case IsLessThan condition -> assumeOrdered(condition.comparisonValue());
      case IsLessThanOrEqualTo condition -> assumeOrdered(condition.comparisonValue());
      case IsIn condition -> assumeListed(condition.comparisonValues());
      default -> {}
    }
    super.should_filter_by_metadata(filter, matching, others);
  }

  @Override
  @ParameterizedTest
  @MethodSource("should_filter_by_metadata_not")
  protected void should_filter_by_metadata_not(
      Filter filter, List<Metadata> matching, List<Metadata> others) {
    if (filter instanceof IsNotIn condition) {
      assumeListed(condition.comparisonValues());
      assumeTrue(
          matching.stream().allMatch(metadata -> metadata.containsKey(condition.key())),
          "the store has what is not in a list be something, where the suite means nothing too");
    }
    super.should_filter_by_metadata_not(filter, matching, others);
  }

  private static void assumeOrdered(Object bound) {
    assumeTrue(bound instanceof Number, "the store orders numbers only");
    assumeTrue(!(bound instanceof Float), "the store makes a double of what the suite adds");
  }

  private static void assumeListed(Collection<?> values) {
    assumeTrue(
        values.stream().noneMatch(value -> value instanceof Float || value instanceof Double),
        "the store lists texts and integers only");
  }
}
