package io.dunlin.persistence.model;

import java.util.List;
import java.util.Optional;

/**
 * Which points are meant. All of {@code must}, at least one of {@code should} if there are any,
 * none of {@code mustNot}, and enough of {@code minShould}. The empty filter means every point.
 */
public record Filter(
    List<Condition> must,
    List<Condition> should,
    List<Condition> mustNot,
    Optional<MinShould> minShould)
    implements Condition {
  public static final Filter ALL = new Filter(List.of(), List.of(), List.of(), Optional.empty());

  public record MinShould(List<Condition> conditions, int minCount) {}
}
