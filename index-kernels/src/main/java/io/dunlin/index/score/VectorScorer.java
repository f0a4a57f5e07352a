package io.dunlin.index.score;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;

/** Exact scores. */
public record VectorScorer(VectorRows data, Metric metric, Kernels kernels)
    implements QueryScorer, PairScorer {
  @Override
  public int rows() {
    return data.count();
  }

  @Override
  public int preparedLength() {
    return data.dimension();
  }

  @Override
  public void prepare(float[] query, float[] prepared) {
    System.arraycopy(query, 0, prepared, 0, data.dimension());
  }

  @Override
  public void prepareRow(int row, float[] prepared) {
    data.read(row, prepared);
  }

  @Override
  public void scores(float[] prepared, int[] rowIds, int from, int to, float[] out) {
    kernels.scores(metric, prepared, data, rowIds, from, to, out);
  }

  @Override
  public float oversampling() {
    return 1;
  }
}
