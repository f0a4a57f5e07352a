package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a filter that are no filters themselves, each with its place in the tree. */
public final class FilterLeaves {
  private FilterLeaves() {}

  /**
   * @param place such as {@code must[0]} or {@code should[1].must_not[0]}
   */
  public record Leaf(String place, Condition condition) {}

  public static List<Leaf> of(Filter filter) {
    List<Leaf> leaves = new ArrayList<>();
    add("", filter, leaves);
    return leaves;
  }

  private static void add(String place, Filter filter, List<Leaf> leaves) {
    addAll(place + "must", filter.must(), leaves);
    addAll(place + "should", filter.should(), leaves);
    addAll(place + "must_not", filter.mustNot(), leaves);
    filter
        .minShould()
        .ifPresent(some -> addAll(place + "min_should.conditions", some.conditions(), leaves));
  }

  private static void addAll(String kind, List<Condition> conditions, List<Leaf> leaves) {
    for (int i = 0; i < conditions.size(); i++) {
      String place = kind + "[" + i + "]";
      switch (conditions.get(i)) {
        case Filter inner -> add(place + ".", inner, leaves);
        case Condition condition -> leaves.add(new Leaf(place, condition));
      }
    }
  }
}
