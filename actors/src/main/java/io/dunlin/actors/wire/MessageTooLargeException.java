package io.dunlin.actors.wire;

import io.dunlin.actors.failure.DunlinFailure;

/**
 * A message that no node would take: it has too many bytes, or nests too deep. Has no stack trace:
 * it is an answer, not an accident.
 */
public final class MessageTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MessageTooLargeException(String message) {
    super(message, null, false, false);
  }

  /** What to tell the one who asked for it. */
  public DunlinFailure failure() {
    return new DunlinFailure.BadRequest(String.valueOf(getMessage()));
  }
}
