package io.dunlin.sharding.query;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.Query;
import io.dunlin.persistence.model.Filter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What queries are made of: reads of one collection, best first and without its content. */
public interface QueryReads {
  /** One list for each search, with scores in the user's measure. */
  CompletionStage<Answered<List<List<Hit>>>> search(List<VectorSearch> searches);

  /** The first matching points by their ids. */
  CompletionStage<Answered<List<Hit>>> byId(Filter filter, int limit);

  /** The first matching points by a value; fails with BadRequest where that has no index. */
  CompletionStage<Answered<List<Hit>>> ordered(OrderBy order, Filter filter, int limit);

  /** Matching points by chance, as good as drawn from all. */
  CompletionStage<Answered<List<Hit>>> sample(Filter filter, int limit);

  /**
   * The points with their content, in the order and with the scores of the hits. One that has
   * changed or gone since stands there as nothing.
   */
  CompletionStage<Answered<List<Optional<Hit>>>> fill(List<Hit> hits, Projection projection);

  /** One score for each text, greater is better; fails as the reranker does. */
  CompletionStage<float[]> judged(Query.Rerank rerank, List<String> texts);
}
