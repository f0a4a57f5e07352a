package io.dunlin.bench.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against sorting all rows by their cost in double. */
class ExactNeighboursProperties {
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HAMMING", "JACCARD"})
  void agreesWithSorting(Metric metric) {
    long seed = System.nanoTime();
    System.out.println("ExactNeighboursProperties seed " + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int dimension = random.nextInt(1, 20);
    float[][] rows = vectors(random, random.nextInt(1, 400), dimension);
    float[][] queries = vectors(random, 70, dimension);
    RowTable table = new RowTable(rows.length, dimension);
    for (int row = 0; row < rows.length; row++) {
      table.set(row, rows[row]);
    }
    VectorRows base = table.rows();

    int[][] found = ExactNeighbours.find(base, queries, metric, 15);

    for (int query = 0; query < queries.length; query++) {
      float[] asked = queries[query];
      int[] sorted =
          IntStream.range(0, rows.length)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingDouble(
                          row -> ExactNeighbours.cost(rows[row], asked, metric))
                      .thenComparing(Comparator.naturalOrder()))
              .limit(15)
              .mapToInt(Integer::intValue)
              .toArray();
      assertThat(found[query]).as("seed %d, query %d", seed, query).isEqualTo(sorted);
    }
  }

  /** Small whole numbers, so that there are ties. */
  private static float[][] vectors(RandomGenerator random, int count, int dimension) {
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = random.nextInt(-40, 40);
      }
    }
    return vectors;
  }
}
