package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.http.consistency.ReadTerms;
import io.dunlin.persistence.model.PointId;
import io.dunlin.v1.SearchAnswer;
import io.dunlin.v1.SearchRequest;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Queries without end on one stream. */
final class SearchStream implements StreamMethod<SearchRequest> {
  /** Enough to keep a node's cores busy, few enough that one stream leaves room for others. */
  private static final Limits LIMITS = new Limits(128, 8 << 20);

  private final UnaryMethod.Body<QueryPoints> query;

  /**
   * @param query what answers one
   */
  SearchStream(UnaryMethod.Body<QueryPoints> query) {
    this.query = query;
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

  @Override
  public CompletionStage<? extends MessageLite> answer(SearchRequest request, Call call) {
    Call own =
        request.hasToken()
            ? call.with(call.headers().with(new ReadTerms.Field("token", request.getToken())))
            : call;
    return query.answer(request.getQuery(), own).thenApply(reply -> answer(request.getId(), reply));
  }

  private static SearchAnswer answer(long id, Reply reply) {
    AnswerNotes notes = reply.notes();
    SearchAnswer.Builder answer =
        SearchAnswer.newBuilder()
            .setId(id)
            .setResult((QueryResponse) reply.message())
            .setStaleMs(notes.staleMillis());
    notes.missing().forEach(missing -> answer.addMissingShards(missing.shard()));
    notes.token().ifPresent(answer::setToken);
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
