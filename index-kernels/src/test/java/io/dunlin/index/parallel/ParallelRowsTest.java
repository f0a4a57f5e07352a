package io.dunlin.index.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelRowsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyRowIsDoneOnce(int threads) {
    ParallelRows parallel = new ParallelRows(threads, () -> false);
    for (int rows : new int[] {0, 1, 63, 64, 65, 1000}) {
      AtomicIntegerArray done = new AtomicIntegerArray(rows);
      parallel.run(rows, () -> done::incrementAndGet);
      parallel.runRanges(
          rows,
          7,
          () ->
              (from, to) -> {
                assertThat(from % 7).isZero();
                for (int row = from; row < to; row++) {
                  done.incrementAndGet(row);
                }
              });
      for (int row = 0; row < rows; row++) {
        assertThat(done.get(row)).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void cancelledWorkEndsEarly(int threads) {
    AtomicInteger done = new AtomicInteger();
    ParallelRows parallel = new ParallelRows(threads, () -> done.get() >= 100);
    assertThatThrownBy(() -> parallel.run(1_000_000, () -> _ -> done.incrementAndGet()))
        .isInstanceOf(CancellationException.class);
    assertThat(done.get()).isBetween(100, 100 + threads * 64);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anInterruptCancelsAndIsKept(int threads) {
    Thread.currentThread().interrupt();
    ParallelRows parallel = new ParallelRows(threads, () -> false);
    assertThatThrownBy(() -> parallel.run(1_000_000, () -> _ -> {}))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aFailureOfOneThreadIsTheCallers() {
    ParallelRows parallel = new ParallelRows(2, () -> false);
    assertThatThrownBy(() ->
            parallel.run(
                1000,
                () ->
                    row -> {
                      if (row == 500) {
                        throw new IllegalStateException("row 500");
                      }
                    }))
        .hasMessage("row 500");
  }
}
