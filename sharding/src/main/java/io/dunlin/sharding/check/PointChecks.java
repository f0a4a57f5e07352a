package io.dunlin.sharding.check;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.persistence.event.PointLimits;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.VectorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks what users send against the collection's configuration, normalises where the metric is
 * cosine, and rounds where components are stored in fewer bits.
 */
public final class PointChecks {
  private final CollectionConfig config;

  public PointChecks(CollectionConfig config) {
    this.config = config;
  }

  /**
   * The operation as it may be done; throws a {@link io.dunlin.actors.failure.DunlinException} that
   * says what is wrong.
   */
  public PointOperation checked(PointOperation operation) {
    return switch (operation) {
      case PointOperation.Upsert upsert ->
          upsert.of(upsert.points().stream().map(this::checked).toList());
      case PointOperation.UpdateVectors update ->
          update.of(update.points().stream().map(this::checked).toList());
      case PointOperation.DeleteVectors delete -> {
        delete.names().forEach(this::spec);
        yield delete;
      }
      case PointOperation.SetPayload set -> {
        int below = set.key().map(path -> path.steps().size()).orElse(0);
        check(PointLimits.violation("the payload to set", set.payload(), below));
        yield set;
      }
      case PointOperation.OverwritePayload overwrite -> {
        check(PointLimits.violation("the payload to write", overwrite.payload(), 0));
        yield overwrite;
      }
      case PointOperation.Delete _, PointOperation.DeletePayload _, PointOperation.ClearPayload _ ->
          operation;
    };
  }

  /** A query's vector as it may be compared. */
  public float[] checkedVector(String name, float[] components) {
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
    return switch (spec.metric()) {
      case DOT, EUCLID, MANHATTAN -> components;
      case COSINE -> Vectors.normalize(components);
      case HAMMING, JACCARD -> StoredComponents.bits(name, components);
    };
  }

  /** A point's vector as it is logged: what the log holds is what any segment can store. */
  private float[] storedVector(String name, float[] components) {
    return StoredComponents.of(spec(name).storedAs(), name, checkedVector(name, components));
  }

  public VectorSpec spec(String name) {
    @Nullable VectorSpec spec = config.vectors().get(name);
    if (spec == null) {
      throw new DunlinFailure.WrongInput("Not existing vector name error: " + name).asException();
    }
    return spec;
  }

  public void checkSelector(VectorSelector selector) {
    if (selector instanceof VectorSelector.Names(List<String> names)) {
      names.forEach(this::spec);
    }
  }

  private PointInput checked(PointInput point) {
    Map<String, float[]> vectors = new HashMap<>();
    point
        .vectors()
        .forEach((name, components) -> vectors.put(name, storedVector(name, components)));
    check(PointLimits.violation(new RowChange.Put(point.id(), vectors, point.payload())));
    return new PointInput(point.id(), Map.copyOf(vectors), point.payload());
  }

  /** What a collection's user wrote about it must fit the catalog's log. */
  public static void checkMetadata(Payload metadata) {
    check(PointLimits.violation("the collection's metadata", metadata, 0));
  }

  private static void check(Optional<String> violation) {
    if (violation.isPresent()) {
      throw new DunlinFailure.WrongInput(violation.get()).asException();
    }
  }
}
