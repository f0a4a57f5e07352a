package io.dunlin.http.grpc;

import io.dunlin.http.error.GrpcCode;
import java.util.Optional;

/**
 * A call that breaks the gRPC protocol itself, so that it never became a request. Has no stack
 * trace: it is an answer, not an accident.
 */
final class GrpcProtocolException extends RuntimeException {
  private final transient GrpcStatus status;

  GrpcProtocolException(GrpcCode code, String message) {
    super(message, null, false, false);
    this.status = new GrpcStatus(code.number(), message, Optional.empty());
  }

  GrpcStatus status() {
    return status;
  }
}
