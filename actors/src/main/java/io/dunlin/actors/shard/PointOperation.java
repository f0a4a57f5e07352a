package io.dunlin.actors.shard;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user asks to be done to points. The shard decides, in order, what that means for each
 * point.
 */
public sealed interface PointOperation {
  /** Which points an operation is about. */
  sealed interface Selection {}

  record ByIds(List<PointId> ids) implements Selection {}

  record ByFilter(Filter filter) implements Selection {}

  /** A point as the user sent it; vectors by name, "" is the unnamed one. */
  record PointInput(PointId id, Map<String, float[]> vectors, Payload payload) {}

  /** Makes each point what is given, replacing payload and all vectors. */
  record Upsert(List<PointInput> points) implements PointOperation {}

  /**
   * Replaces the given vectors and keeps the others and the payload ({@code PointInput.payload} is
   * ignored). Ids that do not exist: NotFound.
   */
  record UpdateVectors(List<PointInput> points) implements PointOperation {}

  record DeleteVectors(Selection selection, List<String> names) implements PointOperation {}

  record Delete(Selection selection) implements PointOperation {}

  /** Merges top-level keys into the payload, or into the object at {@code key}. */
  record SetPayload(Selection selection, Payload payload, Optional<JsonPath> key)
      implements PointOperation {}

  record OverwritePayload(Selection selection, Payload payload) implements PointOperation {}

  record DeletePayload(Selection selection, List<JsonPath> keys) implements PointOperation {}

  record ClearPayload(Selection selection) implements PointOperation {}
}
