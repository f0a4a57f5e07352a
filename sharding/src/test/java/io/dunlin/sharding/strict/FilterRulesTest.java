package io.dunlin.sharding.strict;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Expression;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FilterRulesTest {
  private static final Check IS_RED = new Check.MatchValue("red");
  private static final Optional<Double> NO_DOUBLE = Optional.empty();
  private static final Optional<Long> NO_LONG = Optional.empty();

  @Test
  void conditionsAreCountedWhereverTheyStand() {
    Condition field = field("a", IS_RED);
    Filter filter =
        new Filter(
            List.of(field, must(field, field), new Condition.Nested(path("b"), must(field, field))),
            List.of(field),
            List.of(new Condition.HasVector("v")),
            Optional.of(new Filter.MinShould(List.of(field, field), 1)));
    assertThat(new FilterRules(filter).conditions()).isEqualTo(9);
    assertThat(new FilterRules(Filter.ALL).conditions()).isZero();
  }

  @Test
  void theLargestConditionIsTheOneThatNamesMost() {
    List<GeoPoint> ring = Collections.nCopies(4, new GeoPoint(0, 0));
    assertThat(largest(field("a", IS_RED))).isEqualTo(1);
    assertThat(largest(field("a", new Check.MatchAny(Set.of(1L, 2L, 3L))))).isEqualTo(3);
    assertThat(largest(field("a", new Check.MatchExcept(Set.of(1L, 2L))))).isEqualTo(2);
    assertThat(largest(field("a", new Check.GeoPolygon(ring, List.of(ring, ring))))).isEqualTo(12);
    assertThat(largest(new Condition.HasId(Set.of(PointId.of(1), PointId.of(2))))).isEqualTo(2);
    assertThat(
            largest(
                new Condition.Nested(
                    path("a"), must(field("b", new Check.MatchAny(Set.of(1L, 2L)))))))
        .isEqualTo(2);
    assertThat(new FilterRules(Filter.ALL).largest()).isZero();
  }

  static Stream<Arguments> checks() {
    GeoPoint point = new GeoPoint(0, 0);
    Check range = new Check.Range(Optional.of(1.0), NO_DOUBLE, NO_DOUBLE, NO_DOUBLE);
    return Stream.of(
        Arguments.of(IS_RED, List.of("keyword")),
        Arguments.of(
            new Check.MatchValue("550e8400-e29b-41d4-a716-446655440000"),
            List.of("keyword", "uuid")),
        Arguments.of(new Check.MatchValue(1L), List.of("integer")),
        Arguments.of(new Check.MatchValue(true), List.of("bool")),
        Arguments.of(new Check.MatchAny(Set.of("a", "b")), List.of("keyword")),
        Arguments.of(new Check.MatchExcept(Set.of(1L)), List.of("integer")),
        Arguments.of(new Check.MatchText("a", Check.TextMode.TEXT), List.of("keyword", "text")),
        Arguments.of(range, List.of("float", "integer")),
        Arguments.of(
            new Check.DatetimeRange(Optional.of(1L), NO_LONG, NO_LONG, NO_LONG),
            List.of("datetime")),
        Arguments.of(new Check.GeoRadius(point, 1), List.of("geo")),
        Arguments.of(new Check.GeoBox(point, point), List.of("geo")));
  }

  @ParameterizedTest
  @MethodSource("checks")
  void aConditionNeedsAnIndexThatCanServeIt(Check check, List<String> types) {
    Filter filter = must(field("a.b", check));
    for (FieldType type : FieldType.values()) {
      FieldSchema schema = FieldSchema.of(type);
      Optional<FilterRules.Missing> missing =
          new FilterRules(filter).unindexed(new FieldIndexes(Map.of("a.b", schema)));
      assertThat(missing.isEmpty())
          .as("an index of type %s", type)
          .isEqualTo(types.contains(type.name().toLowerCase(Locale.ROOT)));
      missing.ifPresent(what -> assertThat(what).isEqualTo(new FilterRules.Missing("a.b", types)));
    }
    assertThat(
            new FilterRules(filter)
                .unindexed(new FieldIndexes(Map.of("a", FieldSchema.of(FieldType.KEYWORD)))))
        .isPresent();
  }

  @Test
  void anIndexOfIntegersMayBeForLookupsOrForRangesAlone() {
    Check is = new Check.MatchValue(1L);
    Check above = new Check.Range(Optional.of(1.0), NO_DOUBLE, NO_DOUBLE, NO_DOUBLE);
    assertThat(isServed(is, integers(true, false))).isTrue();
    assertThat(isServed(above, integers(true, false))).isFalse();
    assertThat(isServed(is, integers(false, true))).isFalse();
    assertThat(isServed(above, integers(false, true))).isTrue();
  }

  @Test
  void whetherSomethingIsThereAnyIndexKnows() {
    Filter filter = must(new Condition.IsEmpty(path("a")), new Condition.IsNull(path("a")));
    assertThat(
            new FilterRules(filter)
                .unindexed(new FieldIndexes(Map.of("a", FieldSchema.of(FieldType.GEO)))))
        .isEmpty();
    assertThat(new FilterRules(filter).unindexed(new FieldIndexes(Map.of())).orElseThrow().path())
        .isEqualTo("a");
  }

  @Test
  void idsVectorsAndSlicesNeedNone() {
    Filter filter =
        must(
            new Condition.HasId(Set.of(PointId.of(1))),
            new Condition.HasVector(""),
            new Condition.Slice(2, 1));
    assertThat(new FilterRules(filter).unindexed(new FieldIndexes(Map.of()))).isEmpty();
  }

  @Test
  void elementsOfArraysAreIndexedAsTheArray() {
    FieldSchema keyword = FieldSchema.of(FieldType.KEYWORD);
    assertThat(
            new FilterRules(must(field("a[]", IS_RED)))
                .unindexed(new FieldIndexes(Map.of("a", keyword))))
        .isEmpty();
    assertThat(
            new FilterRules(must(field("a", IS_RED)))
                .unindexed(new FieldIndexes(Map.of("a[]", keyword))))
        .isEmpty();
    for (String array : List.of("a", "a[]")) {
      Filter nested = must(new Condition.Nested(path(array), must(field("b", IS_RED))));
      assertThat(new FilterRules(nested).unindexed(new FieldIndexes(Map.of("a[].b", keyword))))
          .isEmpty();
      assertThat(
              new FilterRules(nested)
                  .unindexed(new FieldIndexes(Map.of("b", keyword)))
                  .orElseThrow()
                  .path())
          .isEqualTo("a[].b");
    }
  }

  @Test
  void aFormulaNeedsIndexesOfWhatItComputesWith() {
    Expression formula =
        new Expression.Sum(
            List.of(
                new Expression.Constant(1),
                new Expression.Score(0),
                new Expression.Product(
                    List.of(
                        new Expression.Variable(path("n")),
                        new Expression.Applied(
                            Expression.Function.ABS,
                            new Expression.GeoDistance(new GeoPoint(0, 0), path("g"))))),
                new Expression.Quotient(
                    new Expression.Datetime(path("d")),
                    new Expression.Test(field("k", IS_RED)),
                    NO_DOUBLE),
                new Expression.Decay(
                    Expression.Shape.LINEAR,
                    new Expression.Power(
                        new Expression.Variable(path("x")), new Expression.Constant(2)),
                    Optional.of(new Expression.Variable(path("t"))),
                    1,
                    0.5)));
    Map<String, FieldSchema> all =
        Map.of(
            "n", FieldSchema.of(FieldType.INTEGER),
            "g", FieldSchema.of(FieldType.GEO),
            "d", FieldSchema.of(FieldType.DATETIME),
            "k", FieldSchema.of(FieldType.KEYWORD),
            "x", FieldSchema.of(FieldType.FLOAT),
            "t", FieldSchema.of(FieldType.FLOAT));
    FilterRules rules = new FilterRules(FormulaFields.of(formula));
    assertThat(rules.unindexed(new FieldIndexes(all))).isEmpty();
    for (String field : all.keySet()) {
      Map<String, FieldSchema> others = new HashMap<>(all);
      others.remove(field);
      assertThat(rules.unindexed(new FieldIndexes(others)).orElseThrow().path()).isEqualTo(field);
    }
  }

  private static boolean isServed(Check check, FieldSchema schema) {
    return new FilterRules(must(field("a", check)))
        .unindexed(new FieldIndexes(Map.of("a", schema)))
        .isEmpty();
  }

  private static FieldSchema integers(boolean lookup, boolean range) {
    return new FieldSchema(
        FieldType.INTEGER,
        Optional.empty(),
        Optional.empty(),
        Optional.of(lookup),
        Optional.of(range),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static long largest(Condition condition) {
    return new FilterRules(must(condition, field("z", IS_RED))).largest();
  }

  private static Condition field(String path, Check check) {
    return new Condition.Field(path(path), List.of(check));
  }

  private static JsonPath path(String text) {
    return JsonPathParser.parse(text);
  }

  private static Filter must(Condition... conditions) {
    return new Filter(List.of(conditions), List.of(), List.of(), Optional.empty());
  }
}
