package io.dunlin.bench.cluster;

import io.dunlin.bench.node.RestClient;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Asks one thing again and again from a moment on: when is it done for the first time, and when
 * does it fail for the last? One thread runs it.
 */
final class Probe {
  private static final long PAUSE_MILLIS = 20;

  /** One attempt. */
  @FunctionalInterface
  interface Attempt {
    RestClient.Answer send() throws IOException, InterruptedException;
  }

  /** Whether an answer is what was asked for. */
  @FunctionalInterface
  interface Test {
    boolean passes(RestClient.Answer answer) throws IOException;
  }

  /** When to stop although it has been done. */
  @FunctionalInterface
  interface Ending {
    boolean reached();
  }

  /**
   * Seconds from the moment on.
   *
   * @param first when it was done first; absent: not in time
   * @param lastFailure when an attempt failed last; 0 when none did
   * @param stale whether the first answer was of a copy that may lack something
   */
  record Result(OptionalDouble first, double lastFailure, int failures, boolean stale) {}

  private final Attempt attempt;
  private final Test test;

  Probe(Attempt attempt, Test test) {
    this.attempt = attempt;
    this.test = test;
  }

  /**
   * @param since the moment, as {@link System#nanoTime} told it; attempts begin after it
   * @param patience how long the first success is waited for
   */
  Result run(long since, Duration patience, Ending ending) throws InterruptedException {
    OptionalDouble first = OptionalDouble.empty();
    double lastFailure = 0;
    int failures = 0;
    boolean stale = false;
    while (first.isEmpty() || !ending.reached()) {
      RestClient.Answer answer = send();
      double seconds = (System.nanoTime() - since) / 1e9;
      if (!passes(answer)) {
        failures++;
        lastFailure = seconds;
        if (first.isEmpty() && seconds > patience.toSeconds()) {
          return new Result(first, lastFailure, failures, stale);
        }
      } else if (first.isEmpty()) {
        first = OptionalDouble.of(seconds);
        stale = answer.body().contains("\"stale_ms\"");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return new Result(first, lastFailure, failures, stale);
  }

  private boolean passes(RestClient.Answer answer) {
    try {
      return test.passes(answer);
    } catch (IOException e) {
      return false;
    }
  }

  /** An attempt that brings no answer fails as one that is refused does. */
  private RestClient.Answer send() throws InterruptedException {
    try {
      return attempt.send();
    } catch (IOException e) {
      return new RestClient.Answer(0, "");
    }
  }
}
