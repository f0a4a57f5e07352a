package io.dunlin.http.error;

/**
 * A request that was refused before it reached the database: unreadable, out of bounds or too
 * large. Has no stack trace: it is an answer, not an accident.
 */
public final class RequestException extends RuntimeException {
  private final transient ErrorAnswer answer;

  private RequestException(int httpStatus, GrpcCode grpcCode, String text) {
    super(text, null, false, false);
    this.answer = ErrorAnswer.of(httpStatus, grpcCode, text);
  }

  /** The body is not JSON, or not of the shape that the operation takes (400). */
  public static RequestException malformedBody(String reason) {
    return new RequestException(
        400, GrpcCode.INVALID_ARGUMENT, "Format error in JSON body: " + reason);
  }

  /** The query string cannot be read (400). */
  public static RequestException malformedQuery(String reason) {
    return new RequestException(
        400, GrpcCode.INVALID_ARGUMENT, "Deserialize error in query parameters: " + reason);
  }

  /**
   * A value of the body is out of bounds (422).
   *
   * @param path where it stands, such as {@code vectors.size}
   * @param reason such as {@code value 0 invalid, must be 1 or larger}
   */
  public static RequestException invalidBody(String path, String reason) {
    return invalid("Validation error in JSON body", path, reason);
  }

  /** A query parameter is out of bounds (422). */
  public static RequestException invalidQuery(String parameter, String reason) {
    return invalid("Validation error in query parameters", parameter, reason);
  }

  /** A part of the path is out of bounds (422). */
  public static RequestException invalidPath(String parameter, String reason) {
    return invalid("Validation error in path parameters", parameter, reason);
  }

  /** A field of a gRPC message is out of bounds. */
  public static RequestException invalidMessage(String path, String reason) {
    return invalid("Validation error in body", path, reason);
  }

  /** The body is larger than this server takes (413). */
  public static RequestException bodyTooLarge(long limitBytes) {
    return new RequestException(
        413,
        GrpcCode.RESOURCE_EXHAUSTED,
        "Payload error: the body is larger than the limit of " + limitBytes + " bytes");
  }

  /** The body did not arrive whole (400). */
  public static RequestException bodyUnreadable(String reason) {
    return new RequestException(400, GrpcCode.INVALID_ARGUMENT, "Payload error: " + reason);
  }

  /**
   * The body is compressed in a way that this server does not read (415).
   *
   * @param known those that it reads
   */
  public static RequestException unknownEncoding(String encoding, String known) {
    return new RequestException(
        415,
        GrpcCode.UNIMPLEMENTED,
        "Payload error: unknown content encoding: %s; this server reads: %s"
            .formatted(encoding, known));
  }

  /** The caller does not show a good key (401). */
  public static RequestException unauthenticated(String text) {
    return new RequestException(401, GrpcCode.UNAUTHENTICATED, text);
  }

  /** The caller's key is not for this (403). */
  public static RequestException forbidden(String reason) {
    return new RequestException(403, GrpcCode.PERMISSION_DENIED, "Forbidden: " + reason);
  }

  /** No operation has this path (404). */
  public static RequestException unknownPath(String path) {
    return new RequestException(404, GrpcCode.UNIMPLEMENTED, "Not found: no such path: " + path);
  }

  /** The path exists, but not with this method (405). */
  public static RequestException unknownMethod(String method, String path) {
    return new RequestException(
        405, GrpcCode.UNIMPLEMENTED, "Method not allowed: " + method + " " + path);
  }

  private static RequestException invalid(String what, String path, String reason) {
    return new RequestException(
        422, GrpcCode.INVALID_ARGUMENT, what + ": [" + path + ": " + reason + "]");
  }

  public ErrorAnswer answer() {
    return answer;
  }
}
