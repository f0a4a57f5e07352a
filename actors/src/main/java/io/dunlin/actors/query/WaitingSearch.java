package io.dunlin.actors.query;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A search that waits for a thread, and may meanwhile be answered by another's. */
public final class WaitingSearch {
  private final ReadProtocol.Request request;
  private final ShardQuery query;
  private final CompletableFuture<ReadProtocol.Outcome> outcome = new CompletableFuture<>();

  WaitingSearch(ReadProtocol.Request request, ShardQuery query) {
    this.request = request;
    this.query = query;
  }

  ReadProtocol.Request request() {
    return request;
  }

  ShardQuery query() {
    return query;
  }

  /** Never fails: a failure is an outcome. */
  public CompletionStage<ReadProtocol.Outcome> outcome() {
    return outcome;
  }

  void answer(ReadProtocol.Outcome answer) {
    outcome.complete(answer);
  }

  /** Whether one pass over the same rows of the same view answers both. */
  boolean isLike(WaitingSearch other) {
    return request.terms().equals(other.request.terms()) && query.sameRows(other.query);
  }
}
