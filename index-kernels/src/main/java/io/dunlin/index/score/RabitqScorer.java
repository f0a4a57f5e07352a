package io.dunlin.index.score;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PackedRows;
import io.dunlin.index.quantize.RabitqCodes;

/** Scores by RaBitQ codes. */
public record RabitqScorer(RabitqCodes codes, Metric metric, Kernels kernels)
    implements QueryScorer {
  @Override
  public int rows() {
    return codes.rows().count();
  }

  @Override
  public PackedRows data() {
    return codes.rows();
  }

  @Override
  public int preparedLength() {
    return codes.preparedLength();
  }

  @Override
  public void prepare(float[] query, float[] prepared) {
    codes.prepare(query, prepared);
  }

  @Override
  public void scores(float[] prepared, int[] rowIds, int from, int to, float[] out) {
    kernels.scores(prepared, codes.rows(), rowIds, from, to, out);
  }

  /** Fewer bits, more rows that seem to be as near. */
  @Override
  public float oversampling() {
    return switch (codes.rows().bits()) {
      case 1 -> 8;
      case 2 -> 4;
      default -> 2;
    };
  }
}
