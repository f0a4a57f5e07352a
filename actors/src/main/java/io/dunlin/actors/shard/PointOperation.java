package io.dunlin.actors.shard;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a user asks to be done to points. The shard decides, in order, what that means for each
 * point.
 */
public sealed interface PointOperation {
  /** Which points it is about, where that is a selection. */
  default Optional<Selection> selection() {
    return switch (this) {
      case Upsert _, UpdateVectors _, ApplyDelta _ -> Optional.empty();
      case DeleteVectors(Selection points, List<String> _) -> Optional.of(points);
      case Delete(Selection points) -> Optional.of(points);
      case SetPayload(Selection points, Payload _, Optional<JsonPath> _) -> Optional.of(points);
      case OverwritePayload(Selection points, Payload _) -> Optional.of(points);
      case DeletePayload(Selection points, List<JsonPath> _) -> Optional.of(points);
      case ClearPayload(Selection points) -> Optional.of(points);
    };
  }

  /** Points whose vectors it brings. */
  default int vectors() {
    return switch (this) {
      case Upsert upsert -> upsert.points().size();
      case UpdateVectors update -> update.points().size();
      case ApplyDelta apply -> apply.points().size();
      default -> 0;
    };
  }

  /** By which change the youngest of the vectors that it names was made; see VectorColumns. */
  default long youngestVector() {
    return switch (this) {
      case Upsert upsert -> youngestVector(upsert.points());
      case UpdateVectors update -> youngestVector(update.points());
      case ApplyDelta apply ->
          Math.max(
              youngestVector(apply.points()),
              VectorColumns.youngest(apply.optimizer().state().stream().toList()));
      case DeleteVectors delete -> VectorColumns.youngest(delete.names());
      default -> 0;
    };
  }

  private static long youngestVector(List<PointInput> points) {
    long youngest = 0;
    for (PointInput point : points) {
      youngest = Math.max(youngest, VectorColumns.youngest(point.vectors().keySet()));
    }
    return youngest;
  }

  /** The same, where vectors are named by what {@code key} gives for their names. */
  default PointOperation withKeys(UnaryOperator<String> key) {
    return switch (this) {
      case Upsert upsert ->
          upsert.of(upsert.points().stream().map(point -> point.withKeys(key)).toList());
      case UpdateVectors update ->
          update.of(update.points().stream().map(point -> point.withKeys(key)).toList());
      case ApplyDelta apply ->
          new ApplyDelta(
              apply.points().stream().map(point -> point.withKeys(key)).toList(),
              apply.optimizer().withKey(key));
      case DeleteVectors delete ->
          new DeleteVectors(delete.points(), delete.names().stream().map(key).toList());
      default -> this;
    };
  }

  /** What the points that it is about must match, where it depends on that. */
  default Filter filter() {
    return switch (this) {
      case Upsert upsert -> upsert.updateFilter();
      case UpdateVectors update -> update.updateFilter();
      case ApplyDelta _ -> Filter.ALL;
      default -> selection().orElseThrow() instanceof ByFilter(Filter filter) ? filter : Filter.ALL;
    };
  }

  /** The same about other points; only for operations that have a selection. */
  default PointOperation about(Selection points) {
    return switch (this) {
      case Upsert _, UpdateVectors _, ApplyDelta _ -> this;
      case DeleteVectors operation -> new DeleteVectors(points, operation.names());
      case Delete _ -> new Delete(points);
      case SetPayload operation -> new SetPayload(points, operation.payload(), operation.key());
      case OverwritePayload operation -> new OverwritePayload(points, operation.payload());
      case DeletePayload operation -> new DeletePayload(points, operation.keys());
      case ClearPayload _ -> new ClearPayload(points);
    };
  }

  /** Which points an operation is about. */
  sealed interface Selection {}

  record ByIds(List<PointId> ids) implements Selection {}

  record ByFilter(Filter filter) implements Selection {}

  /**
   * A point as the user sent it; vectors by name, "" is the unnamed one. To a shard it goes with
   * vectors by key ({@link VectorColumns}), as it does to the log.
   */
  record PointInput(PointId id, Map<String, VectorValue> vectors, Payload payload) {
    PointInput withKeys(UnaryOperator<String> key) {
      Map<String, VectorValue> byKey = new HashMap<>();
      vectors.forEach((name, vector) -> byKey.put(key.apply(name), vector));
      return new PointInput(id, byKey, payload);
    }
  }

  /** Which of the given points an upsert writes. */
  enum UpdateMode {
    UPSERT,
    /** Those that do not exist. */
    INSERT_ONLY,
    /** Those that exist. */
    UPDATE_ONLY
  }

  /**
   * Makes each point what is given, replacing payload and all vectors. One point after the other:
   * of an id that stands twice, the second finds what the first made.
   *
   * @param updateFilter points that exist and do not match are left as they are
   */
  record Upsert(List<PointInput> points, UpdateMode mode, Filter updateFilter)
      implements PointOperation {
    /** Of all of the points. */
    public Upsert(List<PointInput> points) {
      this(points, UpdateMode.UPSERT, Filter.ALL);
    }

    /** The same of other points. */
    public Upsert of(List<PointInput> others) {
      return new Upsert(others, mode, updateFilter);
    }
  }

  /**
   * Replaces the given vectors and keeps the others and the payload ({@code PointInput.payload} is
   * ignored). Ids that do not exist: NotFound.
   *
   * @param updateFilter points that do not match are left as they are
   */
  record UpdateVectors(List<PointInput> points, Filter updateFilter) implements PointOperation {
    /** Of all of the points. */
    public UpdateVectors(List<PointInput> points) {
      this(points, Filter.ALL);
    }

    /** The same of other points. */
    public UpdateVectors of(List<PointInput> others) {
      return new UpdateVectors(others, updateFilter);
    }
  }

  /**
   * Moves the given vectors by deltas, one after the other; doing it twice moves them twice. Ids
   * that do not exist: NotFound.
   *
   * @param points with deltas in the places of vectors
   */
  record ApplyDelta(List<PointInput> points, VectorOptimizer optimizer) implements PointOperation {
    /** The same of other points. */
    public ApplyDelta of(List<PointInput> others) {
      return new ApplyDelta(others, optimizer);
    }
  }

  record DeleteVectors(Selection points, List<String> names) implements PointOperation {}

  record Delete(Selection points) implements PointOperation {}

  /** Merges top-level keys into the payload, or into the object at {@code key}. */
  record SetPayload(Selection points, Payload payload, Optional<JsonPath> key)
      implements PointOperation {}

  record OverwritePayload(Selection points, Payload payload) implements PointOperation {}

  record DeletePayload(Selection points, List<JsonPath> keys) implements PointOperation {}

  record ClearPayload(Selection points) implements PointOperation {}
}
