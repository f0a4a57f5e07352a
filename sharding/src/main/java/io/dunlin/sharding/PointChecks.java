package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.VectorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks what users send against the collection's configuration, and normalises where the metric is
 * cosine.
 */
final class PointChecks {
  /** A point must fit one event with room to spare. */
  private static final int MAX_POINT_BYTES = 1 << 20;

  private final CollectionConfig config;

  PointChecks(CollectionConfig config) {
    this.config = config;
  }

  /**
   * The operation as it may be done; throws a {@link io.dunlin.actors.failure.DunlinException} that
   * says what is wrong.
   */
  PointOperation checked(PointOperation operation) {
    return switch (operation) {
      case PointOperation.Upsert upsert ->
          new PointOperation.Upsert(upsert.points().stream().map(this::checked).toList());
      case PointOperation.UpdateVectors update ->
          new PointOperation.UpdateVectors(update.points().stream().map(this::checked).toList());
      case PointOperation.DeleteVectors delete -> {
        delete.names().forEach(this::spec);
        yield delete;
      }
      case PointOperation other -> other;
    };
  }

  /** A query's vector as it may be compared. */
  float[] checkedVector(String name, float[] components) {
    VectorSpec spec = spec(name);
    if (components.length != spec.size()) {
      throw new DunlinFailure.WrongInput(
              "Vector dimension error: expected dim: %d, got %d"
                  .formatted(spec.size(), components.length))
          .asException();
    }
    for (int i = 0; i < components.length; i++) {
      if (!Float.isFinite(components[i])) {
        throw new DunlinFailure.WrongInput(
                "component %d of vector '%s' is %s; it must be a finite number"
                    .formatted(i, name, components[i]))
            .asException();
      }
    }
    return spec.metric() == Metric.COSINE ? Vectors.normalize(components) : components;
  }

  VectorSpec spec(String name) {
    @Nullable VectorSpec spec = config.vectors().get(name);
    if (spec == null) {
      throw new DunlinFailure.WrongInput("Not existing vector name error: " + name).asException();
    }
    return spec;
  }

  void checkSelector(VectorSelector selector) {
    if (selector instanceof VectorSelector.Names(List<String> names)) {
      names.forEach(this::spec);
    }
  }

  private PointInput checked(PointInput point) {
    Map<String, float[]> vectors = new HashMap<>();
    point
        .vectors()
        .forEach((name, components) -> vectors.put(name, checkedVector(name, components)));
    int bytes = EventBytes.sizeOf(new RowChange.Put(point.id(), vectors, point.payload()));
    if (bytes > MAX_POINT_BYTES) {
      throw new DunlinFailure.WrongInput(
              "point %s takes %d bytes; at most %d are allowed"
                  .formatted(point.id(), bytes, MAX_POINT_BYTES))
          .asException();
    }
    return new PointInput(point.id(), Map.copyOf(vectors), point.payload());
  }
}
