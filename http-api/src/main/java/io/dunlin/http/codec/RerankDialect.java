package io.dunlin.http.codec;

import java.util.Locale;

/** How a service that judges texts is spoken to. */
public enum RerankDialect {
  /**
   * {@code {"model", "query", "documents", "top_n"}}, answered with {@code {"results": [{"index",
   * "relevance_score"}]}}: Cohere, Jina, vLLM and others.
   */
  COHERE,
  /**
   * {@code {"query", "texts", "truncate"}}, answered with {@code [{"index", "score"}]}: Text
   * Embeddings Inference of Hugging Face.
   */
  TEI;

  /** As settings name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
