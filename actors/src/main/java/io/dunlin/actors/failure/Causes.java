package io.dunlin.actors.failure;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why stages fail. */
public final class Causes {
  private Causes() {}

  /** The failure without what futures, and stages that depend on others, wrap it in. */
  public static Throwable of(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
