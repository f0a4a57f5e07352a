package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.http.consistency.ReadHeaders;
import io.dunlin.http.consistency.ReadTerms.Field;
import io.dunlin.persistence.model.PointId;
import io.dunlin.v1.SearchAnswer;
import io.dunlin.v1.SearchRequest;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Queries without end on one stream. */
final class SearchStream implements StreamMethod<SearchRequest> {
  /** Enough to keep a node's cores busy, few enough that one stream leaves room for others. */
  private static final Limits LIMITS = new Limits(128, 8 << 20, 16);

  private final UnaryMethod.Body<QueryPoints> query;
  private final UnaryMethod.Body<QueryBatchPoints> queryBatch;

  /**
   * @param query what answers one
   * @param queryBatch what answers several of a collection
   */
  SearchStream(UnaryMethod.Body<QueryPoints> query, UnaryMethod.Body<QueryBatchPoints> queryBatch) {
    this.query = query;
    this.queryBatch = queryBatch;
  }

  @Override
  public SearchRequest requestType() {
    return SearchRequest.getDefaultInstance();
  }

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public Optional<Duration> timeout(SearchRequest request) {
    return StreamGrpc.timeout(request.hasTimeoutMs(), request.getTimeoutMs());
  }

  @Override
  public Set<PointId> changes(SearchRequest request) {
    return Set.of();
  }

  /**
   * Searches for the nearest to a vector that differ in nothing but the vector take much the same
   * time. Others go alone, so that no query waits for another one's stages; so do those that say
   * themselves how they are read.
   */
  @Override
  public Optional<?> kind(SearchRequest request, Call stream) {
    QueryPoints asked = request.getQuery();
    boolean alone =
        request.hasToken()
            || request.hasExplain()
            || stream.headers().explain().isPresent()
            || asked.getPrefetchCount() > 0
            || !asked.getQuery().hasNearest();
    return alone
        ? Optional.empty()
        : Optional.of(
            request.toBuilder().clearId().setQuery(asked.toBuilder().clearQuery()).build());
  }

  @Override
  public CompletionStage<? extends List<? extends MessageLite>> answer(
      List<SearchRequest> requests, Call call) {
    QueryPoints first = requests.getFirst().getQuery();
    QueryBatchPoints.Builder batch =
        QueryBatchPoints.newBuilder().setCollectionName(first.getCollectionName());
    if (first.hasReadConsistency()) {
      batch.setReadConsistency(first.getReadConsistency());
    }
    if (first.hasTimeout()) {
      batch.setTimeout(first.getTimeout());
    }
    requests.forEach(request -> batch.addQueryPoints(request.getQuery()));
    return queryBatch
        .answer(batch.build(), call)
        .thenApply(reply -> {
          QueryBatchResponse found = (QueryBatchResponse) reply.message();
          return IntStream.range(0, requests.size())
              .mapToObj(i ->
                  answer(
                      requests.get(i).getId(),
                      QueryResponse.newBuilder()
                          .addAllResult(found.getResult(i).getResultList())
                          .setTime(found.getTime())
                          .build(),
                      reply.notes()))
              .toList();
        });
  }

  @Override
  public CompletionStage<? extends MessageLite> answer(SearchRequest request, Call call) {
    return query
        .answer(request.getQuery(), call.with(headers(request, call.headers())))
        .thenApply(
            reply -> answer(request.getId(), (QueryResponse) reply.message(), reply.notes()));
  }

  /** What the stream's metadata say, where the request does not say otherwise. */
  private static ReadHeaders headers(SearchRequest request, ReadHeaders stream) {
    ReadHeaders headers = stream;
    if (request.hasToken()) {
      headers = headers.with(ReadHeaders.TOKEN, new Field("token", request.getToken()));
    }
    if (request.hasExplain()) {
      headers =
          headers.with(
              ReadHeaders.EXPLAIN, new Field("explain", Boolean.toString(request.getExplain())));
    }
    return headers;
  }

  private static SearchAnswer answer(long id, QueryResponse found, AnswerNotes notes) {
    SearchAnswer.Builder answer =
        SearchAnswer.newBuilder().setId(id).setResult(found).setStaleMs(notes.staleMillis());
    notes.missing().forEach(missing -> answer.addMissingShards(missing.shard()));
    notes.token().ifPresent(answer::setToken);
    notes
        .explanation()
        .ifPresent(explanation ->
            answer.setExplain(JsonCodec.explanation(explanation, Integer.MAX_VALUE)));
    return answer.build();
  }

  @Override
  public SearchAnswer refusal(SearchRequest request, GrpcStatus status) {
    return SearchAnswer.newBuilder()
        .setId(request.getId())
        .setFailure(StreamGrpc.failure(status))
        .build();
  }
}
