package io.dunlin.sharding.query;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryNode.Lookup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored points whose vectors queries compare with.
 *
 * @param found those that exist, by where they were looked for
 */
public record Examples(Map<Place, Map<PointId, Hit>> found) {
  /** No query has any. */
  public static final Examples NONE = new Examples(Map.of());

  /**
   * Where points are looked for.
   *
   * @param collection absent: the one that is searched
   */
  public record Place(Optional<String> collection, ShardKeySelector keys) {
    static Place of(QueryNode node, ShardKeySelector keys) {
      return node.lookup()
          .map(lookup -> new Place(Optional.of(lookup.collection()), lookup.keys()))
          .orElseGet(() -> new Place(Optional.empty(), keys));
    }
  }

  /** What has to be found for these queries. */
  public static Map<Place, List<PointId>> named(List<QueryRequest> requests) {
    Map<Place, Set<PointId>> named = new LinkedHashMap<>();
    for (QueryRequest request : requests) {
      collect(request.root(), request.keys(), named);
    }
    Map<Place, List<PointId>> lists = new LinkedHashMap<>();
    named.forEach((place, ids) -> lists.put(place, List.copyOf(ids)));
    return lists;
  }

  private static void collect(
      QueryNode node, ShardKeySelector keys, Map<Place, Set<PointId>> named) {
    Set<PointId> ids = ids(node);
    if (!ids.isEmpty()) {
      named.computeIfAbsent(Place.of(node, keys), _ -> new LinkedHashSet<>()).addAll(ids);
    }
    node.before().forEach(before -> collect(before, keys, named));
  }

  /** The points that a query compares with, those of queries before it not counted. */
  public static Set<PointId> ids(QueryNode node) {
    Set<PointId> ids = new LinkedHashSet<>();
    for (VectorInput input : node.query().map(Examples::inputs).orElse(List.of())) {
      if (input instanceof VectorInput.Example(PointId id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** The points whose vectors a query compares with, and which are none of its answer. */
  static Set<PointId> leftOut(QueryNode node) {
    Set<PointId> ids = ids(node);
    for (VectorInput input : node.query().map(Examples::inputs).orElse(List.of())) {
      if (input instanceof VectorInput.Known(PointId id, _)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** All that a query compares with. */
  public static List<VectorInput> inputs(Query query) {
    return switch (query) {
      case Query.Nearest(var target) -> List.of(target);
      case Query.Within(var target, _) -> List.of(target);
      case Query.Diverse diverse -> List.of(diverse.target());
      case Query.Recommend(var positive, var negative, _) -> {
        List<VectorInput> all = new ArrayList<>(positive);
        all.addAll(negative);
        yield all;
      }
      case Query.Discover(var target, var pairs) -> {
        List<VectorInput> all = new ArrayList<>(inputs(pairs));
        all.addFirst(target);
        yield all;
      }
      case Query.Context(var pairs) -> inputs(pairs);
      case Query.Feedback(var target, var rated, _) -> {
        List<VectorInput> all = new ArrayList<>();
        all.add(target);
        rated.forEach(one -> all.add(one.example()));
        yield all;
      }
      case Query.Ordered _,
          Query.Sample _,
          Query.RankFusion _,
          Query.ScoreFusion _,
          Query.Formula _,
          Query.Rerank _ ->
          List.of();
    };
  }

  private static List<VectorInput> inputs(List<Query.Pair> pairs) {
    return pairs.stream().flatMap(pair -> Stream.of(pair.positive(), pair.negative())).toList();
  }

  /**
   * The same query with the vectors of what was found in the places of ids. An id that was looked
   * for and not found fails with NotFound, or WrongInput where it has no such vector.
   */
  public QueryRequest known(QueryRequest request) {
    return new QueryRequest(
        known(request.root(), request.keys()),
        request.offset(),
        request.payload(),
        request.vectors(),
        request.keys(),
        request.legs());
  }

  private QueryNode known(QueryNode node, ShardKeySelector keys) {
    UnaryOperator<VectorInput> known =
        input ->
            input instanceof VectorInput.Example(PointId id)
                ? new VectorInput.Known(id, vector(node, keys, id))
                : input;
    return new QueryNode(
        node.before().stream().map(before -> known(before, keys)).toList(),
        found.containsKey(Place.of(node, keys))
            ? node.query().map(query -> with(query, known))
            : node.query(),
        node.using(),
        node.filter(),
        node.tuning(),
        node.scoreThreshold(),
        node.limit(),
        node.lookup());
  }

  /** The same query that compares with other vectors. */
  private static Query with(Query query, UnaryOperator<VectorInput> other) {
    return switch (query) {
      case Query.Nearest(var target) -> new Query.Nearest(other.apply(target));
      case Query.Within(var target, float radius) -> new Query.Within(other.apply(target), radius);
      case Query.Diverse(var target, float diversity, var candidates) ->
          new Query.Diverse(other.apply(target), diversity, candidates);
      case Query.Recommend(var positive, var negative, var strategy) ->
          new Query.Recommend(
              positive.stream().map(other).toList(),
              negative.stream().map(other).toList(),
              strategy);
      case Query.Discover(var target, var pairs) ->
          new Query.Discover(other.apply(target), with(pairs, other));
      case Query.Context(var pairs) -> new Query.Context(with(pairs, other));
      case Query.Feedback(var target, var rated, var coefficients) ->
          new Query.Feedback(
              other.apply(target),
              rated.stream()
                  .map(one -> new Query.Rated(other.apply(one.example()), one.rating()))
                  .toList(),
              coefficients);
      case Query.Ordered _,
          Query.Sample _,
          Query.RankFusion _,
          Query.ScoreFusion _,
          Query.Formula _,
          Query.Rerank _ ->
          query;
    };
  }

  private static List<Query.Pair> with(List<Query.Pair> pairs, UnaryOperator<VectorInput> other) {
    return pairs.stream()
        .map(pair -> new Query.Pair(other.apply(pair.positive()), other.apply(pair.negative())))
        .toList();
  }

  /** The vector that an example stands for; fails with NotFound, or WrongInput. */
  VectorValue vector(QueryNode node, ShardKeySelector keys, PointId id) {
    @Nullable Hit example = found.getOrDefault(Place.of(node, keys), Map.of()).get(id);
    if (example == null) {
      throw new DunlinFailure.NotFound("No point with id " + id + " found").asException();
    }
    String name = node.lookup().flatMap(Lookup::vector).orElse(node.using());
    @Nullable VectorValue vector = example.vectors().get(name);
    if (vector == null) {
      throw new DunlinFailure.WrongInput(
              "point %s has no vector '%s' to search with".formatted(id, name))
          .asException();
    }
    return vector;
  }
}
