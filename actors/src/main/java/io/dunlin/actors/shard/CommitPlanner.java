package io.dunlin.actors.shard;

import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.PointOperation.ByFilter;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.Selection;
import io.dunlin.actors.shard.PointOperation.UpdateMode;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.PointLimits;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.filter.PayloadEdits;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Lineage;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the operations of one commit, in their order, do to the points: pure but for reading
 * the copy. The outcome has one change a point at most, however many operations touched it.
 */
final class CommitPlanner {
  private final ShardCopy copy;
  private final Map<PointId, RowChange> changes = new LinkedHashMap<>();
  // Of the operation that is being planned.
  private Optional<Lineage> lineage = Optional.empty();

  CommitPlanner(ShardCopy copy) {
    this.copy = copy;
  }

  /** What is to be logged, in the order in which points were first touched. */
  List<RowChange> changes() {
    return changes.values().stream().map(this::told).toList();
  }

  /**
   * Points are looked for here, once each: whether one was there, readers of the log cannot see.
   */
  private RowChange told(RowChange change) {
    return change instanceof RowChange.Put put
        ? put.as(copy.find(put.id()) == null ? RowChange.PutKind.INSERT : RowChange.PutKind.UPDATE)
        : change;
  }

  /** Adds an operation of which points tell nothing. */
  Optional<DunlinFailure> plan(PointOperation operation) {
    return plan(operation, Optional.empty());
  }

  /**
   * Adds an operation, or says why it is refused and adds nothing.
   *
   * @param told what its points are to tell of it, if they are to
   */
  Optional<DunlinFailure> plan(PointOperation operation, Optional<Lineage> told) {
    lineage = told;
    if (operation.youngestVector() > copy.vectors().changes()) {
      return Optional.of(
          new DunlinFailure.Unavailable(
              "shard %s has yet to hear of a vector that was just made; send the request again"
                  .formatted(copy.shard())));
    }
    return switch (operation) {
      case PointOperation.Upsert upsert -> {
        upsert(upsert);
        yield Optional.empty();
      }
      case PointOperation.UpdateVectors update -> updateVectors(update);
      case PointOperation.ApplyDelta apply -> applyDelta(apply);
      case PointOperation.DeleteVectors delete -> {
        for (PointId id : ids(delete.points())) {
          deleteVectors(id, delete.names());
        }
        yield Optional.empty();
      }
      case PointOperation.Delete delete -> {
        for (PointId id : ids(delete.points())) {
          delete(id);
        }
        yield Optional.empty();
      }
      case PointOperation.SetPayload set ->
          editPayloads(
              set.points(),
              payload ->
                  set.key().isPresent()
                      ? PayloadEdits.mergeAt(payload, set.key().get(), set.payload())
                      : PayloadEdits.merge(payload, set.payload()));
      case PointOperation.OverwritePayload overwrite ->
          editPayloads(overwrite.points(), _ -> overwrite.payload());
      case PointOperation.DeletePayload delete ->
          editPayloads(delete.points(), payload -> PayloadEdits.without(payload, delete.keys()));
      case PointOperation.ClearPayload clear -> editPayloads(clear.points(), _ -> Payload.EMPTY);
    };
  }

  private void upsert(PointOperation.Upsert upsert) {
    Predicate<PointId> mayUpdate =
        upsert.mode() == UpdateMode.INSERT_ONLY ? _ -> false : matching(upsert.updateFilter());
    boolean anyPoint = upsert.mode() == UpdateMode.UPSERT && upsert.updateFilter().isAll();
    for (PointInput point : upsert.points()) {
      PointId id = point.id();
      // Where it does not matter whether a point exists, it is not looked for.
      if (anyPoint || (exists(id) ? mayUpdate.test(id) : upsert.mode() != UpdateMode.UPDATE_ONLY)) {
        changes.put(id, new RowChange.Put(id, present(point), stamped(id, point.payload())));
      }
    }
  }

