package io.dunlin.http.error;

import java.time.Duration;
import java.util.Optional;

/**
 * A failure as clients see it.
 *
 * @param text the whole text, with the prefix that the contract asks for
 * @param retryAfter when to come back, where that is known
 */
public record ErrorAnswer(
    int httpStatus, GrpcCode grpcCode, String text, Optional<Duration> retryAfter) {

  static ErrorAnswer of(int httpStatus, GrpcCode grpcCode, String text) {
    return new ErrorAnswer(httpStatus, grpcCode, text, Optional.empty());
  }

  /** {@link #retryAfter} as the header wants it: whole seconds, rounded up, at least one. */
  public Optional<Long> retryAfterSeconds() {
    return retryAfter.map(wait -> Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
  }
}
