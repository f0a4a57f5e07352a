package io.dunlin.sharding.whynot;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.WhyNot.Failed;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a filter that leave a point out, each with its place in the filter's tree. */
final class FailedConditions {
  private final Hit point;
  private final List<Failed> failed = new ArrayList<>();

  private FailedConditions(Hit point) {
    this.point = point;
  }

  /**
   * Those that would have to be otherwise; none where the filter holds.
   *
   * @param point with its whole payload and all vectors
   */
  static List<Failed> of(Filter filter, Hit point) {
    FailedConditions conditions = new FailedConditions(point);
    conditions.explain("", filter);
    return List.copyOf(conditions.failed);
  }

  private boolean holds(Condition condition) {
    return CompiledFilter.of(condition instanceof Filter filter ? filter : Filter.of(condition))
        .matches(point.id(), point.payload().orElse(Payload.EMPTY), point.vectors()::containsKey);
  }

  private void explain(String above, Filter filter) {
    addAll(above + "must", filter.must(), "it has to hold");
    for (int i = 0; i < filter.mustNot().size(); i++) {
      Condition condition = filter.mustNot().get(i);
      if (holds(condition)) {
        add(above + "must_not[" + i + "]", condition, "it holds, and must not");
      }
    }
    if (filter.should().stream().noneMatch(this::holds)) {
      addAll(above + "should", filter.should(), "one of the list has to hold");
    }
    filter
        .minShould()
        .filter(some -> some.conditions().stream().filter(this::holds).count() < some.minCount())
        .ifPresent(some ->
            addAll(
                above + "min_should.conditions",
                some.conditions(),
                "%d of the list have to hold".formatted(some.minCount())));
  }

  /** Those of a list that do not hold. */
  private void addAll(String list, List<Condition> conditions, String says) {
    for (int i = 0; i < conditions.size(); i++) {
      String place = list + "[" + i + "]";
      switch (conditions.get(i)) {
        case Condition condition when holds(condition) -> {}
        case Filter inner -> explain(place + ".", inner);
        case Condition condition -> add(place, condition, says);
      }
    }
  }

  private void add(String place, Condition condition, String says) {
    switch (condition) {
      case Condition.Field field -> add(place, field.path(), says);
      case Condition.IsEmpty(JsonPath path) -> add(place, path, says);
      case Condition.IsNull(JsonPath path) -> add(place, path, says);
      case Condition.Nested nested -> add(place, nested.path(), says);
      case Filter _, Condition.HasId _, Condition.HasVector _, Condition.Slice _ ->
          failed.add(new Failed(place, "", List.of(), says));
    }
  }

  private void add(String place, JsonPath path, String says) {
    List<Object> values = PayloadLookup.all(point.payload().orElse(Payload.EMPTY), path);
    failed.add(new Failed(place, path.text(), values, says));
  }
}
