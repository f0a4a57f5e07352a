package io.dunlin.persistence.cassandra;

import java.time.Duration;

/**
 * The clocks of sessions. Safe as long as no two nodes' clocks differ in <em>speed</em> by more
 * than {@code margin} in {@code valid}; what time they show does not matter.
 *
 * @param renew how often a session is renewed
 * @param valid how long it is valid after the last renewal was sent, on its own node's clock
 * @param margin how much longer others see it stand still before they take it for gone
 * @param patience how long a claim waits for the present owner
 */
public record FencingTimes(Duration renew, Duration valid, Duration margin, Duration patience) {
  public static final FencingTimes DEFAULTS =
      new FencingTimes(
          Duration.ofSeconds(2),
          Duration.ofSeconds(6),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));
}
