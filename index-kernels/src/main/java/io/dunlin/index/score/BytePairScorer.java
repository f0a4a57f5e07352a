package io.dunlin.index.score;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.quantize.ByteCodes;

/**
 * Scores of pairs of rows by their bytes, in whole numbers: a quarter of the memory traffic of
 * vectors, and twice as many components at once. A prepared row is its number.
 *
 * <p>For vectors of length one the squared distance tells the inner product.
 */
public record BytePairScorer(ByteCodes codes, Metric metric, Kernels kernels)
    implements PairScorer {
  public BytePairScorer {
    if (!supports(metric, codes.rows().dimension())) {
      throw new IllegalArgumentException(
          "pairs of rows cannot be scored by their bytes: %s in %d dimensions"
              .formatted(metric, codes.rows().dimension()));
    }
  }

  /**
   * Inner products would need the lengths, bits have no bytes; sums over too many components would
   * overflow.
   */
  public static boolean supports(Metric metric, int dimension) {
    return metric != Metric.DOT && !metric.isBinary() && dimension <= Kernels.MAX_PAIR_DIMENSION;
  }

  @Override
  public int rows() {
    return codes.rows().count();
  }

  @Override
  public ByteRows data() {
    return codes.rows();
  }

  @Override
  public int preparedLength() {
    return 1;
  }

  @Override
  public void prepareRow(int row, float[] prepared) {
    // No row number has the bits of a NaN, so it comes back as it is.
    prepared[0] = Float.intBitsToFloat(row);
  }

  @Override
  public void scores(float[] prepared, int[] rowIds, int from, int to, float[] out) {
    int row = Float.floatToRawIntBits(prepared[0]);
    Metric distance = metric == Metric.COSINE ? Metric.EUCLID : metric;
    kernels.pairScores(distance, codes.rows(), row, rowIds, from, to, out);
    float scale = codes.scale(distance);
    for (int i = from; i < to; i++) {
      out[i] = metric == Metric.COSINE ? 1 + scale / 2 * out[i] : scale * out[i];
    }
  }
}
