package io.dunlin.persistence.expression;

import io.dunlin.persistence.expression.Literals.Moment;
import io.dunlin.persistence.expression.Token.Kind;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.JsonPath;
import java.util.List;
import java.util.Set;

/**
 * Reads what is said of a path: {@code == 1}, {@code not in ["a"]}, {@code is null}. What is not
 * equal is all that is not equal, points without a value there included.
 */
final class Comparisons {
  private static final Set<String> EQUALITY = Set.of("==", "!=");
  private static final Set<String> ORDER = Set.of("<", "<=", ">", ">=");

  private final Tokens tokens;
  private final Literals literals;

  Comparisons(Tokens tokens, Literals literals) {
    this.tokens = tokens;
    this.literals = literals;
  }

  /** What stands after the path. */
  Term of(JsonPath path) {
    Token operator = tokens.current();
    if (operator.kind() == Kind.SYMBOL && EQUALITY.contains(operator.text())) {
      tokens.take();
      Condition equal = field(path, equal(literals.value()));
      return new Term(operator.text().equals("!="), equal);
    }
    if (operator.kind() == Kind.SYMBOL && ORDER.contains(operator.text())) {
      tokens.take();
      return Term.of(field(path, ordered(operator.text())));
    }
    if (operator.kind() != Kind.KEYWORD) {
      throw noOperator();
    }
    return switch (operator.text()) {
      case "not" -> {
        tokens.take();
        literals.expectWord("in");
        yield Term.not(field(path, new Check.MatchAny(literals.words())));
      }
      case "in" -> {
        tokens.take();
        yield Term.of(field(path, new Check.MatchAny(literals.words())));
      }
      case "except" -> {
        tokens.take();
        yield Term.of(field(path, new Check.MatchExcept(literals.words())));
      }
      case "like" -> {
        tokens.take();
        yield Term.of(field(path, new Check.MatchText(prefix(), Check.TextMode.PREFIX)));
      }
      case "is" -> {
        tokens.take();
        yield state(path);
      }
      default -> throw noOperator();
    };
  }

  /** {@code count(path)} has stood there. */
  Term ofCount(JsonPath path) {
    Token operator = tokens.current();
    if (operator.kind() != Kind.SYMBOL
        || !(EQUALITY.contains(operator.text()) || ORDER.contains(operator.text()))) {
      throw literals.expected("`==`, `!=`, `<`, `<=`, `>` or `>=`");
    }
    tokens.take();
    boolean unequal = operator.text().equals("!=");
    long count = literals.count();
    return new Term(unequal, field(path, Bounds.onCount(unequal ? "==" : operator.text(), count)));
  }

  static Condition field(JsonPath path, Check check) {
    return new Condition.Field(path, List.of(check));
  }

  private static Check equal(Object value) {
    return switch (value) {
      case Double number -> Bounds.onNumber("==", number);
      case Moment moment -> Bounds.onMoment("==", moment.micros());
      default -> new Check.MatchValue(value);
    };
  }

  private Check ordered(String operator) {
    Token bound = tokens.current();
    return switch (literals.orderedValue()) {
      case Number number -> Bounds.onNumber(operator, number.doubleValue());
      case Moment moment -> Bounds.onMoment(operator, moment.micros());
      default ->
          throw new FilterSyntaxException(
              "expected a number or a date as in datetime(\"2024-01-31\"), found " + bound,
              bound.start());
    };
  }

  /** Of a pattern, which may say nothing but how a text begins. */
  private String prefix() {
    Token token = tokens.current();
    String pattern = literals.string();
    int end = pattern.length() - 1;
    if (pattern.indexOf('%') != end || end < 0 || pattern.indexOf('_') >= 0) {
      throw new FilterSyntaxException(
          "expected a pattern with one % and that at its end, and no _, as in \"red%\";"
              + " prefix(key, \"re_d\") takes any text; found "
              + tokens.written(token),
          token.start());
    }
    return pattern.substring(0, end);
  }

  private Term state(JsonPath path) {
    boolean negated = literals.skipWord("not");
    if (literals.skipWord("null")) {
      return new Term(negated, new Condition.IsNull(path));
    }
    if (literals.skipWord("empty")) {
      return new Term(negated, new Condition.IsEmpty(path));
    }
    throw literals.expected("`null` or `empty`");
  }

  private FilterSyntaxException noOperator() {
    return literals.expected(
        "`==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `except`, `like` or `is`");
  }
}
