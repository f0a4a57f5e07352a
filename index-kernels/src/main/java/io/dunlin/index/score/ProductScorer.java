package io.dunlin.index.score;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.CodeRows;
import io.dunlin.index.quantize.ProductCodes;

/** Scores by product codes: a prepared query is its tables. */
public record ProductScorer(ProductCodes codes, Metric metric, Kernels kernels)
    implements QueryScorer {
  private static final float OVERSAMPLING = 4;

  @Override
  public int rows() {
    return codes.rows().count();
  }

  @Override
  public CodeRows data() {
    return codes.rows();
  }

  @Override
  public int preparedLength() {
    return codes.quantizer().digits() * codes.quantizer().codewordsPerPart();
  }

  @Override
  public void prepare(float[] query, float[] prepared) {
    codes.quantizer().fillTables(metric, query, prepared);
  }

  @Override
  public void scores(float[] prepared, int[] rowIds, int from, int to, float[] out) {
    kernels.tableSums(prepared, codes.rows(), rowIds, from, to, out);
  }

  @Override
  public float oversampling() {
    return OVERSAMPLING;
  }
}
