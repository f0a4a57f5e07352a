package io.dunlin.index.ivf;

import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.search.QueryTables;
import io.dunlin.index.search.SearchScratch;
import java.util.Arrays;

/**
 * The signs of a randomly rotated residual, four to a digit (Gao and Long, "RaBitQ", SIGMOD 2024).
 */
record SignCoder(Rotation rotation, Kernels kernels) implements DigitCoder {
  @Override
  public int digits() {
    return rotation.paddedDimension() / QueryTables.GROUP;
  }

  @Override
  public int dimension() {
    return rotation.paddedDimension();
  }

  @Override
  public void rotate(float[] vector, float[] out) {
    rotation.apply(vector, out);
  }

  @Override
  public Encoder encoder() {
    return SignCoder::encode;
  }

  private static void encode(float[] residual, float[] whole, byte[] code, float[] approximation) {
    Arrays.fill(code, (byte) 0);
    for (int i = 0; i < residual.length; i++) {
      boolean positive = residual[i] > 0;
      approximation[i] = positive ? 1 : -1;
      if (positive) {
        code[i / QueryTables.GROUP] |= (byte) (1 << (i % QueryTables.GROUP));
      }
    }
  }

  @Override
  public void fillTables(float[] centered, SearchScratch scratch) {
    float[] rotated = scratch.rotated(rotation.paddedDimension());
    kernels.fillTables(rotation, centered, rotated, scratch.tables());
  }
}
