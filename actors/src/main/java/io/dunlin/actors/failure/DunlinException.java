package io.dunlin.actors.failure;

/** Carries a {@link DunlinFailure}. Has no stack trace: it is an answer, not an accident. */
public final class DunlinException extends RuntimeException {
  private final transient DunlinFailure failure;

  public DunlinException(DunlinFailure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  public DunlinFailure failure() {
    return failure;
  }
}
