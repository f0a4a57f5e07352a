package io.dunlin.sharding;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.Query;
import io.dunlin.persistence.model.Filter;
import io.dunlin.sharding.query.QueryReads;
import io.dunlin.sharding.query.VectorSearch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One caller's reads of a collection, as its queries need them. */
record ReadingQueries(CollectionQueries queries, PointReads points, Reading reading)
    implements QueryReads {
  @Override
  public CompletionStage<Answered<List<List<Hit>>>> search(List<VectorSearch> searches) {
    return queries.search(searches, reading);
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> byId(Filter filter, int limit) {
    return points
        .byId(filter, Optional.empty(), limit, Projection.NOTHING, reading)
        .thenApply(answered -> answered.map(hits -> hits.stream().limit(limit).toList()));
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> ordered(OrderBy order, Filter filter, int limit) {
    return points.ordered(order, filter, limit, Projection.NOTHING, reading);
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> sample(Filter filter, int limit) {
    return points.sample(filter, limit, reading);
  }

  @Override
  public CompletionStage<Answered<List<Optional<Hit>>>> fill(
      List<Hit> hits, Projection projection) {
    return points.fill(hits, projection, reading);
  }

  @Override
  public CompletionStage<float[]> judged(Query.Rerank rerank, List<String> texts) {
    long start = System.nanoTime();
    return queries
        .rerankers()
        .scores(rerank, texts, reading.deadline().left())
        .thenApply(scores -> {
          reading.trace().ifPresent(trace -> trace.stage("rerank", System.nanoTime() - start));
          return scores;
        });
  }
}
