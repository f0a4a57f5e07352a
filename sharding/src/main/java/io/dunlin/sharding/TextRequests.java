package io.dunlin.sharding;

import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.sharding.change.ChangesRequest;
import java.util.List;

/**
 * Requests whose conditions on texts say what they mean in a collection, wherever in a request a
 * condition may stand: see {@link TextConditions}. Pure.
 */
public final class TextRequests {
  private final TextConditions conditions;

  public TextRequests(CollectionConfig config) {
    this.conditions = new TextConditions(config);
  }

  public PointOperation resolved(PointOperation operation) {
    return switch (operation) {
      case PointOperation.Upsert(var points, var mode, var filter) ->
          new PointOperation.Upsert(points, mode, conditions.resolved(filter));
      case PointOperation.UpdateVectors(var points, var filter) ->
          new PointOperation.UpdateVectors(points, conditions.resolved(filter));
      default ->
          operation.selection().orElse(null) instanceof PointOperation.ByFilter(Filter filter)
              ? operation.about(new PointOperation.ByFilter(conditions.resolved(filter)))
              : operation;
    };
  }

  public List<QueryRequest> resolved(List<QueryRequest> requests) {
    return requests.stream().map(this::resolved).toList();
  }

  private QueryRequest resolved(QueryRequest request) {
    return new QueryRequest(
        resolved(request.root()),
        request.offset(),
        request.payload(),
        request.vectors(),
        request.keys(),
        request.legs());
  }

  public GroupsRequest resolved(GroupsRequest request) {
    return new GroupsRequest(
        resolved(request.query()), request.by(), request.size(), request.lookup());
  }

  public WhyNotRequest resolved(WhyNotRequest request) {
    return new WhyNotRequest(request.id(), resolved(request.query()), request.groups());
  }

  public MatrixRequest resolved(MatrixRequest request) {
    return new MatrixRequest(
        conditions.resolved(request.filter()),
        request.using(),
        request.sample(),
        request.limit(),
        request.keys());
  }

  public FacetRequest resolved(FacetRequest request) {
    return new FacetRequest(
        request.path(),
        conditions.resolved(request.filter()),
        request.limit(),
        request.exact(),
        request.keys());
  }

  public ScrollRequest resolved(ScrollRequest request) {
    return new ScrollRequest(
        conditions.resolved(request.filter()),
        request.offset(),
        request.limit(),
        request.payload(),
        request.vectors(),
        request.keys(),
        request.order());
  }

  public ChangesRequest resolved(ChangesRequest request) {
    return request.with(conditions.resolved(request.filter()));
  }

  public CountRequest resolved(CountRequest request) {
    return new CountRequest(conditions.resolved(request.filter()), request.keys(), request.exact());
  }

  private QueryNode resolved(QueryNode node) {
    return new QueryNode(
        node.before().stream().map(this::resolved).toList(),
        node.query().map(this::resolved),
        node.using(),
        conditions.resolved(node.filter()),
        node.tuning().among(node.tuning().corpus().map(conditions::resolved)),
        node.scoreThreshold(),
        node.limit(),
        node.lookup());
  }

  private Query resolved(Query query) {
    return query instanceof Query.Formula(Expression expression, var defaults)
        ? new Query.Formula(resolved(expression), defaults)
        : query;
  }

  private Expression resolved(Expression expression) {
    return switch (expression) {
      case Expression.Test(var condition) -> new Expression.Test(conditions.resolved(condition));
      case Expression.Product(var factors) -> new Expression.Product(each(factors));
      case Expression.Sum(var terms) -> new Expression.Sum(each(terms));
      case Expression.Quotient(var left, var right, var byZero) ->
          new Expression.Quotient(resolved(left), resolved(right), byZero);
      case Expression.Power(var base, var exponent) ->
          new Expression.Power(resolved(base), resolved(exponent));
      case Expression.Applied(var function, var to) ->
          new Expression.Applied(function, resolved(to));
      case Expression.Decay(var shape, var x, var target, var scale, var midpoint) ->
          new Expression.Decay(shape, resolved(x), target.map(this::resolved), scale, midpoint);
      case Expression.Constant _,
          Expression.Variable _,
          Expression.Score _,
          Expression.GeoDistance _,
          Expression.Datetime _ ->
          expression;
    };
  }

  private List<Expression> each(List<Expression> expressions) {
    return expressions.stream().map(this::resolved).toList();
  }
}
