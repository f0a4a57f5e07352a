package io.dunlin.index.sparse;

/** What rows are compared with: weights of some dimensions, its terms. Immutable. */
public final class SparseQuery {
  private final int[] dimensions;
  private final float[] weights;
  private final DimensionTable terms;

  /**
   * @param dimensions ascending as unsigned numbers, none twice; not copied
   * @param weights as many, finite; not copied
   */
  public SparseQuery(int[] dimensions, float[] weights) {
    this(dimensions, weights, new DimensionTable(dimensions.length));
    for (int dimension : dimensions) {
      int _ = terms.add(dimension);
    }
  }

  private SparseQuery(int[] dimensions, float[] weights, DimensionTable terms) {
    if (dimensions.length != weights.length) {
      throw new IllegalArgumentException(
          "%d dimensions with %d weights".formatted(dimensions.length, weights.length));
    }
    this.dimensions = dimensions;
    this.weights = weights;
    this.terms = terms;
  }

  /** The same with each weight multiplied by the factor of its term. */
  public SparseQuery times(float[] factors) {
    float[] products = new float[weights.length];
    for (int term = 0; term < products.length; term++) {
      products[term] = weights[term] * factors[term];
    }
    return new SparseQuery(dimensions, products, terms);
  }

  /** How many terms it has. */
  public int terms() {
    return dimensions.length;
  }

  int dimension(int term) {
    return dimensions[term];
  }

  float weight(int term) {
    return weights[term];
  }

  /** The inner product with a row, NaN where they have no dimension in common. */
  float score(SparseRows rows, int row) {
    float sum = 0;
    boolean met = false;
    long end = rows.end(row);
    for (long entry = rows.first(row); entry < end; entry++) {
      int term = terms.find(rows.dimension(entry));
      if (term >= 0) {
        sum += weights[term] * rows.component(entry);
        met = true;
      }
    }
    return met ? sum : Float.NaN;
  }

  /** Adds {@code by} to the count of each term that a row has. */
  void count(SparseRows rows, int row, int by, int[] counts) {
    long end = rows.end(row);
    for (long entry = rows.first(row); entry < end; entry++) {
      int term = terms.find(rows.dimension(entry));
      if (term >= 0) {
        counts[term] += by;
      }
    }
  }
}
