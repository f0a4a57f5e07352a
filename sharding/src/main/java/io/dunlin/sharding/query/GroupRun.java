package io.dunlin.sharding.query;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Finds the groups whose best points are best, then the best points of each. Where a query is a
 * search, groups that were not met yet are searched for by leaving out those that were, and each
 * group's points by its value, so that none is missed; other queries are asked for more and more
 * points.
 */
public final class GroupRun {
  private static final int ROUNDS = 10;

  /** Points of one round, where that is enough. */
  private static final int LEAST = 100;

  private static final int MOST = 100_000;

  private final GroupsRequest request;
  private final Function<List<QueryRequest>, CompletionStage<Answered<List<List<Hit>>>>> queries;
  private final Map<Object, List<Hit>> groups = new LinkedHashMap<>();
  private final List<ReadNotes> notes = new ArrayList<>();

  /**
   * @param queries answers queries of the collection
   */
  public GroupRun(
      GroupsRequest request,
      Function<List<QueryRequest>, CompletionStage<Answered<List<List<Hit>>>>> queries) {
    this.request = request;
    this.queries = queries;
  }

  /** The groups in order, without what is looked up for them. Call it once. */
  public CompletionStage<Answered<List<PointGroup>>> answer() {
    QueryNode root = request.query().root();
    int first =
        // To ask again for more points would have a model judge the same ones again.
        root.query().orElse(null) instanceof Query.Rerank
            ? MOST
            : Math.clamp((long) root.limit() * request.size() * 2, LEAST, MOST);
    return (VectorSearches.isOne(root) ? search(first, 1) : widen(first, 1))
        .thenApply(_ ->
            new Answered<>(
                groups.entrySet().stream()
                    .limit(root.limit())
                    .map(group ->
                        new PointGroup(
                            group.getKey(),
                            group.getValue().stream().limit(request.size()).toList(),
                            Optional.empty()))
                    .toList(),
                ReadNotes.of(notes)));
  }

  // ---- searches ----

  private CompletionStage<Void> search(int limit, int round) {
    Filter filter = withValue();
    if (!groups.isEmpty()) {
      filter = filter.and(check(new Check.MatchExcept(Set.copyOf(groups.keySet()))));
    }
    Set<Object> before = Set.copyOf(groups.keySet());
    return query(List.of(asked(filter, limit, valuesOnly())))
        .thenCompose(lists -> {
          List<Hit> hits = lists.getFirst();
          sort(hits, before);
          boolean enough = groups.size() >= request.query().root().limit();
          boolean more = hits.size() == limit && round < ROUNDS;
          return enough || !more ? fill() : search(limit, round + 1);
        });
  }

  /** The best points of each group, with all that is wanted of them. */
  private CompletionStage<Void> fill() {
    List<Object> chosen = groups.keySet().stream().limit(request.query().root().limit()).toList();
    groups.keySet().retainAll(chosen);
    if (chosen.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    return query(
            chosen.stream()
                .map(value ->
                    asked(
                        request.query().root().filter().and(check(new Check.MatchValue(value))),
                        request.size(),
                        request.query().projection()))
                .toList())
        .thenAccept(lists -> {
          Iterator<List<Hit>> each = lists.iterator();
          groups.replaceAll((_, _) -> each.next());
          groups.values().removeIf(List::isEmpty);
        });
  }

  private Filter withValue() {
    return request
        .query()
        .root()
        .filter()
        .and(
            new Filter(
                List.of(),
                List.of(),
                List.of(new Condition.IsEmpty(request.by())),
                Optional.empty()));
  }

  private Condition check(Check check) {
    return new Condition.Field(request.by(), List.of(check));
  }

  private QueryRequest asked(Filter filter, int limit, Projection projection) {
    return new QueryRequest(
        request.query().root().over(filter).limited(limit),
        0,
        projection.payload(),
        projection.vectors(),
        request.query().keys());
  }

  // ---- other queries ----

  private CompletionStage<Void> widen(int limit, int round) {
    PayloadSelector wanted = request.query().payload();
    Projection projection = new Projection(new PayloadSelector.All(), request.query().vectors());
    groups.clear();
    return query(List.of(asked(request.query().root().filter(), limit, projection)))
        .thenCompose(lists -> {
          List<Hit> hits = lists.getFirst();
          sort(hits, Set.of());
          boolean enough =
              groups.values().stream()
                      .limit(request.query().root().limit())
                      .filter(group -> group.size() >= request.size())
                      .count()
                  == request.query().root().limit();
          if (!enough && hits.size() == limit && round < ROUNDS && limit < MOST) {
            return widen((int) Math.min(MOST, 4L * limit), round + 1);
          }
          groups.replaceAll((_, group) ->
              group.stream()
                  .map(hit -> hit.withPayload(hit.payload().flatMap(wanted::of)))
                  .toList());
          return CompletableFuture.completedStage(null);
        });
  }

  // ---- both ----

  private CompletionStage<List<List<Hit>>> query(List<QueryRequest> requests) {
    return queries
        .apply(requests)
        .thenApply(answered -> {
          notes.add(answered.notes());
          return answered.value();
        });
  }

  private Projection valuesOnly() {
    return new Projection(
        new PayloadSelector.Include(List.of(request.by())), new VectorSelector.None());
  }

  /** Puts each hit into the groups of its values, those known before left as they are. */
  private void sort(List<Hit> hits, Set<Object> before) {
    for (Hit hit : hits) {
      for (Object value : values(hit)) {
        if (!before.contains(value)) {
          groups.computeIfAbsent(value, _ -> new ArrayList<>()).add(hit);
        }
      }
    }
  }

  private Set<Object> values(Hit hit) {
    Set<Object> values = new LinkedHashSet<>();
    for (Object value : PayloadLookup.all(hit.payload().orElse(Payload.EMPTY), request.by())) {
      if (value instanceof String || value instanceof Long) {
        values.add(value);
      }
    }
    return values;
  }
}
