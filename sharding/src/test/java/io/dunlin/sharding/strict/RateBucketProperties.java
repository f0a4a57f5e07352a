package io.dunlin.sharding.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a bucket that counts its tokens in parts of which a minute has a whole number. */
class RateBucketProperties {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long[] DIVISORS_OF_A_MINUTE = {1, 2, 3, 5, 60, 600, 1_000_000};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void passesWhatTheModelPasses(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    long perMinute = DIVISORS_OF_A_MINUTE[random.nextInt(DIVISORS_OF_A_MINUTE.length)];
    // The clock's numbers have no meaning, and wrap in some of the runs.
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - random.nextLong(100 * MINUTE));
    RateBucket bucket = new RateBucket(perMinute, clock::get);
    // A token is as many parts as a minute has nanoseconds, and a nanosecond brings so many parts.
    BigInteger token = BigInteger.valueOf(MINUTE);
    BigInteger full = token.multiply(BigInteger.valueOf(perMinute));
    BigInteger parts = full;
    int passed = 0;
    for (int i = 0; i < 2_000; i++) {
      long pause = random.nextInt(3) == 0 ? 0 : random.nextLong(2 * MINUTE / perMinute + 2);
      clock.addAndGet(pause);
      parts =
          parts.add(BigInteger.valueOf(pause).multiply(BigInteger.valueOf(perMinute))).min(full);
      long tokens = 1 + random.nextLong(Math.min(perMinute, 3));
      BigInteger wanted = token.multiply(BigInteger.valueOf(tokens));
      Optional<RateBucket.Shortage> shortage = bucket.take(tokens);
      assertThat(shortage.isEmpty()).isEqualTo(parts.compareTo(wanted) >= 0);
      if (shortage.isEmpty()) {
        parts = parts.subtract(wanted);
        passed++;
      } else {
        Duration needed = shortage.get().pause().orElseThrow();
        assertThat(BigInteger.valueOf(needed.toNanos()).multiply(BigInteger.valueOf(perMinute)))
            .isEqualTo(wanted.subtract(parts));
        assertThat(shortage.get().available()).isLessThan((double) tokens);
      }
    }
    assertThat(passed).isPositive();
  }

  /** Of any rate: no more than a minute's tokens at once, and all that were saved up. */
  @ParameterizedTest
  @ValueSource(longs = {1, 7, 11, 61, 1_003, 1_000_003, 4_294_967_295L})
  void aMinuteBringsAMinutesTokens(long perMinute) {
    AtomicLong clock = new AtomicLong();
    RateBucket bucket = new RateBucket(perMinute, clock::get);
    long whole = Math.min(perMinute, Integer.MAX_VALUE);
    assertThat(bucket.take(whole)).isEmpty();
    clock.addAndGet(MINUTE);
    assertThat(bucket.take(whole)).isEmpty();
    assertThat(bucket.take(1)).isPresent();
    clock.addAndGet(10 * MINUTE);
    assertThat(bucket.take(whole)).isEmpty();
    assertThat(bucket.take(whole)).isPresent();
  }

  @Test
  void whatIsMoreThanAMinutesTokensNeverPasses() {
    RateBucket bucket = new RateBucket(10, () -> 0);
    assertThat(bucket.take(11).orElseThrow().pause()).isEmpty();
    assertThat(bucket.take(10)).isEmpty();
    assertThat(bucket.take(10))
        .contains(new RateBucket.Shortage(0, Optional.of(Duration.ofMinutes(1))));
  }
}
