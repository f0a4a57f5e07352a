package io.dunlin.index.search;

/**
 * What a caller may choose per search.
 *
 * @param ef breadth of a graph search; raised to k where it is smaller
 * @param exact scan instead of walking the graph
 * @param probes lists of an inverted file that are read; 0 leaves it to the index
 * @param codes how codes are used, where there are some
 * @param idf multiply the weights of a sparse query by inverse document frequencies
 */
public record SearchParams(int ef, boolean exact, int probes, CodeUse codes, boolean idf) {
  /** A search whose query is taken as it is. */
  public SearchParams(int ef, boolean exact, int probes, CodeUse codes) {
    this(ef, exact, probes, codes, false);
  }

  /** A search that leaves the rest to the index. */
  public SearchParams(int ef, boolean exact) {
    this(ef, exact, 0, CodeUse.DEFAULT);
  }

  /**
   * How a search uses codes.
   *
   * @param ignore read the vectors only
   * @param rescore score the best by codes again, by their vectors; if not, scores are those of the
   *     codes
   * @param oversampling how many are scored again for each result wanted, 1 or more; 0 leaves it to
   *     the index
   */
  public record CodeUse(boolean ignore, boolean rescore, float oversampling) {
    public static final CodeUse DEFAULT = new CodeUse(false, true, 0);

    public CodeUse {
      if (oversampling != 0 && !(oversampling >= 1)) {
        throw new IllegalArgumentException("oversampling is below 1: " + oversampling);
      }
    }
  }
}
