package io.dunlin.persistence.expression;

import io.dunlin.persistence.expression.Token.Kind;
import io.dunlin.persistence.filter.Datetimes;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PointId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Reads what conditions compare with, and where they look. */
final class Literals {
  private final Tokens tokens;

  Literals(Tokens tokens) {
    this.tokens = tokens;
  }

  /** A point in time, in microseconds since the epoch. */
  record Moment(long micros) {}

  /** A {@code String}, {@code Boolean}, {@code Long}, {@code Double} or {@link Moment}. */
  Object value() {
    Token token = tokens.current();
    return token.kind() == Kind.NUMBER && isInteger(token) ? (Object) integer() : orderedValue();
  }

  /** The same, with every number a {@code Double}: order needs no more. */
  Object orderedValue() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case STRING -> tokens.take().text();
      case NUMBER -> number();
      case PATH -> {
        if (!token.text().equals("datetime")) {
          throw expected("a value; a string stands in quotes");
        }
        yield moment();
      }
      case KEYWORD -> {
        if (!token.text().equals("true") && !token.text().equals("false")) {
          throw expected("a value; what is null is asked for by `is null`");
        }
        yield Boolean.parseBoolean(tokens.take().text());
      }
      case SYMBOL, END -> throw expected("a value");
    };
  }

  private Moment moment() {
    tokens.take();
    expect("(");
    Token text = tokens.current();
    long micros =
        Datetimes.parse(string())
            .orElseThrow(() ->
                new FilterSyntaxException(
                    "expected a date or a time of RFC 3339, found " + tokens.written(text),
                    text.start()));
    expect(")");
    return new Moment(micros);
  }

  /** In brackets, with commas between. */
  Set<Object> words() {
    expect("[");
    Set<Object> words = new LinkedHashSet<>();
    if (!skip("]")) {
      words.addAll(list(this::word));
      expect("]");
    }
    return words;
  }

  private Object word() {
    return switch (tokens.current().kind()) {
      case STRING -> tokens.take().text();
      case NUMBER -> integer();
      case KEYWORD, PATH, SYMBOL, END -> throw expected("a string or an integer");
    };
  }

  /** One or more, with commas between. */
  <T> Set<T> list(Supplier<T> element) {
    Set<T> elements = new LinkedHashSet<>();
    do {
      elements.add(element.get());
    } while (skip(","));
    return elements;
  }

  String string() {
    if (tokens.current().kind() != Kind.STRING) {
      throw expected("a string in quotes");
    }
    return tokens.take().text();
  }

  long integer() {
    Token token = tokens.current();
    if (token.kind() == Kind.NUMBER && isInteger(token)) {
      try {
        long integer = Long.parseLong(token.text());
        tokens.take();
        return integer;
      } catch (NumberFormatException tooLarge) {
        // said below
      }
    }
    throw expected("an integer of 64 bits");
  }

  /** From 0 on. */
  long count() {
    Token token = tokens.current();
    long count = integer();
    if (count < 0) {
      throw new FilterSyntaxException("expected 0 or more, found " + token, token.start());
    }
    return count;
  }

  private static boolean isInteger(Token number) {
    return number.text().chars().noneMatch(character -> ".eE".indexOf(character) >= 0);
  }

  private double number() {
    Token token = tokens.take();
    double number = Double.parseDouble(token.text());
    if (!Double.isFinite(number)) {
      throw new FilterSyntaxException("a number that is too large", token.start());
    }
    return number;
  }

  /** An unsigned integer, or a UUID in quotes. */
  PointId id() {
    Token token = tokens.take();
    return switch (token.kind()) {
      case STRING -> PointId.parseUuid(token.text()).orElseThrow(() -> notAnId(token));
      case NUMBER -> {
        try {
          yield PointId.of(Long.parseUnsignedLong(token.text()));
        } catch (NumberFormatException e) {
          throw notAnId(token);
        }
      }
      case KEYWORD, PATH, SYMBOL, END -> throw notAnId(token);
    };
  }

  private FilterSyntaxException notAnId(Token token) {
    return new FilterSyntaxException(
        "expected the id of a point, an unsigned integer or a UUID in quotes, found "
            + tokens.written(token),
        token.start());
  }

  JsonPath path() {
    Token token = tokens.current();
    if (token.kind() != Kind.PATH && token.kind() != Kind.STRING) {
      throw expected("a key");
    }
    return path(tokens.take());
  }

  /** What a token that may be a path says. */
  JsonPath path(Token token) {
    try {
      return JsonPathParser.parse(tokens.written(token));
    } catch (IllegalArgumentException noPath) {
      throw new FilterSyntaxException(noPath.getMessage() + " of the path", token.start());
    }
  }

  void expect(String symbol) {
    if (!skip(symbol)) {
      throw expected("`" + symbol + "`");
    }
  }

  /** Whether the symbol stood there; if so, the token to read is the next one. */
  boolean skip(String symbol) {
    boolean found = tokens.current().is(Kind.SYMBOL, symbol);
    if (found) {
      tokens.take();
    }
    return found;
  }

  void expectWord(String keyword) {
    if (!skipWord(keyword)) {
      throw expected("`" + keyword + "`");
    }
  }

  /** As {@link #skip}, of a keyword. */
  boolean skipWord(String keyword) {
    boolean found = tokens.current().is(Kind.KEYWORD, keyword);
    if (found) {
      tokens.take();
    }
    return found;
  }

  /** The token to read is not what it should be. */
  FilterSyntaxException expected(String what) {
    return new FilterSyntaxException(
        "expected " + what + ", found " + tokens.current(), tokens.current().start());
  }
}
