package io.dunlin.actors.shard;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves vectors of points by deltas; see {@link VectorOptimizer}. Pure.
 *
 * @param kinds of all vectors of the shard, by key
 */
record VectorDeltas(VectorOptimizer optimizer, Map<String, VectorKind> kinds) {
  /**
   * Moves those of a point's vectors that have a delta, or says why they cannot be.
   *
   * @param vectors all that the point has, by key; changed
   */
  Optional<DunlinFailure> move(
      PointId id, Map<String, VectorValue> deltas, Map<String, VectorValue> vectors) {
    for (Map.Entry<String, VectorValue> delta : deltas.entrySet()) {
      Optional<DunlinFailure> refusal =
          move(id, delta.getKey(), ((VectorValue.Dense) delta.getValue()).components(), vectors);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private Optional<DunlinFailure> move(
      PointId id, String key, float[] delta, Map<String, VectorValue> vectors) {
    if (!(vectors.get(key) instanceof VectorValue.Dense(float[] components))) {
      return wrong("Point %s has no vector '%s' that a delta could move", id, key);
    }
    float[] vector = components.clone();
    float[] state = new float[optimizer.stateSize(delta.length)];
    Optional<String> kept = optimizer.state();
    if (kept.isPresent()
        && vectors.get(kept.get()) instanceof VectorValue.Dense(float[] remembered)) {
      System.arraycopy(remembered, 0, state, 0, state.length);
    }
    optimizer.step(vector, delta, state);
    if (!isFinite(vector) || !isFinite(state)) {
      return wrong("The delta would take vector '%2$s' of point %1$s out of all bounds", id, key);
    }
    vectors.put(
        key, new VectorValue.Dense(isOfLengthOne(key) ? Vectors.normalize(vector) : vector));
    kept.ifPresent(name -> vectors.put(name, new VectorValue.Dense(state)));
    return Optional.empty();
  }

  private boolean isOfLengthOne(String key) {
    @Nullable VectorKind kind = kinds.get(key);
    return kind instanceof VectorSpec spec && spec.isOfLengthOne();
  }

  private static boolean isFinite(float[] components) {
    for (float component : components) {
      if (!Float.isFinite(component)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<DunlinFailure> wrong(String reason, PointId id, String key) {
    return Optional.of(new DunlinFailure.WrongInput(reason.formatted(id, VectorColumns.name(key))));
  }
}
