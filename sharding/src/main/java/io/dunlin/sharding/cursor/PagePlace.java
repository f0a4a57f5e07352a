package io.dunlin.sharding.cursor;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.PointId;

/** Where a page begins. */
public sealed interface PagePlace {
  /** With this point, in the order of ids. */
  record ById(PointId id) implements PagePlace {}

  /**
   * With this point at a value, in the order of values.
   *
   * @param number of the value, see {@link io.dunlin.persistence.fieldindex.FieldNumbers}
   * @param skip that many points of this id and value were given before: several shard keys may
   *     have such
   */
  record ByValue(long number, PointId id, int skip) implements PagePlace {}

  /** After so many places of a ranking. */
  record ByRank(int before) implements PagePlace {}

  /** The place as one of its kind; fails with WrongInput where it is of another. */
  static <T extends PagePlace> T as(Class<T> kind, PagePlace place) {
    if (!kind.isInstance(place)) {
      throw new DunlinFailure.WrongInput("cursor: it is of another kind of request").asException();
    }
    return kind.cast(place);
  }
}
