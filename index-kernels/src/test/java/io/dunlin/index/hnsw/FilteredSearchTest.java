package io.dunlin.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters of every selectivity that have something to do with where the query lies, or nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilteredSearchTest {
  private static final int ROWS = 30_000;
  private static final int K = 10;

  enum Kind {
    /** Any rows. */
    INDEPENDENT,
    /** The rows nearest to the query. */
    CORRELATED,
    /** The rows farthest from the query. */
    ANTI_CORRELATED
  }

  private final HnswFixture fixture = new HnswFixture(7, ROWS, 24, Metric.EUCLID);
  private final HnswIndex index = fixture.index(fixture.build(2));
  private final FlatIndex exact = new FlatIndex(fixture.rows, Metric.EUCLID, HnswFixture.KERNELS);
  private final SearchScratch scratch = new SearchScratch();

  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 0.5",
    "INDEPENDENT, 0.3",
    "INDEPENDENT, 0.1",
    "INDEPENDENT, 0.01",
    "INDEPENDENT, 0.001",
    "INDEPENDENT, 0.0001",
    "CORRELATED, 0.5",
    "CORRELATED, 0.3",
    "CORRELATED, 0.1",
    "CORRELATED, 0.01",
    "CORRELATED, 0.001",
    "CORRELATED, 0.0001",
    "ANTI_CORRELATED, 0.5",
    "ANTI_CORRELATED, 0.3",
    "ANTI_CORRELATED, 0.1",
    "ANTI_CORRELATED, 0.01",
    "ANTI_CORRELATED, 0.001",
    "ANTI_CORRELATED, 0.0001"
  })
  void findsTheBestOfTheAccepted(Kind kind, double share) {
    SplittableRandom random = new SplittableRandom(11);
    int found = 0;
    int wanted = 0;
    for (float[] query : Arrays.copyOf(fixture.queries, 40)) {
      BitSet accepted = accepted(kind, share, query, random);
      RowFilter filter =
          random.nextBoolean() ? TestRows.filter(accepted) : RowFilter.of(accepted, ROWS);
      int k = Math.min(K, accepted.cardinality());
      int[] truth = search(exact, query, k, filter);
      int[] answer = search(index, query, k, filter);
      assertThat(answer).as("never fewer than k").hasSize(k).doesNotHaveDuplicates();
      assertThat(Arrays.stream(answer).allMatch(accepted::get)).isTrue();
      wanted += k;
      found += (int) Arrays.stream(truth).filter(row -> contains(answer, row)).count();
    }
    assertThat((double) found / wanted).as("%s %s", kind, share).isGreaterThan(0.95);
  }

  private int[] search(VectorIndex by, float[] query, int k, RowFilter filter) {
    TopK out = new TopK();
    out.reset(k);
    by.search(query, new SearchParams(64, false), filter, scratch, out);
    out.sort();
    int[] rows = new int[out.size()];
    Arrays.setAll(rows, out::row);
    return rows;
  }

  private BitSet accepted(Kind kind, double share, float[] query, SplittableRandom random) {
    BitSet accepted = new BitSet();
    int count = Math.max(1, (int) (share * ROWS));
    if (kind == Kind.INDEPENDENT) {
      while (accepted.cardinality() < count) {
        accepted.set(random.nextInt(ROWS));
      }
      return accepted;
    }
    TopK all = new TopK();
    all.reset(ROWS);
    exact.search(query, new SearchParams(1, true), RowFilter.all(ROWS), scratch, all);
    all.sort();
    for (int i = 0; i < count; i++) {
      accepted.set(all.row(kind == Kind.CORRELATED ? i : ROWS - 1 - i));
    }
    return accepted;
  }

  private static boolean contains(int[] rows, int row) {
    return Arrays.stream(rows).anyMatch(other -> other == row);
  }
}
