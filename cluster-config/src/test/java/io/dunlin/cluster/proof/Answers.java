package io.dunlin.cluster.proof;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What was promised, when it has come. */
final class Answers {
  private static final long PATIENCE_SECONDS = 300;

  private Answers() {}

  /** The answer; a test fails when an error comes, or nothing in five minutes. */
  static <T> T get(Future<T> promised) {
    try {
      return promised.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
