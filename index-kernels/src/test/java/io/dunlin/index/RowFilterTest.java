package io.dunlin.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bitmap answers as a filter that is asked row by row. */
class RowFilterTest {
  private static final long SEED = 20_261_201;

  @ParameterizedTest
  @CsvSource({"1, 1", "63, 0.5", "64, 0.5", "65, 0.02", "1000, 0.001", "1000, 0.3", "4096, 1"})
  void goesThroughTheSameRows(int size, double share) {
    SplittableRandom random = new SplittableRandom(SEED);
    BitSet rows = new BitSet();
    for (int row = 0; row < size; row++) {
      rows.set(row, random.nextDouble() < share);
    }
    RowFilter expected = TestRows.filter(rows);
    RowFilter filter = RowFilter.of(rows, size);
    assertThat(filter.estimate()).isEqualTo(rows.cardinality());
    for (int round = 0; round < 500; round++) {
      int from = random.nextInt(size + 1);
      int end = from + random.nextInt(size - from + 1);
      int most = random.nextInt(100);
      int[] gathered = new int[100];
      int[] expectedRows = new int[100];
      String what = "%d..%d of %d, seed %d".formatted(from, end, size, SEED);
      assertThat(filter.nextAccepted(from, end))
          .as(what)
          .isEqualTo(expected.nextAccepted(from, end));
      assertThat(filter.gather(from, end, gathered, most))
          .as(what)
          .isEqualTo(expected.gather(from, end, expectedRows, most));
      assertThat(gathered).as(what).isEqualTo(expectedRows);
      if (from < size) {
        assertThat(filter.accepts(from)).isEqualTo(rows.get(from));
      }
    }
  }

  @Test
  void aBitmapIsCopied() {
    BitSet rows = new BitSet();
    RowFilter filter = RowFilter.of(rows, 100);
    rows.set(7);
    assertThat(filter.accepts(7)).isFalse();
    assertThat(Arrays.asList(filter.estimate(), filter.nextAccepted(0, 100)))
        .containsExactly(0, 100);
  }
}
