package io.dunlin.sharding.strict;

import io.dunlin.actors.query.Expression;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a formula asks of payloads, put as conditions that need the same indexes. */
final class FormulaFields {
  private static final Check ANY_NUMBER =
      new Check.Range(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  private static final Check ANY_TIME =
      new Check.DatetimeRange(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private FormulaFields() {}

  static Filter of(Expression formula) {
    return new Filter(conditions(formula).toList(), List.of(), List.of(), Optional.empty());
  }

  private static Stream<Condition> conditions(Expression expression) {
    return switch (expression) {
      case Expression.Constant _, Expression.Score _ -> Stream.empty();
      case Expression.Variable(JsonPath path) -> field(path, ANY_NUMBER);
      case Expression.Test(Condition condition) -> Stream.of(condition);
      case Expression.GeoDistance(Check.GeoPoint origin, JsonPath to) ->
          field(to, new Check.GeoRadius(origin, 0));
      case Expression.Datetime(JsonPath path) -> field(path, ANY_TIME);
      case Expression.Product(List<Expression> factors) ->
          factors.stream().flatMap(FormulaFields::conditions);
      case Expression.Sum(List<Expression> terms) ->
          terms.stream().flatMap(FormulaFields::conditions);
      case Expression.Quotient quotient ->
          Stream.of(quotient.left(), quotient.right()).flatMap(FormulaFields::conditions);
      case Expression.Power(Expression base, Expression exponent) ->
          Stream.of(base, exponent).flatMap(FormulaFields::conditions);
      case Expression.Applied applied -> conditions(applied.to());
      case Expression.Decay decay ->
          Stream.concat(Stream.of(decay.x()), decay.target().stream())
              .flatMap(FormulaFields::conditions);
    };
  }

  private static Stream<Condition> field(JsonPath path, Check check) {
    return Stream.of(new Condition.Field(path, List.of(check)));
  }
}
