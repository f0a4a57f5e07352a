package io.dunlin.actors.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a copy that was too slow is left alone. */
class InSyncCopiesTest {
  private static final String COPY = "copy";

  private final InSyncCopies<String> copies = new InSyncCopies<>(1, 0);
  private long now;
  private long position;

  @Test
  void aCopyThatIsTooSlowAgainAndAgainWaitsLongerEachTime() {
    copies.joined(COPY, 0, now);
    assertThat(isInSync()).isTrue();
    for (long pause : new long[] {500, 1000, 2000, 4000, 8000, 10_000, 10_000}) {
      assertPauseAfterDrop(pause);
    }
  }

  @Test
  void oneThatKeptItsLeaseForLongBeginsAnew() {
    copies.joined(COPY, 0, now);
    assertThat(isInSync()).isTrue();
    assertPauseAfterDrop(500);
    assertPauseAfterDrop(1000);
    later(Leases.LONGEST_PAUSE);
    assertPauseAfterDrop(500);
    assertPauseAfterDrop(1000);
  }

  /** It is too slow now, and has everything a moment later. */
  private void assertPauseAfterDrop(long millis) {
    position++;
    assertThat(copies.dropWithout(position, now)).containsKey(COPY);
    later(Duration.ofMillis(millis - 1));
    assertThat(isInSync()).isFalse();
    later(Duration.ofMillis(1));
    assertThat(isInSync()).isTrue();
  }

  private boolean isInSync() {
    return copies.confirmed(COPY, position, true, now);
  }

  private void later(Duration duration) {
    now += duration.toNanos();
  }
}
