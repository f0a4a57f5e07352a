package io.dunlin.http.codec;

import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.Expression.Decay;
import io.dunlin.actors.query.Expression.Function;
import io.dunlin.actors.query.Expression.Shape;
import io.dunlin.persistence.filter.Datetimes;
import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.JsonPath;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Expressions of a formula: a number, the name of a variable, or an object whose field is an
 * operator; any other object is a condition.
 */
final class FormulaJson {
  private static final double MICROS = 1e6;

  private FormulaJson() {}

  static Expression read(JsonReader json) throws IOException {
    if (json.isNumber()) {
      return new Expression.Constant(json.number());
    }
    if (json.isString()) {
      Optional<Expression.Score> score = Expression.Score.named(json.string());
      return score.isPresent() ? score.get() : new Expression.Variable(SelectorJson.path(json));
    }
    json.beginObject("a number, a variable or an expression");
    String operator = json.nextField();
    Expression expression = operator == null ? null : operation(operator, json);
    if (expression == null) {
      return new Expression.Test(FilterJson.condition(operator, json));
    }
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      json.skip();
    }
    return expression;
  }

  /** Null for what is no operator. */
  private static @Nullable Expression operation(String operator, JsonReader json)
      throws IOException {
    return switch (operator) {
      case "sum" -> new Expression.Sum(json.list("a list of terms", FormulaJson::read));
      case "mult" -> new Expression.Product(json.list("a list of factors", FormulaJson::read));
      case "neg" -> new Expression.Applied(Function.NEG, read(json));
      case "abs" -> new Expression.Applied(Function.ABS, read(json));
      case "sqrt" -> new Expression.Applied(Function.SQRT, read(json));
      case "exp" -> new Expression.Applied(Function.EXP, read(json));
      case "log10" -> new Expression.Applied(Function.LOG10, read(json));
      case "ln" -> new Expression.Applied(Function.LN, read(json));
      case "div" -> quotient(json);
      case "pow" -> power(json);
      case "geo_distance" -> distance(json);
      case "datetime" -> datetime(json);
      case "datetime_key" -> new Expression.Datetime(SelectorJson.path(json));
      case "lin_decay" -> decay(Shape.LINEAR, json);
      case "exp_decay" -> decay(Shape.EXPONENTIAL, json);
      case "gauss_decay" -> decay(Shape.GAUSSIAN, json);
      default -> null;
    };
  }

  private static Expression quotient(JsonReader json) throws IOException {
    json.beginObject("a division");
    Expression left = null;
    Expression right = null;
    Optional<Double> byZero = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "left" -> left = read(json);
        case "right" -> right = read(json);
        case "by_zero_default" -> byZero = json.optional(JsonReader::number);
        default -> json.skip();
      }
    }
    if (left == null || right == null) {
      throw json.missing(left == null ? "left" : "right");
    }
    return new Expression.Quotient(left, right, byZero);
  }

  private static Expression power(JsonReader json) throws IOException {
    json.beginObject("a power");
    Expression base = null;
    Expression exponent = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "base" -> base = read(json);
        case "exponent" -> exponent = read(json);
        default -> json.skip();
      }
    }
    if (base == null || exponent == null) {
      throw json.missing(base == null ? "base" : "exponent");
    }
    return new Expression.Power(base, exponent);
  }

  private static Expression distance(JsonReader json) throws IOException {
    json.beginObject("a distance");
    GeoPoint origin = null;
    JsonPath to = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "origin" -> origin = CheckJson.geoPoint(json);
        case "to" -> to = SelectorJson.path(json);
        default -> json.skip();
      }
    }
    if (origin == null || to == null) {
      throw json.missing(origin == null ? "origin" : "to");
    }
    return new Expression.GeoDistance(origin, to);
  }

  private static Expression datetime(JsonReader json) throws IOException {
    OptionalLong micros = Datetimes.parse(json.string());
    if (micros.isEmpty()) {
      throw json.malformed("Unable to parse datetime: " + json.string());
    }
    return new Expression.Constant(micros.getAsLong() / MICROS);
  }

  private static Expression decay(Shape shape, JsonReader json) throws IOException {
    json.beginObject("a decay");
    Expression x = null;
    Optional<Expression> target = Optional.empty();
    double scale = Decay.DEFAULT_SCALE;
    double midpoint = Decay.DEFAULT_MIDPOINT;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "x" -> x = read(json);
        case "target" -> target = json.optional(FormulaJson::read);
        case "scale" -> scale = json.isNull() ? scale : json.number();
        case "midpoint" -> midpoint = json.isNull() ? midpoint : json.number();
        default -> json.skip();
      }
    }
    if (x == null) {
      throw json.missing("x");
    }
    Decay decay = new Decay(shape, x, target, scale, midpoint);
    decay
        .violation()
        .ifPresent(problem -> {
          throw json.invalid(problem.field() + ": " + problem.reason());
        });
    return decay;
  }
}
