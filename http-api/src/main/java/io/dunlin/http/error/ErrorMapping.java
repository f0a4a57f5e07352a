package io.dunlin.http.error;

import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.sharding.rerank.RerankException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that knows which failure is which status and which text, for HTTP and gRPC alike.
 */
public final class ErrorMapping {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapping.class);

  private ErrorMapping() {}

  /** The answer for a failure of the database. */
  public static ErrorAnswer answer(DunlinFailure failure) {
    String message = failure.message();
    return switch (failure) {
      case DunlinFailure.NotFound _ ->
          ErrorAnswer.of(404, GrpcCode.NOT_FOUND, "Not found: " + message);
      case DunlinFailure.AlreadyExists _ ->
          ErrorAnswer.of(409, GrpcCode.ALREADY_EXISTS, "Wrong input: " + message);
      case DunlinFailure.WrongInput _ ->
          ErrorAnswer.of(400, GrpcCode.INVALID_ARGUMENT, "Wrong input: " + message);
      case DunlinFailure.BadRequest _ ->
          ErrorAnswer.of(400, GrpcCode.INVALID_ARGUMENT, "Bad request: " + message);
      case DunlinFailure.OutOfRange _ ->
          ErrorAnswer.of(410, GrpcCode.OUT_OF_RANGE, "Out of range: " + message);
      case DunlinFailure.TimedOut _ ->
          ErrorAnswer.of(408, GrpcCode.DEADLINE_EXCEEDED, "Timeout: " + message);
      case DunlinFailure.Overloaded overloaded ->
          new ErrorAnswer(
              429,
              GrpcCode.RESOURCE_EXHAUSTED,
              "Rate limiting exceeded: " + message,
              Optional.of(overloaded.retryAfter()));
      case DunlinFailure.Unavailable _, DunlinFailure.NotDelivered _ ->
          ErrorAnswer.of(503, GrpcCode.UNAVAILABLE, "Shard temporarily unavailable: " + message);
      case DunlinFailure.ChecksumMismatch _ ->
          ErrorAnswer.of(400, GrpcCode.DATA_LOSS, "Checksum mismatch: " + message);
      case DunlinFailure.InsufficientStorage _ ->
          ErrorAnswer.of(507, GrpcCode.RESOURCE_EXHAUSTED, "Insufficient storage: " + message);
      case DunlinFailure.NotBuilt _ -> ErrorAnswer.of(501, GrpcCode.UNIMPLEMENTED, message);
      case DunlinFailure.Internal _ ->
          ErrorAnswer.of(500, GrpcCode.INTERNAL, "Service internal error: " + message);
    };
  }

  /**
   * The answer for whatever a handler threw or a stage failed with. What nobody foresaw is our
   * fault: it is logged here with its trace, and answered without details.
   */
  public static ErrorAnswer answer(Throwable thrown) {
    return switch (Causes.of(thrown)) {
      case DunlinException known -> answer(known.failure());
      case RequestException refused -> refused.answer();
      case RerankException told ->
          ErrorAnswer.of(503, GrpcCode.UNAVAILABLE, "Reranking failed: " + told.getMessage());
      case Throwable unknown -> {
        LOG.error("A request failed with an unforeseen error", unknown);
        yield answer(new DunlinFailure.Internal("unexpected error; the server's log has details"));
      }
    };
  }

  /** The failure for a part of the contract that is not built yet. */
  public static DunlinException notBuilt(String what) {
    return new DunlinFailure.NotBuilt(what + " is not built yet").asException();
  }

  /** The failure where no snapshots can be kept. */
  public static DunlinException noSnapshots() {
    return notBuilt("keeping snapshots on a node of this kind");
  }

  /** The failure for what only a cluster can do. */
  public static DunlinException noCluster() {
    return new DunlinFailure.BadRequest(
            "this node is alone; a cluster's nodes have `dunlin.profile = cluster`")
        .asException();
  }
}
