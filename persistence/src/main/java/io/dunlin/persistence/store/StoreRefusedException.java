package io.dunlin.persistence.store;

import java.io.IOException;

/**
 * The store answered that it will not do what was asked: credentials, rights or a bucket's name are
 * wrong. Calling again does not help before somebody changes them.
 */
public final class StoreRefusedException extends IOException {
  private final String answer;

  /**
   * @param answer the store's, in few words
   */
  StoreRefusedException(String message, String answer, Throwable cause) {
    super(message, cause);
    this.answer = answer;
  }

  /** What the store answered, without what only operators should see. */
  public String answer() {
    return answer;
  }
}