  /** Of points that exist, as the operations so far have left them. */
  private Predicate<PointId> matching(Filter filter) {
    CompiledFilter compiled = CompiledFilter.of(filter);
    return id ->
        compiled.matches(
            id, compiled.needsPayload() ? payload(id) : Payload.EMPTY, name -> hasVector(id, name));
  }

  private Optional<DunlinFailure> updateVectors(PointOperation.UpdateVectors update) {
    return editVectors(
        update.points(),
        matching(update.updateFilter()),
        (point, vectors) -> {
          vectors.putAll(present(point));
          return Optional.empty();
        });
  }

  private Optional<DunlinFailure> applyDelta(PointOperation.ApplyDelta apply) {
    Optional<String> dropped = apply.optimizer().state().filter(copy.vectors()::hasDropped);
    if (dropped.isPresent()) {
      return dropped.map(key ->
          new DunlinFailure.WrongInput(
              "Not existing vector name error: " + VectorColumns.name(key)));
    }
    VectorDeltas deltas = new VectorDeltas(apply.optimizer(), copy.vectors().kinds());
    return editVectors(
        apply.points(),
        _ -> true,
        (point, vectors) -> deltas.move(point.id(), present(point), vectors));
  }

  /** What is made of a point's vectors, by what was sent for it; or why that is refused. */
  private interface VectorEdit {
    Optional<DunlinFailure> edit(PointInput point, Map<String, VectorValue> vectors);
  }

  private Optional<DunlinFailure> editVectors(
      List<PointInput> points, Predicate<PointId> mayUpdate, VectorEdit edit) {
    Optional<DunlinFailure> missing = firstMissing(points.stream().map(PointInput::id).toList());
    if (missing.isPresent()) {
      return missing;
    }
    Map<PointId, RowChange> updated = new LinkedHashMap<>();
    for (PointInput point : points) {
      PointId id = point.id();
      if (!mayUpdate.test(id)) {
        continue;
      }
      Map<String, VectorValue> vectors =
          new HashMap<>(
              updated.get(id) instanceof RowChange.Put before ? before.vectors() : vectors(id));
      Optional<DunlinFailure> refusal = edit.edit(point, vectors);
      if (refusal.isPresent()) {
        return refusal;
      }
      RowChange.Put put = new RowChange.Put(id, vectors, stamped(id, payload(id)));
      Optional<String> violation = PointLimits.violation(put);
      if (violation.isPresent()) {
        return violation.map(DunlinFailure.WrongInput::new);
      }
      updated.put(id, put);
    }
    changes.putAll(updated);
    return Optional.empty();
  }

  private void deleteVectors(PointId id, List<String> names) {
    if (exists(id)) {
      Map<String, VectorValue> vectors = new HashMap<>(vectors(id));
      if (vectors.keySet().removeAll(names)) {
        changes.put(id, new RowChange.Put(id, vectors, stamped(id, payload(id))));
      }
    }
  }

  private void delete(PointId id) {
    if (copy.find(id) != null) {
      changes.put(id, new RowChange.Remove(id));
    } else {
      changes.remove(id);
    }
  }

  private Optional<DunlinFailure> editPayloads(Selection selection, UnaryOperator<Payload> edit) {
    List<PointId> ids = ids(selection);
    Optional<DunlinFailure> missing = firstMissing(ids);
    if (missing.isPresent()) {
      return missing;
    }
    Map<PointId, RowChange> edited = new LinkedHashMap<>();
    for (PointId id : ids) {
      // An edit done twice is the same as done once, so an id may be there twice.
      RowChange.PutPayload change =
          new RowChange.PutPayload(id, stamped(id, edit.apply(payload(id))));
      Optional<String> violation = PointLimits.violation(change, vectorBytes(id));
      if (violation.isPresent()) {
        return violation.map(DunlinFailure.WrongInput::new);
      }
      edited.put(
          id,
          changes.get(id) instanceof RowChange.Put put
              ? new RowChange.Put(id, put.vectors(), change.payload())
              : change);
    }
    changes.putAll(edited);
    return Optional.empty();
  }

