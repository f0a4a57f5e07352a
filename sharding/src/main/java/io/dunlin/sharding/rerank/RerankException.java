package io.dunlin.sharding.rerank;

/**
 * Why a {@link Reranker} gives no scores, in words for who has asked: nothing in them is secret.
 */
public final class RerankException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RerankException(String message) {
    super(message);
  }
}
