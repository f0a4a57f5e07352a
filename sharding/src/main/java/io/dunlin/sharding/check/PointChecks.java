package io.dunlin.sharding.check;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.persistence.event.PointLimits;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks what users send against the collection's configuration, normalises where the metric is
 * cosine or the vector says so, and rounds where components are stored in fewer bits.
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
      case PointOperation.ApplyDelta apply -> new DeltaChecks(this).checked(apply);
      case PointOperation.DeleteVectors delete -> {
        delete.names().forEach(this::kind);
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

  /** A query's vector as it may be compared: for a multivector, one vector is several. */
  public VectorValue checkedVector(String name, VectorValue vector) {
    return switch (kind(name)) {
      case SparseSpec _ -> checkedSparse(name, vector);
      case VectorSpec spec ->
          spec.isMulti() ? several(name, spec, vector) : one(name, spec, vector);
    };
  }

  private static VectorValue checkedSparse(String name, VectorValue vector) {
    if (!(vector instanceof VectorValue.Sparse sparse)) {
      throw wrong("vector '%s' is sparse: it must have indices and values".formatted(name));
    }
    checkFinite(name, sparse.values());
    return sparse;
  }

  private static VectorValue one(String name, VectorSpec spec, VectorValue vector) {
    if (!(vector instanceof VectorValue.Dense(float[] components))) {
      throw wrong("vector '%s' must be one array of numbers%s".formatted(name, notSparse(vector)));
    }
    return new VectorValue.Dense(checkedComponents(name, spec, components));
  }

  private static VectorValue several(String name, VectorSpec spec, VectorValue vector) {
    return switch (vector) {
      case VectorValue.Sparse _ ->
          throw wrong(
              "vector '%s' must be an array of vectors%s".formatted(name, notSparse(vector)));
      case VectorValue.Dense(float[] components) ->
          new VectorValue.Multi(checkedComponents(name, spec, components), spec.size());
      case VectorValue.Multi multi -> {
        float[] checked = new float[multi.size()];
        for (int i = 0; i < multi.count(); i++) {
          float[] components = checkedComponents(name, spec, multi.vector(i));
          System.arraycopy(components, 0, checked, i * spec.size(), spec.size());
        }
        yield new VectorValue.Multi(checked, spec.size());
      }
    };
  }

  private static String notSparse(VectorValue vector) {
    return vector instanceof VectorValue.Sparse
        ? ", not a sparse one; what a text becomes is sparse, too"
        : "";
  }

  private static float[] checkedComponents(String name, VectorSpec spec, float[] components) {
    checkShape(name, spec, components);
    return switch (spec.metric()) {
      case DOT, EUCLID, MANHATTAN, COSINE ->
          spec.isOfLengthOne() ? Vectors.normalize(components) : components;
      case HAMMING, JACCARD -> StoredComponents.bits(name, components);
    };
  }

  /** As many components as the vector has, and finite. */
  static void checkShape(String name, VectorSpec spec, float[] components) {
    if (components.length != spec.size()) {
      throw wrong(
          "Vector dimension error: expected dim: %d, got %d"
              .formatted(spec.size(), components.length));
    }
    checkFinite(name, components);
  }

  private static void checkFinite(String name, float[] components) {
    for (int i = 0; i < components.length; i++) {
      if (!Float.isFinite(components[i])) {
        throw wrong(
            "component %d of vector '%s' is %s; it must be a finite number"
                .formatted(i, name, components[i]));
      }
    }
  }

  /** A point's vector as it is logged: what the log holds is what any segment can store. */
  private VectorValue storedVector(String name, VectorValue vector) {
    VectorValue checked = checkedVector(name, vector);
    if (!(kind(name) instanceof VectorSpec spec) || spec.storedAs() == Datatype.FLOAT32) {
      return checked;
    }
    return switch (checked) {
      case VectorValue.Dense(float[] components) ->
          new VectorValue.Dense(StoredComponents.of(spec.storedAs(), name, components));
      case VectorValue.Multi(float[] components, int dimension) ->
          new VectorValue.Multi(StoredComponents.of(spec.storedAs(), name, components), dimension);
      case VectorValue.Sparse sparse -> sparse;
    };
  }

  public VectorKind kind(String name) {
    return config.kind(name).orElseThrow(() -> wrong("Not existing vector name error: " + name));
  }

  public void checkSelector(VectorSelector selector) {
    if (selector instanceof VectorSelector.Names(List<String> names)) {
      names.forEach(this::kind);
    }
  }

  private PointInput checked(PointInput point) {
    Map<String, VectorValue> vectors = new HashMap<>();
    point.vectors().forEach((name, vector) -> vectors.put(name, storedVector(name, vector)));
    check(PointLimits.violation(new RowChange.Put(point.id(), vectors, point.payload())));
    return new PointInput(point.id(), Map.copyOf(vectors), point.payload());
  }

  /** What a collection's user wrote about it must fit the catalog's log. */
  public static void checkMetadata(Payload metadata) {
    check(PointLimits.violation("the collection's metadata", metadata, 0));
  }

  private static void check(Optional<String> violation) {
    if (violation.isPresent()) {
      throw wrong(violation.get());
    }
  }

  private static DunlinException wrong(String reason) {
    return new DunlinFailure.WrongInput(reason).asException();
  }
}
