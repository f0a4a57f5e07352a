package io.dunlin.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  /** The clock's numbers have no meaning and may wrap. */
  @ParameterizedTest
  @ValueSource(longs = {0, -5, Long.MAX_VALUE - 1000})
  void bytesPassAtTheRate(long start) throws InterruptedIOException {
    FakeTime time = new FakeTime(start);
    TokenBucket bucket = new TokenBucket(1000, time);
    for (int i = 0; i < 11; i++) {
      bucket.take(500);
    }
    // The last 500 still have to pass.
    assertThat(time.sleptMillis()).isEqualTo(5_000);
  }

  @Test
  void oneWhoIsSlowerIsNotHeldBack() throws InterruptedIOException {
    FakeTime time = new FakeTime(0);
    TokenBucket bucket = new TokenBucket(1000, time);
    for (int i = 0; i < 10; i++) {
      bucket.take(100);
      time.pass(100);
    }
    assertThat(time.sleptMillis()).isZero();
  }

  @Test
  void aLongPauseSavesUpOnlyATenthOfASecond() throws InterruptedIOException {
    FakeTime time = new FakeTime(0);
    TokenBucket bucket = new TokenBucket(1000, time);
    time.pass(60_000);
    bucket.take(100);
    bucket.take(1000);
    assertThat(time.sleptMillis()).isZero();
    bucket.take(1);
    assertThat(time.sleptMillis()).isEqualTo(1000);
  }

  @Test
  void withoutALimitNobodyWaits() throws InterruptedIOException {
    TokenBucket bucket = TokenBucket.unlimited();
    for (int i = 0; i < 1_000; i++) {
      bucket.take(Integer.MAX_VALUE);
    }
    assertThat(bucket.nanosFor(Long.MAX_VALUE)).isZero();
  }

  @Test
  void anInterruptedWaitEndsAndTheThreadStaysInterrupted() throws InterruptedIOException {
    TokenBucket bucket = new TokenBucket(1, new FakeTime(0));
    bucket.take(10);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> bucket.take(10)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aRateIsAboveZero() {
    assertThatThrownBy(() -> TokenBucket.of(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
