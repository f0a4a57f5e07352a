package io.dunlin.index.flat;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scan against sums in double precision; small whole numbers make them exact in both. */
class FlatIndexTest {
  private static final SearchParams EXACT = new SearchParams(1, true);
  private static final int ROWS = 3000;
  private static final int DIMENSION = 19;

  private final SplittableRandom random = new SplittableRandom(11);
  private final float[][] vectors = wholeNumbers(ROWS);
  private final VectorRows rows = TestRows.of(vectors);
  private final SearchScratch scratch = new SearchScratch();

  @Test
  void countsTheRowsItScores() {
    FlatIndex index = new FlatIndex(rows, Metric.EUCLID, Kernels.choose("auto"));
    BitSet accepted = new BitSet();
    accepted.set(0, 70);
    TopK top = new TopK();
    top.reset(3);
    index.search(vectors[0], EXACT, RowFilter.all(ROWS), scratch, top);
    assertThat(scratch.scored()).isEqualTo(ROWS);
    index.search(vectors[0], EXACT, TestRows.filter(accepted), scratch, top);
    assertThat(scratch.scored()).isEqualTo(ROWS + 70);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HAMMING", "JACCARD"})
  void findsWhatDoublePrecisionFinds(Metric metric) {
    FlatIndex index = new FlatIndex(rows, metric, Kernels.choose("auto"));
    float[][] queries = wholeNumbers(6);
    TopK[] batch = new TopK[queries.length];
    BitSet accepted = new BitSet();
    random.ints(ROWS / 2, 0, ROWS).forEach(accepted::set);
    for (RowFilter filter : List.of(RowFilter.all(ROWS), TestRows.filter(accepted))) {
      for (int i = 0; i < queries.length; i++) {
        batch[i] = new TopK();
        batch[i].reset(25);
      }
      index.search(queries, filter, scratch, batch);
      for (int i = 0; i < queries.length; i++) {
        float[] query = queries[i];
        TopK single = new TopK();
        single.reset(25);
        index.search(query, EXACT, filter, scratch, single);
        int[] expected =
            IntStream.range(0, ROWS)
                .filter(filter::accepts)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> -score(metric, query, vectors[row])))
                .limit(25)
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(rowsOf(single)).isEqualTo(expected);
        assertThat(rowsOf(batch[i])).isEqualTo(expected);
      }
    }
  }

  @Test
  void noRowsGiveNoResults() {
    VectorRows none = TestRows.of();
    TopK out = new TopK();
    out.reset(5);
    new FlatIndex(none, Metric.DOT, Kernels.choose("auto"))
        .search(new float[4], EXACT, RowFilter.all(0), scratch, out);
    assertThat(out.size()).isZero();
  }

  private static int[] rowsOf(TopK results) {
    results.sort();
    return IntStream.range(0, results.size()).map(results::row).toArray();
  }

  private float[][] wholeNumbers(int count) {
    float[][] vectors = new float[count][DIMENSION];
    for (float[] vector : vectors) {
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = random.nextInt(-8, 9);
      }
    }
    return vectors;
  }

  private static double score(Metric metric, float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum +=
          switch (metric) {
            case DOT, COSINE -> (double) a[i] * b[i];
            case EUCLID -> -difference * difference;
            case MANHATTAN -> -Math.abs(difference);
            case HAMMING, JACCARD -> throw new IllegalArgumentException("of bits");
          };
    }
    return sum;
  }
}
