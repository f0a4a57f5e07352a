package io.dunlin.http.grpc;

import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.Expression.Decay;
import io.dunlin.actors.query.Expression.Function;
import io.dunlin.actors.query.Expression.Shape;
import io.dunlin.actors.query.Query;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.filter.Datetimes;
import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.DecayParamsExpression;
import io.qdrant.client.grpc.Points.DivExpression;
import io.qdrant.client.grpc.Points.Formula;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Formulas over scores and payloads. */
final class FormulaProto {
  private static final String FIELD = "query.formula";
  private static final double MICROS = 1e6;

  private FormulaProto() {}

  static Query decode(Formula formula) {
    return new Query.Formula(
        decode(formula.getExpression()), PayloadProto.decode(formula.getDefaultsMap()).fields());
  }

  private static Expression decode(Points.Expression expression) {
    return switch (expression.getVariantCase()) {
      case CONSTANT -> new Expression.Constant(expression.getConstant());
      case VARIABLE -> variable(expression.getVariable());
      case CONDITION -> new Expression.Test(FilterProto.decode(expression.getCondition()));
      case GEO_DISTANCE ->
          new Expression.GeoDistance(
              CheckProto.point(expression.getGeoDistance().getOrigin()),
              PathProto.decode(expression.getGeoDistance().getTo()));
      case DATETIME -> datetime(expression.getDatetime());
      case DATETIME_KEY -> new Expression.Datetime(PathProto.decode(expression.getDatetimeKey()));
      case MULT -> new Expression.Product(decode(expression.getMult().getMultList()));
      case SUM -> new Expression.Sum(decode(expression.getSum().getSumList()));
      case DIV -> quotient(expression.getDiv());
      case NEG -> new Expression.Applied(Function.NEG, decode(expression.getNeg()));
      case ABS -> new Expression.Applied(Function.ABS, decode(expression.getAbs()));
      case SQRT -> new Expression.Applied(Function.SQRT, decode(expression.getSqrt()));
      case POW ->
          new Expression.Power(
              decode(expression.getPow().getBase()), decode(expression.getPow().getExponent()));
      case EXP -> new Expression.Applied(Function.EXP, decode(expression.getExp()));
      case LOG10 -> new Expression.Applied(Function.LOG10, decode(expression.getLog10()));
      case LN -> new Expression.Applied(Function.LN, decode(expression.getLn()));
      case EXP_DECAY -> decay(Shape.EXPONENTIAL, expression.getExpDecay());
      case GAUSS_DECAY -> decay(Shape.GAUSSIAN, expression.getGaussDecay());
      case LIN_DECAY -> decay(Shape.LINEAR, expression.getLinDecay());
      case VARIANT_NOT_SET ->
          throw RequestException.invalidMessage(FIELD, "an expression is empty");
    };
  }

  private static List<Expression> decode(List<Points.Expression> expressions) {
    return expressions.stream().map(FormulaProto::decode).toList();
  }

  private static Expression variable(String name) {
    Optional<Expression.Score> score = Expression.Score.named(name);
    return score.isPresent() ? score.get() : new Expression.Variable(PathProto.decode(name));
  }

  private static Expression datetime(String text) {
    OptionalLong micros = Datetimes.parse(text);
    if (micros.isEmpty()) {
      throw RequestException.invalidMessage(FIELD, "Unable to parse datetime: " + text);
    }
    return new Expression.Constant(micros.getAsLong() / MICROS);
  }

  private static Expression quotient(DivExpression div) {
    return new Expression.Quotient(
        decode(div.getLeft()),
        decode(div.getRight()),
        div.hasByZeroDefault() ? Optional.of((double) div.getByZeroDefault()) : Optional.empty());
  }

  private static Expression decay(Shape shape, DecayParamsExpression params) {
    Decay decay =
        new Decay(
            shape,
            decode(params.getX()),
            params.hasTarget() ? Optional.of(decode(params.getTarget())) : Optional.empty(),
            params.hasScale() ? params.getScale() : Decay.DEFAULT_SCALE,
            params.hasMidpoint() ? params.getMidpoint() : Decay.DEFAULT_MIDPOINT);
    decay
        .violation()
        .ifPresent(problem -> {
          throw RequestException.invalidMessage(FIELD + "." + problem.field(), problem.reason());
        });
    return decay;
  }
}
