package io.dunlin.persistence.expression;

import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.filter.RandomFilters;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Random filters of the kinds that a text can say, in the form that reading one gives them. */
final class RandomExpressions {
  private static final List<String> PATHS =
      List.of("a", "a.b", "a[0]", "b[].c[2][]", "über-Preis_2", "\"and\"", "\"a b\".\"x.y\"[1].z");
  private static final List<String> STRINGS =
      List.of(
          "", "red", "a \"b\" 'c'", "back\\slash", "line\nbreak\t", "ü€😀\u0000", "% and ( ) _");
  private static final List<Long> INTEGERS =
      List.of(0L, 1L, -1L, 42L, Long.MAX_VALUE, Long.MIN_VALUE);
  private static final List<Double> NUMBERS =
      List.of(0.0, -0.5, 1.0, 1.5, 1e300, 4.9e-324, -123456789.125);
  private static final List<PointId> IDS =
      List.of(
          PointId.of(0),
          PointId.of(-1L),
          PointId.parseUuid("5c56c793-69f3-4fbf-87e6-c4bf54c28c26").orElseThrow());
  private static final List<String> OPERATORS = List.of("==", "<", "<=", ">", ">=");

  private final Random random;

  RandomExpressions(Random random) {
    this.random = random;
  }

  Filter filter(int depth) {
    return switch (random.nextInt(depth > 0 ? 5 : 1)) {
      case 1 -> new Filter(List.of(), many(depth), List.of(), Optional.empty());
      case 2 -> new Filter(List.of(), List.of(), List.of(condition(depth - 1)), Optional.empty());
      case 3 ->
          new Filter(
              List.of(),
              List.of(),
              List.of(),
              Optional.of(new Filter.MinShould(many(depth), random.nextInt(4))));
      case 4 -> {
        List<Condition> terms = many(depth);
        int negated = random.nextInt(terms.size() + 1);
        yield new Filter(
            terms.subList(negated, terms.size()),
            List.of(),
            terms.subList(0, negated),
            Optional.empty());
      }
      default -> new Filter(List.of(leaf()), List.of(), List.of(), Optional.empty());
    };
  }

  /** Two or more. */
  private List<Condition> many(int depth) {
    List<Condition> conditions = new ArrayList<>();
    for (int count = 2 + random.nextInt(3); count > 0; count--) {
      conditions.add(condition(depth - 1));
    }
    return List.copyOf(conditions);
  }

  /** A filter of one condition is that condition, so it never stands inside another. */
  private Condition condition(int depth) {
    if (depth <= 0 || random.nextInt(3) == 0) {
      return leaf();
    }
    if (random.nextInt(6) == 0) {
      return new Condition.Nested(path(), filter(depth - 1));
    }
    Filter filter = filter(depth);
    return filter.must().size() == 1 && filter.mustNot().isEmpty()
        ? filter.must().getFirst()
        : filter;
  }

  private Condition leaf() {
    return switch (random.nextInt(10)) {
      case 0 -> new Condition.HasId(set(() -> pick(IDS), 1));
      case 1 -> new Condition.HasVector(pick(STRINGS));
      case 2 -> new Condition.IsEmpty(path());
      case 3 -> new Condition.IsNull(path());
      case 4 -> new Condition.Slice(9, random.nextInt(9));
      default -> new Condition.Field(path(), List.of(check()));
    };
  }

  private Check check() {
    return switch (random.nextInt(8)) {
      case 0 -> new Check.MatchValue(random.nextInt(3) == 0 ? random.nextBoolean() : word());
      case 1 -> new Check.MatchAny(set(this::word, 0));
      case 2 -> new Check.MatchExcept(set(this::word, 0));
      case 3 -> new Check.MatchText(pick(STRINGS), pick(List.of(Check.TextMode.values())));
      case 4 -> Bounds.onMoment(pick(OPERATORS), random.nextLong(4_000_000_000_000_000L));
      case 5 -> Bounds.onCount(pick(OPERATORS), random.nextLong(4));
      default -> Bounds.onNumber(pick(OPERATORS), pick(NUMBERS));
    };
  }

  private Object word() {
    return random.nextBoolean() ? pick(STRINGS) : pick(INTEGERS);
  }

  private JsonPath path() {
    return JsonPathParser.parse(pick(PATHS));
  }

  private <T> Set<T> set(Supplier<T> element, int least) {
    Set<T> set = new LinkedHashSet<>();
    for (int count = least + random.nextInt(3); count > 0; count--) {
      set.add(element.get());
    }
    return set;
  }

  private <T> T pick(List<T> values) {
    return RandomFilters.pick(random, values);
  }
}
