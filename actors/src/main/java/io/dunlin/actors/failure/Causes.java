package io.dunlin.actors.failure;

import java.util.concurrent.CompletionException;

/** Why stages fail. */
public final class Causes {
  private Causes() {}

  /** The failure without what stages that depend on others wrap it in. */
  public static Throwable of(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
