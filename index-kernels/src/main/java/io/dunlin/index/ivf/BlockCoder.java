package io.dunlin.index.ivf;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.VectorRows;

/**
 * Writes blocks of coded rows.
 *
 * <p>Let c be a list's centroid, r = x - c the residual of a row x, p what its code stands for, and
 * m the mean of all rows. Then {@code <q - c, r>} is about {@code f <q - c, p>} with {@code f =
 * |r|² / <r, p>}. This is exact where q - c points along r, as it nearly does for the rows nearest
 * to the query; and where p is the signs of a random rotation, it has no bias anywhere (Gao and
 * Long, "RaBitQ", SIGMOD 2024, section 3.2). As {@code <q - c, p> = <q - m, p> - <c - m, p>}, one
 * set of tables for q - m serves all lists, and {@code <c - m, p>} goes into the row's addend:
 *
 * <pre>
 * euclid       -|q - x|² = -|q - c|² + 2 &lt;q - c, r> - |r|²
 * dot, cosine     &lt;q, x> =  &lt;q, c> +   &lt;q - c, r> + &lt;c, r>
 * </pre>
 *
 * <p>For one thread.
 */
final class BlockCoder {
  /** With a cosine below this between residual and code, the factor would blow up what is noise. */
  private static final double LEAST_COSINE = 0.1;

  private final VectorRows rows;
  private final Metric metric;
  private final float[] mean;
  private final DigitCoder coder;
  private final DigitCoder.Encoder encoder;

  /** In the space of the vectors. */
  private final float[] centroid;

  private final float[] vector;
  private final float[] centered;

  /** In the space of the coder; the centroid and the vector less the mean. */
  private final float[] rotatedMean;

  private final float[] rotatedCentroid;
  private final float[] rotated;
  private final float[] residual;
  private final float[] approximation;
  private final byte[] code;

  /**
   * @param rows that are coded
   * @param mean that queries are taken from
   */
  BlockCoder(VectorRows rows, Metric metric, float[] mean, DigitCoder coder) {
    this.rows = rows;
    this.metric = metric;
    this.mean = mean;
    this.coder = coder;
    this.encoder = coder.encoder();
    this.centroid = new float[rows.dimension()];
    this.vector = new float[rows.dimension()];
    this.centered = new float[rows.dimension()];
    this.rotatedMean = new float[coder.dimension()];
    this.rotatedCentroid = new float[coder.dimension()];
    this.rotated = new float[coder.dimension()];
    this.residual = new float[coder.dimension()];
    this.approximation = new float[coder.dimension()];
    this.code = new byte[coder.digits()];
    coder.rotate(mean, rotatedMean);
  }

  /**
   * Writes the blocks of a list.
   *
   * @param center that codes are relative to
   * @param order where the list's rows are
   * @param first of the list in {@code order}
   * @param size rows of the list
   * @param firstBlock that is written
   */
  void code(float[] center, int[] order, int first, int size, CodeBlocks blocks, int firstBlock) {
    System.arraycopy(center, 0, centroid, 0, centroid.length);
    rotate(centroid, rotatedCentroid);
    for (int i = 0; i < CodeBlocks.blocks(size) * CodeBlocks.TOGETHER; i++) {
      int block = firstBlock + i / CodeBlocks.TOGETHER;
      int place = i % CodeBlocks.TOGETHER;
      if (i < size) {
        write(blocks, block, place, order[first + i]);
      } else {
        blocks.leaveOut(block, place);
      }
    }
  }

  private void rotate(float[] plain, float[] out) {
    for (int i = 0; i < plain.length; i++) {
      centered[i] = plain[i] - mean[i];
    }
    coder.rotate(centered, out);
  }

  private void write(CodeBlocks blocks, int block, int place, int row) {
    rows.read(row, vector);
    rotate(vector, rotated);
    double squared = 0;
    for (int i = 0; i < residual.length; i++) {
      residual[i] = rotated[i] - rotatedCentroid[i];
      rotated[i] += rotatedMean[i];
      squared += (double) residual[i] * residual[i];
    }
    encoder.encode(residual, rotated, code, approximation);
    double withResidual = 0;
    double withCentroid = 0;
    double length = 0;
    for (int i = 0; i < residual.length; i++) {
      withResidual += (double) residual[i] * approximation[i];
      withCentroid += (double) rotatedCentroid[i] * approximation[i];
      length += (double) approximation[i] * approximation[i];
    }
    boolean tells = withResidual > LEAST_COSINE * Math.sqrt(squared * length);
    double factor = tells ? squared / withResidual : 0;
    double exact = 0;
    if (metric == Metric.EUCLID) {
      exact = -squared;
      factor *= 2;
    } else {
      for (int i = 0; i < vector.length; i++) {
        exact += (double) centroid[i] * (vector[i] - centroid[i]);
      }
    }
    float addend = (float) (exact - factor * withCentroid);
    blocks.write(block, place, row, addend, (float) factor, code);
  }
}
