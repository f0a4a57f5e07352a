package io.dunlin.index.ivf;

/**
 * How an inverted file is built.
 *
 * @param codec what the rows of lists are scored by
 * @param lists how many; 0 chooses by the number of rows. Never more than there are rows
 * @param probes lists that a search looks through where it does not say how many; 0 chooses
 * @param graph whether lists are chosen by a walk through a graph of the centroids, which pays from
 *     some ten thousand lists on
 * @param product of product codes, ignored by other codecs
 * @param sample rows that are trained on for each list, 1 or more
 * @param seed of all that is random; same seed, same bytes
 */
public record IvfParams(
    IvfCodec codec,
    int lists,
    int probes,
    boolean graph,
    ProductParams product,
    int sample,
    long seed) {
  /** More lists than this are too many to score all their centroids for each row. */
  public static final int MAX_LISTS = 1 << 20;

  private static final int SAMPLE = 128;
  private static final int FEWEST_PROBES = 8;

  /**
   * Product codes (Jégou, Douze and Schmid, TPAMI 2011).
   *
   * @param parts that a vector is cut into (m), each of which gets a digit; 0 chooses by the
   *     dimension
   * @param optimized whether vectors are rotated first so that the parts tell most (Ge et al.,
   *     "Optimized product quantization", CVPR 2013)
   * @param anisotropic whether an error along a vector counts more than one across it (Guo et al.,
   *     ICML 2020), which is of use for inner products
   */
  public record ProductParams(int parts, boolean optimized, boolean anisotropic) {
    public static final ProductParams DEFAULT = new ProductParams(0, false, false);

    public ProductParams {
      if (parts < 0) {
        throw new IllegalArgumentException("parts " + parts + " is below 0");
      }
    }

    /**
     * How many parts vectors are cut into: of two components each for digits of 4 bits and of eight
     * for digits of 8, if not told; never more than there are components.
     */
    int partsOf(int dimension, int bits) {
      int length = bits == 4 ? 2 : 8;
      return Math.min(dimension, parts > 0 ? parts : (dimension + length - 1) / length);
    }
  }

  public IvfParams {
    if (lists < 0 || lists > MAX_LISTS) {
      throw new IllegalArgumentException(
          "lists %d is not within 0..%d".formatted(lists, MAX_LISTS));
    }
    if (probes < 0 || sample < 1) {
      throw new IllegalArgumentException(
          "probes %d is below 0 or sample %d below 1".formatted(probes, sample));
    }
  }

  /** All else is chosen. */
  public static IvfParams of(IvfCodec codec, long seed) {
    return new IvfParams(codec, 0, 0, false, ProductParams.DEFAULT, SAMPLE, seed);
  }

  public IvfParams withLists(int newLists) {
    return new IvfParams(codec, newLists, probes, graph, product, sample, seed);
  }

  public IvfParams withGraph() {
    return new IvfParams(codec, lists, probes, true, product, sample, seed);
  }

  public IvfParams withProduct(ProductParams newProduct) {
    return new IvfParams(codec, lists, probes, graph, newProduct, sample, seed);
  }

  /**
   * How many lists {@code rows} rows get: if not told, twice the root of their number; where there
   * are no small codes, so that reading rows costs more than choosing lists, four times.
   */
  int listsOf(int rows) {
    int perRoot = codec.inBlocks() ? 2 : 4;
    int wanted = lists > 0 ? lists : (int) (perRoot * Math.sqrt(rows));
    return Math.clamp(wanted, Math.min(1, rows), rows);
  }

  /** How many lists a search for few results looks through: the root of all, if not told. */
  int probesOf(int count) {
    int wanted = probes > 0 ? probes : Math.max(FEWEST_PROBES, (int) Math.sqrt(count));
    return Math.clamp(wanted, 1, Math.max(1, count));
  }
}
