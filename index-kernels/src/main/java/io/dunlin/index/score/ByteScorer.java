package io.dunlin.index.score;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.ByteRows;
import io.dunlin.index.quantize.ByteCodes;

/**
 * Scores by bytes. The query keeps its precision: it is moved into the scale of the codes once, and
 * what the kernel sums up is moved back. Behind the moved query stand the two numbers for that.
 */
public record ByteScorer(ByteCodes codes, Metric metric, Kernels kernels) implements QueryScorer {
  /** Bytes may swap neighbours that are as near. */
  private static final float OVERSAMPLING = 1.5f;

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
    return codes.rows().stride() + 2;
  }

  @Override
  public void prepare(float[] query, float[] prepared) {
    codes.prepare(metric, query, prepared);
    prepared[codes.rows().stride()] = codes.scale(metric);
    prepared[codes.rows().stride() + 1] = codes.offset(metric, query);
  }

  @Override
  public void scores(float[] prepared, int[] rowIds, int from, int to, float[] out) {
    kernels.scores(metric, prepared, codes.rows(), rowIds, from, to, out);
    float scale = prepared[codes.rows().stride()];
    float offset = prepared[codes.rows().stride() + 1];
    for (int i = from; i < to; i++) {
      out[i] = scale * out[i] + offset;
    }
  }

  @Override
  public float oversampling() {
    return OVERSAMPLING;
  }
}
