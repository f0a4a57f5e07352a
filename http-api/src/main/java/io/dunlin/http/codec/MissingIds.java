package io.dunlin.http.codec;

import com.github.f4b6a3.uuid.UuidCreator;
import io.dunlin.actors.shard.PointOperation.UpdateMode;
import io.dunlin.persistence.model.PointId;

/** What becomes of an upsert's points that come without an id. */
public enum MissingIds {
  REFUSED,
  /** They get one before anything else is done with them, so that all that follows has the same. */
  MADE;

  /** What {@code update_only} and made ids are told together. */
  public static final String NOTHING_TO_UPDATE =
      "points that get new ids are never there yet, which `update_only` would need";

  /** A UUID of version 7: of this millisecond, and later than those that were made before it. */
  public static PointId next() {
    return PointId.of(UuidCreator.getTimeOrderedEpoch());
  }

  boolean goesWith(UpdateMode mode) {
    return this == REFUSED || mode != UpdateMode.UPDATE_ONLY;
  }
}
