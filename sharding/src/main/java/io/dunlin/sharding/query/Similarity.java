package io.dunlin.sharding.query;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.persistence.model.VectorValue;

/** How near two vectors of one kind are to each other; greater is better. */
final class Similarity {
  private Similarity() {}

  static float of(Metric metric, VectorValue a, VectorValue b) {
    if (a instanceof VectorValue.Dense(float[] one)
        && b instanceof VectorValue.Dense(float[] other)) {
      return Vectors.score(metric, one, other);
    }
    if (a instanceof VectorValue.Sparse one && b instanceof VectorValue.Sparse other) {
      return product(one, other);
    }
    if (a instanceof VectorValue.Multi one && b instanceof VectorValue.Multi other) {
      return maxSim(metric, one, other);
    }
    throw new IllegalArgumentException("vectors of two kinds");
  }

  private static float product(VectorValue.Sparse a, VectorValue.Sparse b) {
    double sum = 0;
    int inB = 0;
    for (int inA = 0; inA < a.size(); inA++) {
      int index = a.indices()[inA];
      while (inB < b.size() && Integer.compareUnsigned(b.indices()[inB], index) < 0) {
        inB++;
      }
      if (inB < b.size() && b.indices()[inB] == index) {
        sum += (double) a.values()[inA] * b.values()[inB];
      }
    }
    return (float) sum;
  }

  private static float maxSim(Metric metric, VectorValue.Multi query, VectorValue.Multi stored) {
    double sum = 0;
    for (int i = 0; i < query.count(); i++) {
      float best = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < stored.count(); j++) {
        best = Math.max(best, Vectors.score(metric, query.vector(i), stored.vector(j)));
      }
      sum += best;
    }
    return (float) sum;
  }
}
