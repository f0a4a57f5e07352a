package io.dunlin.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.index.TestRows;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTablesTest {
  private static final long SEED = 20_261_123;

  /** Each entry is off by half a step at most, of which the widest group has 255. */
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
      double halfStep = tables.scale() / 2.0;
      double estimated = (double) tables.scale() * sum + tables.offset();
      assertThat(estimated)
          .as("seed %d, length %d, round %d", SEED, length, round)
          .isCloseTo(exact, within(halfStep * length / QueryTables.GROUP + 1e-3));
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
