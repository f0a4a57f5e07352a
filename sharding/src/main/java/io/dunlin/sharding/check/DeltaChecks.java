package io.dunlin.sharding.check;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.VectorOptimizer;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks deltas to vectors against the collection's vectors. Those that are to be averaged become
 * one for each point here, where all of a request are still together.
 */
final class DeltaChecks {
  private final PointChecks checks;

  DeltaChecks(PointChecks checks) {
    this.checks = checks;
  }

  PointOperation.ApplyDelta checked(PointOperation.ApplyDelta apply) {
    apply.points().forEach(point -> check(point, apply.optimizer()));
    return apply.optimizer() instanceof VectorOptimizer.Average
        ? apply.of(averaged(apply.points()))
        : apply;
  }

  private void check(PointInput point, VectorOptimizer optimizer) {
    point.vectors().forEach((name, delta) -> check(name, delta));
    Optional<String> state = optimizer.state();
    if (state.isEmpty()) {
      return;
    }
    if (point.vectors().size() > 1) {
      throw wrong(
          "An optimizer with a state moves one vector at a time, and point %s has deltas to %d"
              .formatted(point.id(), point.vectors().size()));
    }
    for (String name : point.vectors().keySet()) {
      checkState(name, state.get(), optimizer);
    }
  }

  private void check(String name, VectorValue delta) {
    VectorSpec spec = moved(name);
    if (spec.metric() == Metric.HAMMING || spec.metric() == Metric.JACCARD) {
      throw wrong("Vector '%s' is of zeros and ones: deltas cannot move it".formatted(name));
    }
    if (!(delta instanceof VectorValue.Dense(float[] components))) {
      throw wrong("The delta to vector '%s' must be one array of numbers".formatted(name));
    }
    PointChecks.checkShape(name, spec, components);
  }

  private VectorSpec moved(String name) {
    VectorKind kind = checks.kind(name);
    if (kind instanceof VectorSpec spec && !spec.isMulti() && spec.storedAs() == Datatype.FLOAT32) {
      return spec;
    }
    throw wrong(
        "Vector '%s' is not dense with components of float32: deltas and states of optimizers need one that is"
            .formatted(name));
  }

  private void checkState(String name, String state, VectorOptimizer optimizer) {
    VectorSpec spec = moved(state);
    int size = optimizer.stateSize(moved(name).size());
    boolean isChanged = spec.isOfLengthOne() || spec.metric().isBinary();
    if (state.equals(name) || isChanged || spec.size() != size) {
      throw wrong(
          "optimizer.state: to move vector '%s', '%s' must be another vector, of %d components, with the distance Dot, Euclid or Manhattan, and not normalised"
              .formatted(name, state, size));
    }
  }

  /** One delta for each point and vector, the mean of those there are. */
  private static List<PointInput> averaged(List<PointInput> points) {
    Map<PointId, Map<String, List<float[]>>> deltas = new LinkedHashMap<>();
    for (PointInput point : points) {
      Map<String, List<float[]>> ofPoint =
          deltas.computeIfAbsent(point.id(), _ -> new LinkedHashMap<>());
      point
          .vectors()
          .forEach((name, delta) ->
              ofPoint
                  .computeIfAbsent(name, _ -> new ArrayList<>())
                  .add(((VectorValue.Dense) delta).components()));
    }
    List<PointInput> averaged = new ArrayList<>();
    deltas.forEach((id, ofPoint) -> {
      Map<String, VectorValue> means = new HashMap<>();
      ofPoint.forEach((name, all) -> means.put(name, mean(all)));
      averaged.add(new PointInput(id, means, Payload.EMPTY));
    });
    return averaged;
  }

  private static VectorValue mean(List<float[]> deltas) {
    float[] mean = new float[deltas.getFirst().length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] delta : deltas) {
        sum += delta[i];
      }
      mean[i] = (float) (sum / deltas.size());
    }
    return new VectorValue.Dense(mean);
  }

  private static DunlinException wrong(String reason) {
    return new DunlinFailure.WrongInput(reason).asException();
  }
}
