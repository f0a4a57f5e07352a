package io.dunlin.bench.datasets;

import io.dunlin.bench.datasets.Draws.Purpose;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A specification of vectors that can be made in any number, and of queries from the same source.
 *
 * <p>The same specification gives the same bits on every machine with the same JDK: see {@link
 * Draws}; the functions are those of {@link StrictMath}.
 */
public interface Generator {
  int NEIGHBOURS = 100;

  String name();

  int dimension();

  /** Of all randomness. */
  long seed();

  Metric metric();

  /** Draws one vector; made anew for each set, and used by many threads. */
  Function<RandomGenerator, float[]> model();

  /** Rows, queries and the 100 exact nearest rows of each query. */
  default Dataset generate(int rows, int queries, Truth truth) {
    Draws draws = new Draws(seed());
    Function<RandomGenerator, float[]> model = model();
    VectorRows base = draws.rows(rows, dimension(), Purpose.ROWS, model);
    float[][] asked =
        VectorFiles.toArrays(draws.rows(queries, dimension(), Purpose.QUERIES, model));
    String set = "%s, %d x %d".formatted(name(), rows, dimension());
    int[][] neighbours = truth.neighbours(set, base, asked, metric(), NEIGHBOURS);
    return new Dataset(set, metric(), base, asked, neighbours);
  }

  /** The same, with neighbours found anew. */
  default Dataset generate(int rows, int queries) {
    return generate(rows, queries, Truth.SEARCHED);
  }
}
