package io.dunlin.sharding.query;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.VectorValue;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Vectors made of several of one kind. */
final class Averages {
  private Averages() {}

  /**
   * The mean of the positive ones, or as far beyond it as the mean of the negative ones is short.
   *
   * @throws DunlinException BadRequest, of multivectors
   */
  static VectorValue between(List<VectorValue> positive, List<VectorValue> negative) {
    return switch (positive.getFirst()) {
      case VectorValue.Dense _ -> new VectorValue.Dense(dense(positive, negative));
      case VectorValue.Sparse _ -> sparse(positive, negative);
      case VectorValue.Multi _ ->
          throw new DunlinFailure.BadRequest(
                  "multivectors have no average; use the strategy best_score or sum_scores")
              .asException();
    };
  }

  private static float[] dense(List<VectorValue> positive, List<VectorValue> negative) {
    float[] near = mean(positive);
    if (negative.isEmpty()) {
      return near;
    }
    float[] far = mean(negative);
    float[] beyond = new float[near.length];
    for (int i = 0; i < near.length; i++) {
      beyond[i] = 2 * near[i] - far[i];
    }
    return beyond;
  }

  private static float[] mean(List<VectorValue> vectors) {
    float[] mean = new float[vectors.getFirst().size()];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (VectorValue vector : vectors) {
        sum += ((VectorValue.Dense) vector).components()[i];
      }
      mean[i] = (float) (sum / vectors.size());
    }
    return mean;
  }

  /** Of all indices that one of them has. */
  private static VectorValue sparse(List<VectorValue> positive, List<VectorValue> negative) {
    SortedMap<Integer, Double> sums = new TreeMap<>(Integer::compareUnsigned);
    add(positive, (negative.isEmpty() ? 1.0 : 2.0) / positive.size(), sums);
    add(negative, -1.0 / negative.size(), sums);
    float[] values = new float[sums.size()];
    int next = 0;
    for (double sum : sums.values()) {
      values[next++] = (float) sum;
    }
    return new VectorValue.Sparse(
        sums.keySet().stream().mapToInt(Integer::intValue).toArray(), values);
  }

  private static void add(
      List<VectorValue> vectors, double weight, SortedMap<Integer, Double> sums) {
    for (VectorValue vector : vectors) {
      VectorValue.Sparse sparse = (VectorValue.Sparse) vector;
      for (int i = 0; i < sparse.size(); i++) {
        sums.merge(sparse.indices()[i], weight * sparse.values()[i], Double::sum);
      }
    }
  }
}
