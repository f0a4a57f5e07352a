package io.dunlin.persistence.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns the SDK's failures into those of a segment store. */
final class S3Failures {
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_SERVER_ERROR = 500;

  /** Answers below 500 that nobody has to mend: the request was hurt or late on its way. */
  private static final Set<String> PASSING =
      Set.of("BadDigest", "IncompleteBody", "RequestTimeout", "OperationAborted");

  private S3Failures() {}

  /** Runs a request; {@code what} says in an error what it was about. */
  static <T> T translated(Object what, Supplier<T> request) throws IOException {
    try {
      return request.get();
    } catch (SdkException failure) {
      throw translate(what, failure);
    } catch (UncheckedIOException ownDisk) {
      throw ownDisk.getCause();
    }
  }

  static IOException translate(Object what, SdkException failure) {
    if (failure instanceof AbortedException) {
      InterruptedIOException interrupted = new InterruptedIOException(what + ": interrupted");
      interrupted.initCause(failure);
      return interrupted;
    }
    String message = what + ": " + failure.getMessage();
    return failure instanceof S3Exception answer && !mayPass(answer)
        ? new StoreRefusedException(message, words(answer), failure)
        : new StoreUnavailableException(message, failure);
  }

  private static String words(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return "status %d%s".formatted(answer.statusCode(), code == null ? "" : " (" + code + ")");
  }

  static boolean isNotFound(S3Exception answer) {
    return answer.statusCode() == NOT_FOUND;
  }

  private static boolean mayPass(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return answer.statusCode() >= FIRST_SERVER_ERROR
        || answer.statusCode() == TOO_MANY_REQUESTS
        // An object that was replaced while it was read.
        || answer.statusCode() == PRECONDITION_FAILED
        || answer.isThrottlingException()
        || (details != null
            && details.errorCode() != null
            && PASSING.contains(details.errorCode()));
  }
}
