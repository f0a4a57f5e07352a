package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import java.util.function.Predicate;

/**
 * Decides whether one point matches a filter: the meaning of the filter language, without any
 * index. To ask the same of many points, make one {@link CompiledFilter}.
 */
public final class FilterMatcher {
  private FilterMatcher() {}

  /** {@code hasVector} says whether the point has a vector of the given name. */
  public static boolean matches(
      Filter filter, PointId id, Payload payload, Predicate<String> hasVector) {
    return CompiledFilter.of(filter).matches(id, payload, hasVector);
  }

  /** False when the filter asks nothing of a payload, so that none need be read. */
  public static boolean needsPayload(Filter filter) {
    return CompiledFilter.of(filter).needsPayload();
  }
}
