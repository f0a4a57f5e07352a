package io.dunlin.actors.query;

import io.dunlin.persistence.model.VectorValue;
import java.util.Map;
import java.util.TreeMap;

/**
 * How common terms are among some points: those that the weights of a sparse query go by.
 *
 * @param points that have the vector
 * @param having for each term how many of these have it
 */
public record TermCounts(long points, Map<Integer, Long> having) {
  public static final TermCounts NONE = new TermCounts(0, Map.of());

  /** Those of these points and of others. */
  public TermCounts plus(TermCounts other) {
    Map<Integer, Long> sums = new TreeMap<>(having);
    other.having.forEach((term, count) -> sums.merge(term, count, Long::sum));
    return new TermCounts(points + other.points, sums);
  }

  /**
   * A query whose weights are multiplied by {@code ln(1 + (N - n + 0.5) / (n + 0.5))}, where N
   * points have the vector and n of them the term (the inverse document frequency of BM25:
   * Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009). A
   * vector that is not sparse stays as it is.
   */
  public VectorValue weighted(VectorValue vector) {
    if (!(vector instanceof VectorValue.Sparse(int[] terms, float[] values))) {
      return vector;
    }
    float[] weights = new float[terms.length];
    for (int i = 0; i < weights.length; i++) {
      long having = this.having.getOrDefault(terms[i], 0L);
      // The same bits on every machine.
      weights[i] = (float) (values[i] * StrictMath.log1p((points - having + 0.5) / (having + 0.5)));
    }
    return new VectorValue.Sparse(terms, weights);
  }
}
