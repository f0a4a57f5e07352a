package io.dunlin.persistence.store;

import java.time.Duration;

/**
 * How long a bucket may take before a call gives up.
 *
 * @param connect for a connection to open
 * @param silence for the next byte of an answer
 * @param attempt for one request without what it sends being held back, a part's upload at most
 * @param attempts how often a request is tried, with growing pauses, before the call fails
 */
record S3Patience(Duration connect, Duration silence, Duration attempt, int attempts) {
  static final S3Patience USUAL =
      new S3Patience(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), 4);
}
