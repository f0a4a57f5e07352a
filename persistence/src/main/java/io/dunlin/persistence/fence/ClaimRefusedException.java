package io.dunlin.persistence.fence;

/** A log could not be claimed now; the message says why and who has it. */
public final class ClaimRefusedException extends RuntimeException {
  public ClaimRefusedException(String message) {
    super(message);
  }
}
