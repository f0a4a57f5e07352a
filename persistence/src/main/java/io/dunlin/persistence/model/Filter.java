package io.dunlin.persistence.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** Whether it is the empty one. */
  public boolean isAll() {
    return equals(ALL);
  }

  public record MinShould(List<Condition> conditions, int minCount) {}

  /** The conditions of all four kinds. */
  public Stream<Condition> all() {
    return Stream.of(must, should, mustNot, minShould.map(MinShould::conditions).orElse(List.of()))
        .flatMap(List::stream);
  }

  /** What both hold for. */
  public Filter and(Condition other) {
    if (other.equals(ALL)) {
      return this;
    }
    if (equals(ALL)) {
      return other instanceof Filter filter ? filter : of(other);
    }
    List<Condition> both = new ArrayList<>(must);
    both.add(other);
    return new Filter(List.copyOf(both), should, mustNot, minShould);
  }

  /** What one condition holds for. */
  public static Filter of(Condition condition) {
    return new Filter(List.of(condition), List.of(), List.of(), Optional.empty());
  }
}