  private Optional<DunlinFailure> firstMissing(List<PointId> ids) {
    return ids.stream()
        .filter(id -> !exists(id))
        .findFirst()
        .map(id -> new DunlinFailure.NotFound("No point with id " + id + " found"));
  }

  private boolean exists(PointId id) {
    @Nullable RowChange change = changes.get(id);
    return change == null ? copy.find(id) != null : !(change instanceof RowChange.Remove);
  }

  private Payload payload(PointId id) {
    return switch (changes.get(id)) {
      case RowChange.Put put -> put.payload();
      case RowChange.PutPayload put -> put.payload();
      case RowChange.Remove _ -> Payload.EMPTY;
      case null -> {
        ShardView.Location at = existing(id);
        yield at.slice().payload(at.row());
      }
    };
  }

  /** The payload that a point gets, which tells of the operation where points are to. */
  private Payload stamped(PointId id, Payload payload) {
    return lineage
        .map(write -> write.on(payload, exists(id) ? Optional.of(payload(id)) : Optional.empty()))
        .orElse(payload);
  }

  private Map<String, VectorValue> vectors(PointId id) {
    if (changes.get(id) instanceof RowChange.Put put) {
      return put.vectors();
    }
    ShardView.Location at = existing(id);
    return vectors(at.slice(), at.row());
  }

  /** What is sent of vectors that are gone, its sender had yet to hear of. */
  private Map<String, VectorValue> present(PointOperation.PointInput point) {
    return copy.vectors().present(point.vectors());
  }

  private boolean hasVector(PointId id, String name) {
    if (changes.get(id) instanceof RowChange.Put put) {
      return copy.vectors().key(name).filter(put.vectors()::containsKey).isPresent();
    }
    ShardView.Location at = existing(id);
    return at.slice().hasVector(name, at.row());
  }

  private static Map<String, VectorValue> vectors(SegmentSlice slice, int row) {
    Map<String, VectorValue> vectors = new HashMap<>();
    for (String key : slice.segment().specs().keySet()) {
      if (slice.stores(key) && slice.segment().hasVector(key, row)) {
        vectors.put(key, slice.segment().vector(key, row));
      }
    }
    return vectors;
  }

  /** What the point's vectors take in an event, found without reading dense ones. */
  private long vectorBytes(PointId id) {
    long bytes = 0;
    if (changes.get(id) instanceof RowChange.Put put) {
      for (Map.Entry<String, VectorValue> vector : put.vectors().entrySet()) {
        bytes += EventBytes.sizeOf(vector.getKey(), vector.getValue());
      }
    } else {
      ShardView.Location at = existing(id);
      SegmentSlice slice = at.slice();
      for (Map.Entry<String, VectorKind> kind : slice.segment().specs().entrySet()) {
        if (slice.stores(kind.getKey()) && slice.segment().hasVector(kind.getKey(), at.row())) {
          bytes += vectorBytes(slice, at.row(), kind.getKey(), kind.getValue());
        }
      }
    }
    return bytes;
  }

  private static long vectorBytes(SegmentSlice slice, int row, String name, VectorKind kind) {
    return kind instanceof VectorSpec spec && !spec.isMulti()
        ? EventBytes.sizeOfDense(name, spec.size())
        : EventBytes.sizeOf(name, slice.segment().vector(name, row));
  }

  private ShardView.Location existing(PointId id) {
    ShardView.@Nullable Location at = copy.find(id);
    if (at == null) {
      throw new IllegalStateException("point " + id + " was checked to exist");
    }
    return at;
  }

  private static List<PointId> ids(Selection selection) {
    return switch (selection) {
      case ByIds byIds -> byIds.ids();
      case ByFilter _ ->
          throw new IllegalStateException("a filter is resolved to ids before the commit");
    };
  }
}
