package io.dunlin.actors.query;

import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Violation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a point's score is computed by. */
public sealed interface Expression {
  /** Of a time the seconds since 1970. */
  record Constant(double value) implements Expression {}

  /** The number in the payload. */
  record Variable(JsonPath path) implements Expression {}

  /** What one of the queries before gave the point, by the query's number. */
  record Score(int query) implements Expression {
    private static final Pattern NAME = Pattern.compile("\\$score(?:\\[(\\d{1,9})])?");

    /** Empty for what is no score's name. */
    public static Optional<Score> named(String text) {
      Matcher name = NAME.matcher(text);
      return name.matches()
          ? Optional.of(new Score(name.group(1) == null ? 0 : Integer.parseInt(name.group(1))))
          : Optional.empty();
    }

    /** {@code $score} for the first, {@code $score[i]} for the others. */
    public String name() {
      return query == 0 ? "$score" : "$score[" + query + "]";
    }
  }

  /** 1 where it holds, else 0. */
  record Test(Condition condition) implements Expression {}

  /** Metres from a place to that in the payload. */
  record GeoDistance(GeoPoint origin, JsonPath to) implements Expression {}

  /** Seconds since 1970 of the time in the payload. */
  record Datetime(JsonPath path) implements Expression {}

  /** Zero where a factor is; what stands after it is not asked for then. */
  record Product(List<Expression> factors) implements Expression {}

  record Sum(List<Expression> terms) implements Expression {}

  /**
   * @param byZero what a division by zero gives; absent: it fails
   */
  record Quotient(Expression left, Expression right, Optional<Double> byZero)
      implements Expression {}

  record Power(Expression base, Expression exponent) implements Expression {}

  record Applied(Function function, Expression to) implements Expression {}

  enum Function {
    NEG,
    ABS,
    SQRT,
    EXP,
    LOG10,
    LN
  }

  /**
   * From 1 at the target down as the value moves away from it.
   *
   * @param target absent: 0
   * @param scale greater than 0: so far away the decay is {@code midpoint}
   * @param midpoint between 0 and 1
   */
  record Decay(
      Shape shape, Expression x, Optional<Expression> target, double scale, double midpoint)
      implements Expression {
    public static final double DEFAULT_SCALE = 1;
    public static final double DEFAULT_MIDPOINT = 0.5;

    /** What keeps it from being so, if anything does. */
    public Optional<Violation> violation() {
      if (!(scale > 0)) {
        return Optional.of(
            new Violation("scale", "value " + scale + " invalid, must be greater than 0.0"));
      }
      return midpoint > 0 && midpoint < 1
          ? Optional.empty()
          : Optional.of(
              new Violation(
                  "midpoint",
                  "value " + midpoint + " invalid, must be between 0.0 and 1.0, exclusive"));
    }
  }

  enum Shape {
    LINEAR,
    EXPONENTIAL,
    GAUSSIAN
  }
}
