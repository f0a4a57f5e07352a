package io.dunlin.http;

import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.query.Examples;
import io.dunlin.sharding.query.QueryChecks;
import io.dunlin.sharding.query.QueryReads;
import io.dunlin.sharding.query.QueryRun;
import io.dunlin.sharding.query.VectorSearch;
import io.dunlin.sharding.query.VectorSearches;
import io.dunlin.sharding.rerank.RerankMetrics;
import io.dunlin.sharding.rerank.Rerankers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Queries of one map of points. */
record InMemoryQueries(InMemoryPoints points, CollectionConfig config) implements QueryReads {
  private static final Rerankers RERANKERS =
      new Rerankers(List.of(new SharedWords()), 1, RerankMetrics.none());

  List<Hit> answer(QueryRequest request) {
    new QueryChecks(config).check(request);
    RERANKERS.check(request.root());
    Map<Examples.Place, Map<PointId, Hit>> found = new HashMap<>();
    Examples.named(List.of(request))
        .forEach((place, ids) -> {
          Map<PointId, Hit> byId = new HashMap<>();
          points
              .retrieve(ids, new PayloadSelector.None(), new VectorSelector.All())
              .forEach(hit -> byId.put(hit.id(), hit));
          found.put(place, byId);
        });
    VectorSearches searches = new VectorSearches(config, new Examples(found), request.keys());
    try {
      return new QueryRun(this, searches).answer(request, "").toCompletableFuture().join().value();
    } catch (CompletionException e) {
      if (Causes.of(e) instanceof DunlinException known) {
        throw known;
      }
      throw e;
    }
  }

  /** A page in the order that the request names. */
  List<Hit> page(ScrollRequest request) {
    return ordered(request.order().orElseThrow(), request.filter(), request.limit())
        .thenCompose(
            hits -> fill(hits.value(), new Projection(request.payload(), request.vectors())))
        .toCompletableFuture()
        .join()
        .value()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> search(List<VectorSearch> searches) {
    return done(searches.stream().map(this::search).toList());
  }

  private List<Hit> search(VectorSearch search) {
    return search.chosen(
        switch (search.query().scoring()) {
          case Scoring.Nearest(VectorValue vector) ->
              points.nearest(search.query().using(), vector, search.query().filter());
          case Scoring.WeightedSum sum -> weighted(search, sum);
          case Scoring other -> throw new AssertionError("not in memory: " + other);
        });
  }

  private List<Hit> weighted(VectorSearch search, Scoring.WeightedSum sum) {
    Map<PointId, Hit> found = new HashMap<>();
    for (Scoring.Weighted part : sum.parts()) {
      points
          .nearest(search.query().using(), part.vector(), search.query().filter())
          .forEach(hit ->
              found.merge(
                  hit.id(),
                  hit.withScore(part.weight() * hit.score()),
                  (one, other) -> one.withScore(one.score() + other.score())));
    }
    return found.values().stream()
        .sorted(Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::id))
        .toList();
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> byId(Filter filter, int limit) {
    return done(
        points
            .scroll(
                new ScrollRequest(
                    filter,
                    Optional.empty(),
                    limit,
                    new PayloadSelector.None(),
                    new VectorSelector.None(),
                    ShardKeySelector.NONE_NAMED))
            .points());
  }

  /** Only by whole numbers. */
  @Override
  public CompletionStage<Answered<List<Hit>>> ordered(OrderBy order, Filter filter, int limit) {
    List<Hit> placed = new ArrayList<>();
    for (Hit hit : all(filter)) {
      for (Object value : PayloadLookup.all(hit.payload().orElse(Payload.EMPTY), order.path())) {
        placed.add(hit.withPayload(Optional.empty()).at(new OrderValue.Whole((Long) value)));
      }
    }
    Comparator<Hit> byValue = Comparator.comparing(hit -> hit.order().orElseThrow());
    Predicate<Hit> begun =
        hit ->
            order.startFrom().isEmpty()
                || Integer.signum(hit.order().orElseThrow().compareTo(order.startFrom().get()))
                    != (order.descending() ? 1 : -1);
    return done(
        placed.stream()
            .filter(begun)
            .sorted(order.descending() ? byValue.reversed() : byValue)
            .limit(limit)
            .toList());
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> sample(Filter filter, int limit) {
    return byId(filter, limit);
  }

  private List<Hit> all(Filter filter) {
    return points
        .scroll(
            new ScrollRequest(
                filter,
                Optional.empty(),
                Integer.MAX_VALUE - 1,
                new PayloadSelector.All(),
                new VectorSelector.None(),
                ShardKeySelector.NONE_NAMED))
        .points();
  }

  @Override
  public CompletionStage<Answered<List<Optional<Hit>>>> fill(
      List<Hit> hits, Projection projection) {
    Map<PointId, Hit> found = new HashMap<>();
    points
        .retrieve(hits.stream().map(Hit::id).toList(), projection.payload(), projection.vectors())
        .forEach(hit -> found.put(hit.id(), hit));
    return done(
        hits.stream()
            .map(hit -> Optional.ofNullable(found.get(hit.id())).map(full -> full.inPlaceOf(hit)))
            .toList());
  }

  private static <T> CompletionStage<Answered<T>> done(T value) {
    return CompletableFuture.completedStage(new Answered<>(value, ReadNotes.NONE));
  }

  @Override
  public CompletionStage<float[]> judged(Query.Rerank rerank, List<String> texts) {
    return RERANKERS.scores(rerank, texts, Duration.ofSeconds(10));
  }
}
