package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.persistence.model.PointId;
import io.dunlin.v1.UpsertAnswer;
import io.dunlin.v1.UpsertRequest;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Points without end on one stream. A writer that names a point in two requests, one after the
 * other, means the second: so the second waits for the first.
 */
final class UpsertStream implements StreamMethod<UpsertRequest> {
  /** Many small requests become one event of a journal; large ones are bounded by their bytes. */
  private static final Limits LIMITS = new Limits(256, 16 << 20);

  private final UnaryMethod.Body<UpsertPoints> upsert;

  /**
   * @param upsert what does one
   */
  UpsertStream(UnaryMethod.Body<UpsertPoints> upsert) {
    this.upsert = upsert;
  }

  @Override
  public UpsertRequest requestType() {
    return UpsertRequest.getDefaultInstance();
  }

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public Optional<Duration> timeout(UpsertRequest request) {
    return StreamGrpc.timeout(request.hasTimeoutMs(), request.getTimeoutMs());
  }

  @Override
  public Set<PointId> changes(UpsertRequest request) {
    Set<PointId> ids = new HashSet<>();
    try {
      for (PointStruct point : request.getUpsert().getPointsList()) {
        ids.add(PointIdProto.decode(point.getId()));
      }
    } catch (DunlinException e) {
      // It will be refused for it, and changes nothing.
      return Set.of();
    }
    return ids;
  }

  @Override
  public CompletionStage<? extends MessageLite> answer(UpsertRequest request, Call call) {
    return upsert.answer(request.getUpsert(), call).thenApply(reply -> answer(request, reply));
  }

  private static UpsertAnswer answer(UpsertRequest request, Reply reply) {
    UpsertAnswer.Builder answer =
        UpsertAnswer.newBuilder()
            .setId(request.getId())
            .setResult((PointsOperationResponse) reply.message());
    reply.notes().token().ifPresent(answer::setToken);
    return answer.build();
  }

  @Override
  public UpsertAnswer refusal(UpsertRequest request, GrpcStatus status) {
    return UpsertAnswer.newBuilder()
        .setId(request.getId())
        .setFailure(StreamGrpc.failure(status))
        .build();
  }
}
