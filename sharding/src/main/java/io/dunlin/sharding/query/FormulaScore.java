package io.dunlin.sharding.query;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.filter.Datetimes;
import io.dunlin.persistence.filter.Geo;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Computes points' scores by a formula. What a point lacks and the formula has no default for, and
 * what is no number, fails with BadRequest that names it.
 */
final class FormulaScore {
  private static final double MICROS = 1e6;

  private final Query.Formula formula;
  private final Map<Condition, CompiledFilter> tests = new HashMap<>();

  FormulaScore(Query.Formula formula) {
    this.formula = formula;
  }

  /** The vectors that a point must come with: conditions ask whether it has them. */
  VectorSelector vectors() {
    return asksForVectors(formula.expression())
        ? new VectorSelector.All()
        : new VectorSelector.None();
  }

  private static boolean asksForVectors(Expression expression) {
    return switch (expression) {
      case Expression.Test(Condition condition) -> asksForVectors(condition);
      case Expression.Product(var factors) ->
          factors.stream().anyMatch(FormulaScore::asksForVectors);
      case Expression.Sum(var terms) -> terms.stream().anyMatch(FormulaScore::asksForVectors);
      case Expression.Quotient quotient ->
          asksForVectors(quotient.left()) || asksForVectors(quotient.right());
      case Expression.Power(var base, var exponent) ->
          asksForVectors(base) || asksForVectors(exponent);
      case Expression.Applied(_, var to) -> asksForVectors(to);
      case Expression.Decay decay ->
          asksForVectors(decay.x())
              || decay.target().filter(FormulaScore::asksForVectors).isPresent();
      case Expression.Constant _,
          Expression.Variable _,
          Expression.Score _,
          Expression.GeoDistance _,
          Expression.Datetime _ ->
          false;
    };
  }

  private static boolean asksForVectors(Condition condition) {
    return switch (condition) {
      case Condition.HasVector _ -> true;
      case Filter filter -> filter.all().anyMatch(FormulaScore::asksForVectors);
      case Condition.Field _,
          Condition.HasId _,
          Condition.IsEmpty _,
          Condition.IsNull _,
          Condition.Nested _,
          Condition.Slice _ ->
          false;
    };
  }

  /**
   * @param hit with its payload, its vectors' names, and what the queries before gave it
   */
  float of(Hit hit) {
    double score = new Point(hit, hit.payload().orElse(Payload.EMPTY)).value(formula.expression());
    if (!Float.isFinite((float) score)) {
      throw failure("the formula gives %s for point %s".formatted(score, hit.id()));
    }
    // Zero has one sign.
    return (float) score + 0f;
  }

  private final class Point {
    private final Hit hit;
    private final Payload payload;

    Point(Hit hit, Payload payload) {
      this.hit = hit;
      this.payload = payload;
    }

    double value(Expression expression) {
      return switch (expression) {
        case Expression.Constant(double value) -> value;
        case Expression.Variable(JsonPath path) -> number(path);
        case Expression.Score score -> score(score);
        case Expression.Test(Condition condition) -> holds(condition) ? 1 : 0;
        case Expression.GeoDistance(GeoPoint origin, JsonPath to) -> Geo.meters(origin, place(to));
        case Expression.Datetime(JsonPath path) -> seconds(path);
        case Expression.Product(List<Expression> factors) -> product(factors);
        case Expression.Sum(List<Expression> terms) ->
            terms.stream().mapToDouble(this::value).sum();
        case Expression.Quotient quotient -> quotient(quotient);
        case Expression.Power(Expression base, Expression exponent) ->
            finite(Math.pow(value(base), value(exponent)), "pow");
        case Expression.Applied(Expression.Function function, Expression to) ->
            applied(function, value(to));
        case Expression.Decay decay -> decay(decay);
      };
    }

    private double product(List<Expression> factors) {
      double product = 1;
      for (Expression factor : factors) {
        product *= value(factor);
        if (product == 0) {
          return 0;
        }
      }
      return product;
    }

    private double quotient(Expression.Quotient quotient) {
      double left = value(quotient.left());
      double right = value(quotient.right());
      if (right == 0) {
        return quotient
            .byZero()
            .orElseThrow(() -> failure("the formula divides by zero for point " + hit.id()));
      }
      return finite(left / right, "div");
    }

    private double applied(Expression.Function function, double x) {
      return switch (function) {
        case NEG -> -x;
        case ABS -> Math.abs(x);
        case SQRT -> finite(Math.sqrt(x), "sqrt");
        case EXP -> finite(Math.exp(x), "exp");
        case LOG10 -> finite(Math.log10(x), "log10");
        case LN -> finite(Math.log(x), "ln");
      };
    }

    private double decay(Expression.Decay decay) {
      double distance = Math.abs(value(decay.x()) - decay.target().map(this::value).orElse(0.0));
      double midpoint = decay.midpoint();
      double scaled = distance / decay.scale();
      return switch (decay.shape()) {
        case LINEAR -> Math.max(0, 1 - (1 - midpoint) * scaled);
        case EXPONENTIAL -> Math.exp(Math.log(midpoint) * scaled);
        case GAUSSIAN -> Math.exp(Math.log(midpoint) * scaled * scaled);
      };
    }

    /** A query that has not found the point gave it nothing. */
    private double score(Expression.Score score) {
      for (Hit.Leg leg : hit.legs()) {
        if (leg.query() == score.query()) {
          return leg.score();
        }
      }
      return formula.defaults().get(score.name()) instanceof Number number
          ? number.doubleValue()
          : 0;
    }

    private boolean holds(Condition condition) {
      return tests
          .computeIfAbsent(condition, test -> CompiledFilter.of(Filter.of(test)))
          .matches(hit.id(), payload, hit.vectors()::containsKey);
    }

    private double number(JsonPath path) {
      if (stored(path) instanceof Number number) {
        return number.doubleValue();
      }
      throw lacks(path, "a number");
    }

    private double seconds(JsonPath path) {
      if (stored(path) instanceof String text) {
        OptionalLong micros = Datetimes.parse(text);
        if (micros.isPresent()) {
          return micros.getAsLong() / MICROS;
        }
      }
      throw lacks(path, "a date and time");
    }

    private GeoPoint place(JsonPath path) {
      @Nullable Object value = stored(path);
      @Nullable GeoPoint point = value == null ? null : Geo.point(value);
      if (point == null) {
        throw lacks(path, "a geo point");
      }
      return point;
    }

    /** The first value at the path, or the formula's default for it. */
    private @Nullable Object stored(JsonPath path) {
      return PayloadLookup.first(payload, path).orElse(formula.defaults().get(path.text()));
    }

    private DunlinException lacks(JsonPath path, String kind) {
      return failure(
          "point %s has not %s at `%s`, and the formula has no default for it"
              .formatted(hit.id(), kind, path.text()));
    }

    private double finite(double value, String operation) {
      if (!Double.isFinite(value)) {
        throw failure(
            "`%s` in the formula gives %s for point %s".formatted(operation, value, hit.id()));
      }
      return value;
    }
  }

  private static DunlinException failure(String message) {
    return new DunlinFailure.BadRequest(message).asException();
  }
}
