package io.dunlin.index.hnsw;

import io.dunlin.index.RowFilter;

/**
 * The top level of each row: geometric, by a factor of M per level. A function of row and seed
 * alone, so that the shape of a graph is known before its first node is inserted and does not
 * depend on the order of insertion.
 */
final class LevelDraw {
  /** As many levels as 2^31 rows have with M = 2. */
  static final int MAX_LEVEL = 31;

  private final double factor;
  private final long seed;

  LevelDraw(HnswParams params) {
    this.factor = 1 / StrictMath.log(params.m());
    this.seed = params.seed();
  }

  /** Of all rows; {@link HnswGraph#NO_NODE} of those that {@code present} does not accept. */
  byte[] levels(int rows, RowFilter present) {
    byte[] levels = new byte[rows];
    for (int row = 0; row < rows; row++) {
      levels[row] = (byte) (present.accepts(row) ? levelOf(row) : HnswGraph.NO_NODE);
    }
    return levels;
  }

  private int levelOf(int row) {
    double uniform = ((mix(seed + row * 0x9E37_79B9_7F4A_7C15L) >>> 11) + 1) * 0x1p-53;
    return Math.min(MAX_LEVEL, (int) (-StrictMath.log(uniform) * factor));
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
