package io.dunlin.index.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MaxSim against sums in double precision; small whole numbers make them exact in both. */
class MultiSearchProperties {
  private static final int ROWS = 900;
  private static final int DIMENSION = 11;

  private record Found(int row, float score) {}

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HAMMING", "JACCARD"})
  void findsWhatDoublePrecisionFinds(Metric metric) {
    long seed = metric.name().hashCode();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    float[][][] rows = new float[ROWS][][];
    List<float[]> vectors = new ArrayList<>();
    MemorySegment offsets = Arena.ofAuto().allocate((ROWS + 1L) * Long.BYTES, 8);
    for (int row = 0; row < ROWS; row++) {
      // One fills more than a block, and some have none.
      int length = row == 77 ? 5000 : random.nextInt(9);
      rows[row] = wholeNumbers(random, length);
      vectors.addAll(List.of(rows[row]));
      MultiRows.setFirst(offsets, row + 1, vectors.size());
    }
    MultiRows memory =
        new MultiRows(
            TestRows.of(ComponentType.FLOAT32, vectors.toArray(float[][]::new)), offsets, ROWS);
    MultiIndex index = new MultiIndex(memory, metric, Kernels.choose("auto"));
    MultiSearcher searcher = new MultiSearcher();
    BitSet half = new BitSet();
    random.ints(ROWS / 2, 0, ROWS).forEach(half::set);
    for (RowFilter filter :
        List.of(RowFilter.all(ROWS), RowFilter.of(half, ROWS), TestRows.filter(half))) {
      for (int length : new int[] {1, 2, 7}) {
        float[][] query = wholeNumbers(random, length);
        TopK top = new TopK();
        top.reset(40);
        searcher.search(index, sideBySide(query), filter, top);
        top.sort();

        assertThat(
                IntStream.range(0, top.size())
                    .mapToObj(rank -> new Found(top.row(rank), top.score(rank)))
                    .toList())
            .isEqualTo(best(metric, rows, query, filter, 40));
      }
    }
    for (int row : new int[] {0, 1, 76, 77, 78}) {
      assertThat(memory.length(row)).isEqualTo(rows[row].length);
      assertThat(memory.read(row)).isEqualTo(sideBySide(rows[row]));
    }
  }

  private static List<Found> best(
      Metric metric, float[][][] rows, float[][] query, RowFilter filter, int k) {
    List<Found> all = new ArrayList<>();
    for (int row = 0; row < rows.length; row++) {
      if (filter.accepts(row) && rows[row].length > 0) {
        double sum = 0;
        for (float[] one : query) {
          double most = Double.NEGATIVE_INFINITY;
          for (float[] vector : rows[row]) {
            most = Math.max(most, score(metric, one, vector));
          }
          sum += most;
        }
        all.add(new Found(row, (float) sum));
      }
    }
    all.sort(Comparator.comparingDouble(Found::score).reversed().thenComparingInt(Found::row));
    return all.subList(0, Math.min(k, all.size()));
  }

  private static double score(Metric metric, float[] query, float[] vector) {
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      double difference = query[i] - vector[i];
      sum +=
          switch (metric) {
            case DOT, COSINE -> query[i] * vector[i];
            case EUCLID -> -difference * difference;
            case MANHATTAN -> -Math.abs(difference);
            case HAMMING, JACCARD -> throw new IllegalArgumentException("of bits");
          };
    }
    return sum;
  }

  private static float[][] wholeNumbers(SplittableRandom random, int count) {
    float[][] vectors = new float[count][DIMENSION];
    for (float[] vector : vectors) {
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = random.nextInt(-4, 5);
      }
    }
    return vectors;
  }

  private static float[] sideBySide(float[][] vectors) {
    float[] all = new float[vectors.length * DIMENSION];
    for (int i = 0; i < vectors.length; i++) {
      System.arraycopy(vectors[i], 0, all, i * DIMENSION, DIMENSION);
    }
    return all;
  }
}
