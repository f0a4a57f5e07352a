package io.dunlin.http.grpc;

import io.dunlin.http.error.RequestException;
import io.dunlin.sharding.Collections;
import io.dunlin.v1.ChangesRequest;
import io.dunlin.v1.Failure;
import io.dunlin.v1.StreamsProto;
import java.time.Duration;
import java.util.Optional;

/** Dunlin's own service, beside those of the contract. */
final class StreamGrpc {
  private StreamGrpc() {}

  static GrpcService service(Collections collections) {
    return GrpcService.of(StreamsProto.getDescriptor(), "Streams").stream(
            "Search",
            new SearchStream(QueryGrpc.query(collections), QueryGrpc.queryBatch(collections)))
        .stream("Upsert", new UpsertStream(collections, PointGrpc.upsert(collections)))
        .feed(
            "Changes",
            new FeedMethod<>(
                ChangesRequest.getDefaultInstance(),
                request ->
                    collections
                        .changes(request.getCollectionName(), ChangesProto.decode(request))
                        .thenApply(events -> events.map(ChangesProto::encode))));
  }

  /** What failed, in the place of its answer. */
  static Failure failure(GrpcStatus status) {
    Failure.Builder failure =
        Failure.newBuilder().setCode(status.code()).setMessage(status.message());
    status.retryAfterSeconds().ifPresent(failure::setRetryAfterSeconds);
    return failure.build();
  }

  /**
   * A request's {@code timeout_ms}.
   *
   * @param given whether it has one
   * @param millis unsigned
   */
  static Optional<Duration> timeout(boolean given, int millis) {
    if (given && millis == 0) {
      throw RequestException.invalidMessage("timeout_ms", "value 0 invalid, must be 1 or larger");
    }
    return given ? Optional.of(Duration.ofMillis(Unsigned.toInt(millis))) : Optional.empty();
  }
}
