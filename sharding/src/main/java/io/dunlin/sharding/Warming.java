package io.dunlin.sharding;

import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardKeySelector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Has a collection read before its users come: searches for some of its own points, drawn by
 * chance, go the ways that theirs will go, through the upper layers of graphs, the lists and
 * postings that are met most, and the payloads of what is found. All copies that can be reached
 * search, a few queries at a time, so that others find room between them.
 */
public final class Warming {
  public static final int DEFAULT_QUERIES = 100;
  public static final int MOST_QUERIES = 10_000;

  private static final int AT_ONCE = 8;
  private static final int LIMIT = 10;

  /**
   * What was done.
   *
   * @param queries that were asked
   * @param points that they found
   */
  public record Done(int queries, long points) {}

  private final Collections collections;
  private final String collection;
  private final Deadline deadline;

  private Warming(Collections collections, String collection, Deadline deadline) {
    this.collections = collections;
    this.collection = collection;
    this.deadline = deadline;
  }

  /**
   * @param queries at most; a point with several vectors is searched for by each
   */
  static CompletionStage<Done> start(
      Collections collections, String collection, int queries, Duration timeout) {
    return new Warming(collections, collection, Deadline.in(timeout)).start(queries);
  }

  private CompletionStage<Done> start(int queries) {
    QueryRequest sample =
        new QueryRequest(
            QueryNode.of(new Query.Sample(), queries),
            0,
            new PayloadSelector.None(),
            new VectorSelector.All(),
            ShardKeySelector.NONE_NAMED);
    return collections
        .query(collection, List.of(sample), ReadOptions.within(deadline.left()))
        .thenCompose(drawn -> {
          List<QueryRequest> searches =
              drawn.value().getFirst().stream()
                  .flatMap(point -> searches(point).stream())
                  .limit(queries)
                  .toList();
          return search(searches, 0, 0);
        });
  }

  private static List<QueryRequest> searches(Hit point) {
    return point.vectors().entrySet().stream()
        .map(vector ->
            QueryRequest.nearest(
                new VectorInput.Components(vector.getValue()),
                vector.getKey(),
                Filter.ALL,
                LIMIT,
                0,
                SearchTuning.DEFAULT,
                Optional.empty(),
                new PayloadSelector.All(),
                new VectorSelector.None()))
        .toList();
  }

  private CompletionStage<Done> search(List<QueryRequest> searches, int next, long points) {
    if (next == searches.size()) {
      return CompletableFuture.completedStage(new Done(next, points));
    }
    int end = Math.min(searches.size(), next + AT_ONCE);
    ReadOptions everyCopy =
        new ReadOptions(deadline.left(), new Consistency.All(), Optional.empty(), true);
    return collections
        .query(collection, searches.subList(next, end), everyCopy)
        .thenCompose(found ->
            search(searches, end, points + found.value().stream().mapToLong(List::size).sum()));
  }
}
