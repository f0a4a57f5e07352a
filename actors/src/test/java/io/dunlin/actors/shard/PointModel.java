package io.dunlin.actors.shard;

import io.dunlin.actors.shard.PointOperation.ByFilter;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.Selection;
import io.dunlin.actors.shard.PointOperation.UpdateMode;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.model.Lineage;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a shard should hold, as a plain map: the same operations, the obvious way. */
final class PointModel {
  record Stored(Map<String, VectorValue> vectors, Map<String, Object> payload) {}

  final TreeMap<PointId, Stored> points = new TreeMap<>();

  /** The same, of which the points that it writes tell. */
  void apply(PointOperation operation, Lineage lineage) {
    Map<PointId, Stored> before = new HashMap<>(points);
    apply(operation);
    points.replaceAll((id, stored) ->
        isSame(stored, before.get(id)) ? stored : told(stored, before.get(id), lineage));
  }

  @SuppressWarnings("ReferenceEquality") // what is written is another, though it is equal
  private static boolean isSame(Stored stored, @Nullable Stored before) {
    return stored == before;
  }

  private static Stored told(Stored stored, @Nullable Stored before, Lineage lineage) {
    String at = Instant.ofEpochMilli(lineage.time()).plusNanos(1).toString().substring(0, 23) + "Z";
    Map<String, Object> tells = new HashMap<>();
    if (before == null) {
      tells.putAll(Map.of("inserted_at", at, "inserted_by", lineage.author()));
    } else if (before.payload().get("_lineage") instanceof Map<?, ?> old) {
      old.forEach((key, value) -> tells.put(String.valueOf(key), String.valueOf(value)));
    }
    tells.putAll(Map.of("updated_at", at, "updated_by", lineage.author()));
    Map<String, Object> payload = new HashMap<>(stored.payload());
    payload.put("_lineage", tells);
    return new Stored(stored.vectors(), payload);
  }

  /** Operations that name a missing point where the shard refuses change nothing. */
  void apply(PointOperation operation) {
    switch (operation) {
      case PointOperation.Upsert upsert -> {
        for (PointInput point : upsert.points()) {
          boolean writes =
              points.containsKey(point.id())
                  ? upsert.mode() != UpdateMode.INSERT_ONLY && matches(point.id(), operation)
                  : upsert.mode() != UpdateMode.UPDATE_ONLY;
          if (!writes) {
            continue;
          }
          points.put(point.id(), new Stored(point.vectors(), point.payload().fields()));
        }
      }
      case PointOperation.UpdateVectors update -> {
        if (update.points().stream().allMatch(point -> points.containsKey(point.id()))) {
          for (PointInput point : update.points()) {
            if (!matches(point.id(), operation)) {
              continue;
            }
            Map<String, VectorValue> vectors = new HashMap<>(stored(point.id()).vectors());
            vectors.putAll(point.vectors());
            points.put(point.id(), new Stored(vectors, stored(point.id()).payload()));
          }
        }
      }
      case PointOperation.ApplyDelta _ -> throw new AssertionError("has a model of its own");
      case PointOperation.DeleteVectors delete -> {
        for (PointId id : ids(delete.points())) {
          if (points.containsKey(id)) {
            Map<String, VectorValue> vectors = new HashMap<>(stored(id).vectors());
            if (vectors.keySet().removeAll(delete.names())) {
              points.put(id, new Stored(vectors, stored(id).payload()));
            }
          }
        }
      }
      case PointOperation.Delete delete -> ids(delete.points()).forEach(points::remove);
      case PointOperation.SetPayload set -> {
        List<PointId> ids = ids(set.points());
        if (points.keySet().containsAll(ids)) {
          for (PointId id : ids) {
            Map<String, Object> merged = new HashMap<>(stored(id).payload());
            merged.putAll(set.payload().fields());
            points.put(id, new Stored(stored(id).vectors(), merged));
          }
        }
      }
      case PointOperation.OverwritePayload overwrite ->
          replace(overwrite.points(), overwrite.payload());
      case PointOperation.ClearPayload clear -> replace(clear.points(), Payload.EMPTY);
      case PointOperation.DeletePayload delete -> {
        List<PointId> ids = ids(delete.points());
        if (points.keySet().containsAll(ids)) {
          for (PointId id : ids) {
            Map<String, Object> left = new HashMap<>(stored(id).payload());
            delete.keys().forEach(key -> left.remove(key.text()));
            points.put(id, new Stored(stored(id).vectors(), left));
          }
        }
      }
    }
  }

  /** No point has the vector any more. */
  void dropVector(String name) {
    points.replaceAll((_, stored) -> {
      Map<String, VectorValue> left = new HashMap<>(stored.vectors());
      left.remove(name);
      return new Stored(left, stored.payload());
    });
  }

  /** The points that have the vector. */
  Set<PointId> having(String name) {
    Set<PointId> having = new HashSet<>();
    points.forEach((id, stored) -> {
      if (stored.vectors().containsKey(name)) {
        having.add(id);
      }
    });
    return having;
  }

  private boolean matches(PointId id, PointOperation operation) {
    return CompiledFilter.of(operation.filter())
        .matches(id, new Payload(stored(id).payload()), stored(id).vectors()::containsKey);
  }

  private void replace(Selection selection, Payload payload) {
    List<PointId> ids = ids(selection);
    if (points.keySet().containsAll(ids)) {
      ids.forEach(id -> points.put(id, new Stored(stored(id).vectors(), payload.fields())));
    }
  }

  private Stored stored(PointId id) {
    Stored found = points.get(id);
    if (found == null) {
      throw new AssertionError("no point " + id);
    }
    return found;
  }

  private static List<PointId> ids(Selection selection) {
    return switch (selection) {
      case ByIds byIds -> byIds.ids();
      case ByFilter _ -> throw new AssertionError("resolved by the caller");
    };
  }
}
