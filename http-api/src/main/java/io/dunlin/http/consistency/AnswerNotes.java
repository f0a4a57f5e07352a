package io.dunlin.http.consistency;

import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadNotes.NextPage;
import io.dunlin.actors.query.ReadToken;
import io.dunlin.actors.query.Trace;
import io.dunlin.actors.query.Trace.Explanation;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a client is told of an answer beside the answer itself.
 *
 * @param staleMillis 0 when the answer has everything; else how old it is at most
 * @param missing shards that are not in the answer, by number
 * @param token what the client has written or seen now; for its next reads
 * @param cached whether the answer had been kept
 * @param explanation how the answer came about, where that was asked for
 * @param cursor where the next page begins, where pages were asked for
 */
public record AnswerNotes(
    long staleMillis,
    List<Missing> missing,
    Optional<String> token,
    boolean cached,
    Optional<Explanation> explanation,
    Optional<NextPage> cursor) {
  /** Of an answer that is not explained. */
  public AnswerNotes(long staleMillis, List<Missing> missing, Optional<String> token) {
    this(staleMillis, missing, token, false, Optional.empty(), Optional.empty());
  }

  public static final AnswerNotes NONE = new AnswerNotes(0, List.of(), Optional.empty());

  /**
   * A shard that did not answer.
   *
   * @param shard its number in the collection
   */
  public record Missing(int shard, String reason) {}

  /** Of a read. The collection is looked up only where something is to be said that needs it. */
  public static CompletionStage<AnswerNotes> ofRead(
      Collections collections, String collection, ReadTerms terms, ReadNotes notes) {
    Optional<Explanation> explanation = terms.options().trace().map(Trace::explanation);
    return freshness(collections, collection, terms, notes)
        .thenApply(read ->
            explanation.isEmpty() && !notes.cached() && notes.cursor().isEmpty()
                ? read
                : new AnswerNotes(
                    read.staleMillis,
                    read.missing,
                    read.token,
                    notes.cached(),
                    explanation,
                    notes.cursor()));
  }

  private static CompletionStage<AnswerNotes> freshness(
      Collections collections, String collection, ReadTerms terms, ReadNotes notes) {
    if (!terms.tellToken() && notes.missing().isEmpty()) {
      return CompletableFuture.completedStage(
          notes.staleMillis() == 0
              ? NONE
              : new AnswerNotes(notes.staleMillis(), List.of(), Optional.empty()));
    }
    return collections
        .find(collection)
        .thenApply(info ->
            new AnswerNotes(
                notes.staleMillis(),
                missing(info, notes.missing()),
                terms.tellToken() ? Optional.of(token(info, terms, notes)) : Optional.empty()));
  }

  /** Of a write, which may be of several operations. */
  public static AnswerNotes ofWrite(CollectionInfo info, List<WriteResult> results) {
    ReadToken token = new ReadToken(info.uuid(), Map.of());
    for (WriteResult result : results) {
      token = token.and(result.positions());
    }
    return new AnswerNotes(0, List.of(), Optional.of(token.encode()));
  }

  private static List<Missing> missing(CollectionInfo collection, Map<ShardId, String> reasons) {
    return collection.shards().stream()
        .filter(reasons::containsKey)
        .map(shard -> new Missing(collection.number(shard), reasons.getOrDefault(shard, "")))
        .toList();
  }

  private static String token(CollectionInfo info, ReadTerms terms, ReadNotes notes) {
    return terms
        .options()
        .token()
        .orElseGet(() -> new ReadToken(info.uuid(), Map.of()))
        .and(notes.positions())
        .encode();
  }
}
