package io.dunlin.persistence.expression;

import io.dunlin.persistence.expression.Token.Kind;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads an expression by recursive descent, one method for each rule.
 *
 * <pre>
 * or      = and (("or" | "||") and)*
 * and     = not (("and" | "&amp;&amp;") not)*
 * not     = ("not" | "!") not | primary
 * primary = "(" or ")" | name "(" arguments ")" | path comparison
 * </pre>
 *
 * An {@code or} becomes a {@code should}, an {@code and} a {@code must} with what it negates as its
 * {@code must_not}, and parentheses a filter of their own.
 */
final class ExpressionParser {
  /** Deep enough for people. The nodes of a cluster pass on 64 levels, and a body has its own. */
  private static final int MAX_DEPTH = 50;

  private final Tokens tokens;
  private final Literals literals;
  private final Comparisons comparisons;
  private int depth;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
    this.literals = new Literals(tokens);
    this.comparisons = new Comparisons(tokens, literals);
  }

  /** The whole text. */
  Filter filter() {
    Filter filter = filterOf(or());
    if (tokens.current().kind() != Kind.END) {
      throw literals.expected("`and`, `or` or the end");
    }
    return filter;
  }

  private static Filter filterOf(Condition condition) {
    return condition instanceof Filter filter
        ? filter
        : new Filter(List.of(condition), List.of(), List.of(), Optional.empty());
  }

  private Condition or() {
    List<Condition> conditions = new ArrayList<>();
    do {
      conditions.add(and());
    } while (literals.skipWord("or") || literals.skip("||"));
    return conditions.size() == 1
        ? conditions.getFirst()
        : new Filter(List.of(), List.copyOf(conditions), List.of(), Optional.empty());
  }

  private Condition and() {
    List<Term> terms = new ArrayList<>();
    do {
      terms.add(not());
    } while (literals.skipWord("and") || literals.skip("&&"));
    return terms.size() == 1
        ? terms.getFirst().alone()
        : new Filter(those(terms, false), List.of(), those(terms, true), Optional.empty());
  }

  private static List<Condition> those(List<Term> terms, boolean negated) {
    return terms.stream().filter(term -> term.negated() == negated).map(Term::condition).toList();
  }

  private Term not() {
    return literals.skipWord("not") || literals.skip("!")
        ? Term.not(inside(this::not).alone())
        : primary();
  }

  private Term primary() {
    if (literals.skip("(")) {
      Condition condition = inside(this::or);
      literals.expect(")");
      return Term.of(condition);
    }
    Token subject = tokens.current();
    if (subject.kind() != Kind.PATH && subject.kind() != Kind.STRING) {
      throw literals.expected("a key, a function, `not` or `(`");
    }
    tokens.take();
    return subject.kind() == Kind.PATH && literals.skip("(")
        ? function(subject)
        : comparisons.of(literals.path(subject));
  }

  private Term function(Token name) {
    if (name.text().equals("count")) {
      JsonPath path = literals.path();
      literals.expect(")");
      return comparisons.ofCount(path);
    }
    Term term =
        switch (name.text()) {
          case "exists" -> Term.not(new Condition.IsEmpty(literals.path()));
          case "text" -> Term.of(text(Check.TextMode.TEXT));
          case "text_any" -> Term.of(text(Check.TextMode.ANY));
          case "phrase" -> Term.of(text(Check.TextMode.PHRASE));
          case "prefix" -> Term.of(text(Check.TextMode.PREFIX));
          case "has_id" -> Term.of(new Condition.HasId(literals.list(literals::id)));
          case "has_vector" -> Term.of(new Condition.HasVector(literals.string()));
          case "slice" -> Term.of(slice());
          case "nested" -> Term.of(nested());
          case "at_least" -> Term.of(atLeast());
          default ->
              throw new FilterSyntaxException(
                  "expected one of the functions at_least, count, exists, has_id, has_vector,"
                      + " nested, phrase, prefix, slice, text and text_any, found "
                      + name,
                  name.start());
        };
    literals.expect(")");
    return term;
  }

  private Condition text(Check.TextMode mode) {
    JsonPath path = literals.path();
    literals.expect(",");
    return Comparisons.field(path, new Check.MatchText(literals.string(), mode));
  }

  private Condition slice() {
    Token place = tokens.current();
    int total = small();
    literals.expect(",");
    int index = small();
    if (index >= total) {
      throw new FilterSyntaxException("expected an index below the total " + total, place.start());
    }
    return new Condition.Slice(total, index);
  }

  private Condition nested() {
    JsonPath path = literals.path();
    literals.expect(",");
    return new Condition.Nested(path, filterOf(inside(this::or)));
  }

  private Filter atLeast() {
    int count = small();
    List<Condition> conditions = new ArrayList<>();
    while (literals.skip(",")) {
      conditions.add(inside(this::or));
    }
    return new Filter(
        List.of(),
        List.of(),
        List.of(),
        Optional.of(new Filter.MinShould(List.copyOf(conditions), count)));
  }

  private int small() {
    Token number = tokens.current();
    long count = literals.count();
    if (count > Integer.MAX_VALUE) {
      throw new FilterSyntaxException("a number that is too large", number.start());
    }
    return (int) count;
  }

  /** A part one level further down. */
  private <T> T inside(Supplier<T> part) {
    if (depth == MAX_DEPTH) {
      throw new FilterSyntaxException(
          "nested more than " + MAX_DEPTH + " deep", tokens.current().start());
    }
    depth++;
    T read = part.get();
    depth--;
    return read;
  }
}
