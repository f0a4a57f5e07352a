package io.dunlin.index.hnsw;

/**
 * How a graph is built (Malkov and Yashunin, arXiv:1603.09320).
 *
 * @param m links per node above the ground layer (M), 2..512; the ground layer has 2M
 * @param efConstruction breadth of the search for neighbours, at least 1
 * @param seed of the level draw
 */
public record HnswParams(int m, int efConstruction, long seed) {
  public static final int MIN_M = 2;
  public static final int MAX_M = 512;

  public HnswParams {
    if (m < MIN_M || m > MAX_M) {
      throw new IllegalArgumentException("m " + m + " is not within " + MIN_M + ".." + MAX_M);
    }
    if (efConstruction < 1) {
      throw new IllegalArgumentException("efConstruction " + efConstruction + " is below 1");
    }
  }
}
