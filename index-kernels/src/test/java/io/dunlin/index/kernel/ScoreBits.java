package io.dunlin.index.kernel;

import io.dunlin.index.Metric;
import io.dunlin.index.TestRows;
import io.dunlin.index.memory.VectorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Prints the bits of some scores: what the golden file holds. Run with the name of the kernels. */
final class ScoreBits {
  private static final int[] DIMENSIONS = {1, 3, 8, 15, 16, 17, 31, 64, 100, 128, 200, 300, 784};
  private static final int ROWS = 7;

  /** Whose scores hang on the order of additions. */
  private static final List<Metric> METRICS =
      Arrays.stream(Metric.values()).filter(metric -> !metric.isBinary()).toList();

  private ScoreBits() {}

  static void main(String[] arguments) {
    lines(Kernels.choose(arguments[0])).forEach(System.out::println);
  }

  /** A line for each metric, dimension and row. */
  static List<String> lines(Kernels kernels) {
    List<String> lines = new ArrayList<>();
    for (int dimension : DIMENSIONS) {
      SplittableRandom random = new SplittableRandom(dimension);
      VectorRows rows = TestRows.of(TestRows.uniform(random, ROWS, dimension));
      float[] query = TestRows.uniform(random, dimension);
      for (Metric metric : METRICS) {
        float[] scores = new float[ROWS];
        kernels.scoresOfRange(metric, query, rows, 0, ROWS, scores);
        for (int row = 0; row < ROWS; row++) {
          int bits = Float.floatToIntBits(scores[row]);
          lines.add("%s %d %d %08x".formatted(metric, dimension, row, bits));
        }
      }
    }
    return lines;
  }
}
