package io.dunlin.sharding.strict;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How much a filter asks, and whether there are indexes for it. */
final class FilterRules {
  /** A condition where it stands: inside a nested one its path goes on from that one's. */
  private record Leaf(Optional<JsonPath> outer, Condition condition) {}

  /**
   * What a condition needs and does not have.
   *
   * @param types that would do
   */
  record Missing(String path, List<String> types) {}

  private final List<Leaf> leaves = new ArrayList<>();

  FilterRules(Filter filter) {
    collect(Optional.empty(), filter);
  }

  private void collect(Optional<JsonPath> outer, Condition condition) {
    switch (condition) {
      case Filter filter -> filter.all().forEach(inner -> collect(outer, inner));
      case Condition.Nested(JsonPath path, Filter filter) ->
          collect(Optional.of(within(outer, elements(path))), filter);
      default -> leaves.add(new Leaf(outer, condition));
    }
  }

  /** Conditions, those counted that are in groups and not the groups. */
  long conditions() {
    return leaves.size();
  }

  /** Values in the condition that names most. */
  long largest() {
    return leaves.stream().mapToLong(leaf -> size(leaf.condition())).max().orElse(0);
  }

  private static long size(Condition condition) {
    return switch (condition) {
      case Condition.HasId hasId -> hasId.ids().size();
      case Condition.Field field -> field.checks().stream().mapToLong(FilterRules::size).sum();
      default -> 1;
    };
  }

  private static long size(Check check) {
    return switch (check) {
      case Check.MatchAny any -> any.values().size();
      case Check.MatchExcept except -> except.values().size();
      case Check.GeoPolygon polygon ->
          polygon.exterior().size() + polygon.interiors().stream().mapToLong(List::size).sum();
      default -> 1;
    };
  }

  /** The first condition on a field without an index that could serve it. */
  Optional<Missing> unindexed(FieldIndexes indexes) {
    return leaves.stream().flatMap(leaf -> missing(leaf, indexes).stream()).findFirst();
  }

  private static Optional<Missing> missing(Leaf leaf, FieldIndexes indexes) {
    return switch (leaf.condition()) {
      case Condition.Field(JsonPath path, List<Check> checks) ->
          checks.stream()
              .flatMap(check -> missing(within(leaf.outer(), path), check, indexes).stream())
              .findFirst();
      case Condition.IsEmpty(JsonPath path) -> missing(within(leaf.outer(), path), indexes);
      case Condition.IsNull(JsonPath path) -> missing(within(leaf.outer(), path), indexes);
      default -> Optional.empty();
    };
  }

  private static Optional<Missing> missing(JsonPath path, Check check, FieldIndexes indexes) {
    Set<FieldType> types = types(check);
    boolean served =
        indexes
            .find(path)
            .filter(schema -> types.contains(schema.type()) && answers(schema, check))
            .isPresent();
    return served ? Optional.empty() : Optional.of(new Missing(path.text(), names(types)));
  }

  /** Any index knows which points have nothing there. */
  private static Optional<Missing> missing(JsonPath path, FieldIndexes indexes) {
    return indexes.find(path).isPresent()
        ? Optional.empty()
        : Optional.of(new Missing(path.text(), names(EnumSet.allOf(FieldType.class))));
  }

  private static Set<FieldType> types(Check check) {
    return switch (check) {
      case Check.MatchValue(Object value) -> ofValue(value);
      case Check.MatchAny(Set<Object> values) -> ofValues(values);
      case Check.MatchExcept(Set<Object> values) -> ofValues(values);
      case Check.MatchText _, Check.MatchWords _ -> EnumSet.of(FieldType.TEXT, FieldType.KEYWORD);
      case Check.Range _ -> EnumSet.of(FieldType.INTEGER, FieldType.FLOAT);
      case Check.DatetimeRange _ -> EnumSet.of(FieldType.DATETIME);
      case Check.GeoBox _, Check.GeoRadius _, Check.GeoPolygon _ -> EnumSet.of(FieldType.GEO);
      case Check.ValuesCount _ -> EnumSet.allOf(FieldType.class);
    };
  }

  private static Set<FieldType> ofValues(Set<Object> values) {
    Set<FieldType> types = EnumSet.allOf(FieldType.class);
    values.forEach(value -> types.retainAll(ofValue(value)));
    return types;
  }

  private static Set<FieldType> ofValue(Object value) {
    return switch (value) {
      case Boolean _ -> EnumSet.of(FieldType.BOOL);
      case Long _ -> EnumSet.of(FieldType.INTEGER);
      case String text when PointId.parseUuid(text).isPresent() ->
          EnumSet.of(FieldType.KEYWORD, FieldType.UUID);
      default -> EnumSet.of(FieldType.KEYWORD);
    };
  }

  /** Whether an index of integers is of the kind that is asked. */
  private static boolean answers(FieldSchema schema, Check check) {
    return switch (check) {
      case Check.MatchValue _, Check.MatchAny _, Check.MatchExcept _ ->
          schema.lookup().orElse(true);
      case Check.Range _ -> schema.range().orElse(true);
      default -> true;
    };
  }

  private static List<String> names(Set<FieldType> types) {
    return types.stream().map(FilterRules::name).sorted().toList();
  }

  /** What users call it. */
  static String name(FieldType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  // ---- paths ----

  private static JsonPath within(Optional<JsonPath> outer, JsonPath path) {
    if (outer.isEmpty()) {
      return path;
    }
    List<JsonPath.Step> steps = new ArrayList<>(outer.get().steps());
    steps.addAll(path.steps());
    return new JsonPath(outer.get().text() + "." + path.text(), steps);
  }

  /** Of the array at the path, as the path may say itself. */
  private static JsonPath elements(JsonPath path) {
    if (path.steps().getLast() instanceof JsonPath.Each) {
      return path;
    }
    List<JsonPath.Step> steps = new ArrayList<>(path.steps());
    steps.add(new JsonPath.Each());
    return new JsonPath(path.text() + "[]", steps);
  }
}
