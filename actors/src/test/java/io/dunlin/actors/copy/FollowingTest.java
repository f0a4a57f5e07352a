package io.dunlin.actors.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a copy that follows says of itself. */
class FollowingTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final Following standing = new Following();

  @Test
  void nothingIsKnownOfANewOne() {
    assertThat(standing.staleNanos()).isEqualTo(Standing.NEVER);
  }

  @Test
  void withALeaseItHasEverything() {
    standing.completeUntil(System.nanoTime() + HOUR);
    assertThat(standing.staleNanos()).isZero();
    standing.completeUntil(System.nanoTime());
    assertThat(standing.staleNanos()).as("what ends earlier cuts none short").isZero();
    standing.giveBack();
    assertThat(standing.staleNanos()).isBetween(1L, HOUR);
  }

  @Test
  void afterItsLeaseItIsAsOldAsThat() {
    standing.completeUntil(System.nanoTime() - HOUR);
    assertThat(standing.staleNanos()).isBetween(HOUR, 2 * HOUR);
    standing.completeUntil(System.nanoTime());
    assertThat(standing.staleNanos()).isLessThan(HOUR);
  }

  @Test
  void silenceCountsFromWhenAWriterCouldBeHeard() {
    standing.readsLog();
    assertThat(standing.silentNanos()).isZero();
    standing.expectsWriter();
    assertThat(standing.silentNanos()).isZero();
    standing.heard();
    assertThat(standing.silentNanos()).isLessThan(HOUR);
  }
}
