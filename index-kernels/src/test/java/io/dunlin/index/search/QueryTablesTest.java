package io.dunlin.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.TestRows;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTablesTest {
  private static final long SEED = 20_261_123;

  /** Each entry is off by half a step at most, of which the widest group has 63. */
  @ParameterizedTest
  @ValueSource(ints = {16, 128, 784, 4096})
  void sumsOverSignsAreWithinTheRounding(int length) {
    SplittableRandom random = new SplittableRandom(SEED + length);
    QueryTables tables = new QueryTables();
    for (int round = 0; round < 50; round++) {
      float[] query = TestRows.uniform(random, length + random.nextInt(3));
      tables.fill(query, length);
      double exact = 0;
      int sum = 0;
      for (int group = 0; group < length / QueryTables.GROUP; group++) {
        int signs = random.nextInt(QueryTables.ENTRIES);
        sum += Byte.toUnsignedInt(tables.entries()[group * QueryTables.ENTRIES + signs]);
        for (int bit = 0; bit < QueryTables.GROUP; bit++) {
          float component = query[group * QueryTables.GROUP + bit];
          exact += (signs >> bit & 1) == 1 ? component : -component;
        }
      }
      assertThat(tables.isNarrow()).isTrue();
      for (int entry = 0; entry < length / QueryTables.GROUP * QueryTables.ENTRIES; entry++) {
        assertThat(Byte.toUnsignedInt(tables.entries()[entry])).isLessThanOrEqualTo(63);
      }
      double halfStep = tables.scale() / 2.0;
      double estimated = (double) tables.scale() * sum + tables.offset();
      assertThat(estimated)
          .as("seed %d, length %d, round %d", SEED, length, round)
          .isCloseTo(exact, within(halfStep * length / QueryTables.GROUP + 1e-3));
    }
  }

  /** The same for tables of codewords, of which the widest has 255 steps. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 50, 196})
  void sumsOverCodewordsAreWithinTheRounding(int parts) {
    SplittableRandom random = new SplittableRandom(SEED + parts);
    QueryTables tables = new QueryTables();
    for (int round = 0; round < 50; round++) {
      int digits = parts + random.nextInt(4);
      tables.resetToCodewords(digits * QueryTables.ENTRIES);
      float[] products = TestRows.uniform(random, parts * QueryTables.ENTRIES);
      System.arraycopy(products, 0, tables.sums(), 0, products.length);
      tables.round(parts, digits);
      double exact = 0;
      int sum = 0;
      for (int digit = 0; digit < digits; digit++) {
        int at = digit * QueryTables.ENTRIES + random.nextInt(QueryTables.ENTRIES);
        sum += Byte.toUnsignedInt(tables.entries()[at]);
        exact += at < products.length ? products[at] : 0;
      }
      assertThat((double) tables.scale() * sum + tables.offset())
          .as("seed %d, %d parts, round %d", SEED, parts, round)
          .isCloseTo(exact, within(tables.scale() / 2.0 * parts + 1e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void aQueryOfZerosAddsNothing(int length) {
    QueryTables tables = new QueryTables();
    tables.fill(new float[length], length);
    assertThat(tables.scale()).isZero();
    assertThat(tables.offset()).isZero();
  }
}
