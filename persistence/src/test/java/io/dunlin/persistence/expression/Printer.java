package io.dunlin.persistence.expression;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes filters as texts, each in one of the ways that mean the same. */
final class Printer {
  private static final List<String> SPACES = List.of(" ", "  ", "\n\t");

  private final Random random;

  Printer(Random random) {
    this.random = random;
  }

  String text(Filter filter) {
    return space() + printed(filter) + space();
  }

  private String printed(Filter filter) {
    if (filter.minShould().isPresent()) {
      Filter.MinShould least = filter.minShould().get();
      return "at_least(%d, %s)".formatted(least.minCount(), joined(least.conditions(), ", "));
    }
    if (!filter.should().isEmpty()) {
      return filter.should().stream()
          .map(this::operand)
          .collect(Collectors.joining(space() + either(word("or"), "||") + space()));
    }
    List<String> terms = new ArrayList<>(filter.must().stream().map(this::operand).toList());
    int next = 0;
    for (Condition negated : filter.mustNot()) {
      next += random.nextInt(terms.size() - next + 1); // what is negated keeps its order
      terms.add(next++, negation(negated));
    }
    return String.join(space() + either(word("and"), "&&") + space(), terms);
  }

  private String negation(Condition condition) {
    if (condition instanceof Condition.Field(var path, var checks) && random.nextBoolean()) {
      String subject = path.text();
      switch (checks.getFirst()) {
        case Check.MatchValue(Object value) -> {
          return subject + space() + "!=" + space() + literal(value);
        }
        case Check.MatchAny(var values) -> {
          return subject + " not  in" + list(values);
        }
        default -> {}
      }
    }
    if (condition instanceof Condition.IsEmpty(var path) && random.nextBoolean()) {
      return either("exists(" + path.text() + ")", path.text() + " is not empty");
    }
    return either(word("not") + space(), "!") + operand(condition);
  }

  /** In parentheses where it is a chain. */
  private String operand(Condition condition) {
    if (condition instanceof Filter filter) {
      return filter.minShould().isPresent() && random.nextBoolean()
          ? printed(filter)
          : "(" + text(filter) + ")";
    }
    return leaf(condition);
  }

  private String leaf(Condition condition) {
    return switch (condition) {
      case Filter filter -> text(filter);
      case Condition.HasId(var ids) ->
          "has_id("
              + ids.stream().map(Printer::id).collect(Collectors.joining("," + space()))
              + ")";
      case Condition.HasVector(var name) -> "has_vector(" + string(name) + ")";
      case Condition.Slice(int total, int index) ->
          "slice(" + total + space() + "," + space() + index + ")";
      case Condition.IsEmpty(var path) -> path.text() + space() + "is " + word("empty");
      case Condition.IsNull(var path) -> path.text() + space() + word("is") + " null";
      case Condition.Nested(var path, var filter) ->
          "nested(" + path.text() + ", " + text(filter) + ")";
      case Condition.Field(var path, var checks) -> field(path.text(), checks.getFirst());
    };
  }

  private String field(String path, Check check) {
    return switch (check) {
      case Check.MatchValue(Object value) -> path + space() + "==" + space() + literal(value);
      case Check.MatchAny(var values) -> path + space() + word("in") + list(values);
      case Check.MatchExcept(var values) -> path + space() + word("except") + list(values);
      case Check.MatchText(var text, var mode) ->
          mode == Check.TextMode.PREFIX && text.matches("[^%_]*") && random.nextBoolean()
              ? path + " like " + string(text + "%")
              : functionOf(mode) + "(" + path + space() + "," + space() + string(text) + ")";
      case Check.MatchWords _ -> throw new AssertionError("nobody writes that: " + check);
      case Check.Range(var gt, var gte, var lt, var lte) ->
          path + compared(gt, gte, lt, lte, Object::toString);
      case Check.DatetimeRange(var gt, var gte, var lt, var lte) ->
          path
              + compared(
                  gt,
                  gte,
                  lt,
                  lte,
                  micros ->
                      "datetime(\"%s\")".formatted(Instant.EPOCH.plus(micros, ChronoUnit.MICROS)));
      case Check.ValuesCount(var gt, var gte, var lt, var lte) ->
          "count(" + path + ")" + compared(gt, gte, lt, lte, Object::toString);
      case Check.GeoBox _, Check.GeoRadius _, Check.GeoPolygon _ ->
          throw new AssertionError("texts do not say where on the globe");
    };
  }

  private static String functionOf(Check.TextMode mode) {
    return mode == Check.TextMode.ANY ? "text_any" : mode.name().toLowerCase(Locale.ROOT);
  }

  private <T> String compared(
      Optional<T> gt,
      Optional<T> gte,
      Optional<T> lt,
      Optional<T> lte,
      Function<T, String> written) {
    String operator =
        gte.isPresent() && lte.isPresent()
            ? "=="
            : gt.isPresent() ? ">" : gte.isPresent() ? ">=" : lt.isPresent() ? "<" : "<=";
    T bound = gt.or(() -> gte).or(() -> lt).or(() -> lte).orElseThrow();
    return space() + operator + space() + written.apply(bound);
  }

  private String joined(List<Condition> conditions, String separator) {
    return conditions.stream()
        .map(condition -> condition instanceof Filter filter ? text(filter) : leaf(condition))
        .collect(Collectors.joining(separator));
  }

  private String list(Collection<Object> values) {
    return space()
        + "["
        + values.stream().map(this::literal).collect(Collectors.joining(space() + "," + space()))
        + "]";
  }

  private String literal(Object value) {
    return value instanceof String text ? string(text) : value.toString();
  }

  private String string(String text) {
    char quote = random.nextBoolean() ? '"' : '\'';
    StringBuilder string = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == quote || character == '\\') {
        string.append('\\').append(character);
      } else if (character < ' ' || random.nextInt(10) == 0) {
        string.append("\\u%04x".formatted((int) character));
      } else {
        string.append(character);
      }
    }
    return string.append(quote).toString();
  }

  private static String id(PointId id) {
    return id.uuid() ? "\"" + id + "\"" : id.toString();
  }

  private String word(String keyword) {
    return either(keyword, keyword.toUpperCase(Locale.ROOT));
  }

  private String either(String one, String other) {
    return random.nextBoolean() ? one : other;
  }

  private String space() {
    return SPACES.get(random.nextInt(SPACES.size()));
  }
}
