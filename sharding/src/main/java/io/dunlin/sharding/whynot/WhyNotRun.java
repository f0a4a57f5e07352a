package io.dunlin.sharding.whynot;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNot.Reason;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.query.Examples;
import io.dunlin.sharding.query.VectorSearches;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Finds out why a point is not in an answer: asks the query again, looks at the point, asks exactly
 * and for more and more points, and without what may have left the point out. Each of these sees
 * the collection as it is then.
 */
public final class WhyNotRun {
  /** Points of the first inquiry for a rank, and how many times more the next one asks for. */
  private static final int FIRST_REACH = 1_000;

  private static final int FURTHER = 8;

  /** Of a point behind so many others, and not wanted by the query, nobody counts the rank. */
  private static final int MOST_RANKED = 100_000;

  /** The widest search that is tried. */
  private static final int MOST_EF = 1 << 16;

  /** Points among which a point has to be that a group could have had. */
  private static final int MOST_GROUPED = 100_000;

  /** What is asked of the collection. */
  public interface Reads {
    CompletionStage<Answered<List<List<Hit>>>> query(List<QueryRequest> requests);

    CompletionStage<Answered<List<PointGroup>>> groups(GroupsRequest request);

    CompletionStage<Answered<List<Hit>>> retrieve(RetrieveRequest request);
  }

  private final WhyNotRequest request;
  private final QueryRequest query;
  private final Reads reads;

  /**
   * @param request its conditions on texts as the collection understands them
   */
  public WhyNotRun(WhyNotRequest request, Reads reads) {
    this.request = request;
    this.query = request.query();
    this.reads = reads;
  }

  public CompletionStage<Answered<WhyNot>> answer() {
    if (reranks(query.root())) {
      return CompletableFuture.failedStage(
          new DunlinFailure.BadRequest(
                  "query.rerank: why a point is missing cannot be told where a model orders the points;"
                      + " ask it about the prefetches")
              .asException());
    }
    return point(query.keys())
        .thenCompose(found ->
            found.isPresent()
                ? about(found.get())
                : point(ShardKeySelector.NONE_NAMED).thenApply(WhyNotRun::missing))
        .thenApply(why -> new Answered<>(why, ReadNotes.NONE));
  }

  private static boolean reranks(QueryNode node) {
    return node.query().orElse(null) instanceof Query.Rerank
        || node.before().stream().anyMatch(WhyNotRun::reranks);
  }

  private CompletionStage<Optional<Hit>> point(ShardKeySelector keys) {
    return reads
        .retrieve(
            new RetrieveRequest(
                List.of(id()), new PayloadSelector.All(), new VectorSelector.All(), keys))
        .thenApply(found -> found.value().stream().findFirst());
  }

  private static WhyNot missing(Optional<Hit> elsewhere) {
    return elsewhere
        .map(hit ->
            WhyNot.of(
                Reason.SHARD_KEY_NOT_ASKED,
                "The point is under the shard key %s, which the query does not ask"
                    .formatted(hit.key().map(Object::toString).orElse("of another shard"))))
        .orElseGet(() -> WhyNot.of(Reason.NO_SUCH_POINT, "There is no point of this id"));
  }

  private CompletionStage<WhyNot> about(Hit point) {
    return request.groups().isPresent()
        ? grouped(point, request.groups().get())
        : why(query.root(), query.offset(), point);
  }

  // ---- one query ----

  /** Why a query, which may be a prefetch, does not answer the point. */
  private CompletionStage<WhyNot> why(QueryNode node, int offset, Hit point) {
    int reach = (int) Math.min(Integer.MAX_VALUE, (long) node.limit() + offset);
    return ask(node.limited(reach))
        .thenCompose(answer -> {
          int place = place(answer);
          if (place >= offset) {
            return done(inAnswer(place, answer));
          }
          if (place >= 0) {
            return done(
                WhyNot.of(
                        Reason.BEFORE_OFFSET,
                        "It is at rank %d, and the offset leaves out the first %d"
                            .formatted(place + 1, offset))
                    .ranked(place + 1, answer.get(place).score(), last(answer)));
          }
          Optional<WhyNot> own = ofThePoint(node, point);
          if (own.isPresent()) {
            return done(own.get());
          }
          return node.before().isEmpty()
              ? ofTheRank(node, reach, answer)
              : before(node, point)
                  .thenCompose(before ->
                      before.stream().noneMatch(WhyNot::isInAnswer)
                          ? done(
                              WhyNot.of(
                                      Reason.NOT_IN_PREFETCHES,
                                      "None of the prefetches has found it, and the query orders"
                                          + " only what they have found")
                                  .after(before))
                          : ofTheRank(node, reach, answer).thenApply(why -> why.after(before)));
        });
  }

  private CompletionStage<List<WhyNot>> before(QueryNode node, Hit point) {
    List<CompletableFuture<WhyNot>> each =
        node.before().stream()
            .map(before -> why(before.within(node.filter()), 0, point).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> each.stream().map(CompletableFuture::resultNow).toList());
  }

  /** What the point itself tells. */
  private Optional<WhyNot> ofThePoint(QueryNode node, Hit point) {
    Optional<Query> asked = node.query();
    boolean comparesVectors = asked.filter(WhyNotRun::comparesVectors).isPresent();
    if (comparesVectors && !point.vectors().containsKey(node.using())) {
      return Optional.of(
          WhyNot.of(
              Reason.NO_SUCH_VECTOR,
              "The query compares the vector '%s', which the point does not have"
                  .formatted(node.using())));
    }
    List<WhyNot.Failed> failed = FailedConditions.of(node.filter(), point);
    if (!failed.isEmpty()) {
      return Optional.of(
          WhyNot.of(
                  Reason.FILTER,
                  "The filter leaves it out: %s"
                      .formatted(
                          failed.stream()
                              .map(WhyNot.Failed::place)
                              .collect(Collectors.joining(", "))))
              .failing(failed));
    }
    if (comparesVectors && node.lookup().isEmpty() && Examples.ids(node).contains(id())) {
      return Optional.of(
          WhyNot.of(Reason.EXAMPLE, "It is an example of the query, and those are left out"));
    }
    if (asked.filter(Query.Sample.class::isInstance).isPresent()) {
      return Optional.of(
          WhyNot.of(Reason.NOT_DRAWN, "Points are drawn by chance, and it was not drawn"));
    }
    return asked.orElse(null) instanceof Query.Ordered(var by) && values(point, by.path()).isEmpty()
        ? Optional.of(
            WhyNot.of(
                Reason.NO_VALUE_TO_ORDER_BY,
                "It has no value at '%s', by which points are ordered".formatted(by.path().text())))
        : Optional.empty();
  }

  private static boolean comparesVectors(Query query) {
    return query instanceof Query.Diverse || VectorSearches.comparesVectors(query);
  }

  // ---- its place among all ----

  /**
   * What its place among all matching points tells.
   *
   * @param reach points that the answer could have
   */
  private CompletionStage<WhyNot> ofTheRank(QueryNode node, int reach, List<Hit> answer) {
    QueryNode exact = exactly(node);
    int first = Math.max(FIRST_REACH, candidates(node, reach));
    return among(exact, first)
        .thenCompose(standing ->
            switch (standing) {
              case Ranked ranked -> ofTheRank(node, reach, answer, ranked);
              case Beyond(int others) -> done(beyond(node, reach, others));
              case Nowhere _ ->
                  among(withoutThreshold(exact), first)
                      .thenApply(of -> ofTheThreshold(node, answer, of));
            });
  }

  private static WhyNot ofTheThreshold(QueryNode node, List<Hit> answer, Standing standing) {
    if (node.scoreThreshold().isEmpty()) {
      return notRanked(node);
    }
    float threshold = node.scoreThreshold().get();
    return switch (standing) {
      case Ranked(int rank, float score) ->
          WhyNot.of(
                  Reason.SCORE_THRESHOLD,
                  "Its score %s is not better than the score_threshold %s"
                      .formatted(score, threshold))
              .ranked(rank, score, last(answer));
      case Beyond(int others) ->
          WhyNot.of(
              Reason.SCORE_THRESHOLD,
              "Its score is not better than the score_threshold %s; at least %d points are better"
                  .formatted(threshold, others));
      case Nowhere _ -> notRanked(node);
    };
  }

  /** Points that the answer is chosen from. */
  private static int candidates(QueryNode node, int reach) {
    return node.query().orElse(null) instanceof Query.Diverse diverse
        ? Math.max(diverse.candidates().orElse(reach), reach)
        : reach;
  }

  private static WhyNot beyond(QueryNode node, int reach, int others) {
    return WhyNot.of(
        Reason.BEYOND_LIMIT,
        "At least %d of all that match are better, and %d are %s"
            .formatted(others, candidates(node, reach), sought(node)));
  }

  private static String sought(QueryNode node) {
    return node.query().orElse(null) instanceof Query.Diverse ? "candidates" : "looked for";
  }

  private CompletionStage<WhyNot> ofTheRank(
      QueryNode node, int reach, List<Hit> answer, Ranked ranked) {
    int candidates = candidates(node, reach);
    if (ranked.rank() > candidates) {
      return done(
          WhyNot.of(
                  Reason.BEYOND_LIMIT,
                  "It is at rank %d of all that match, and %d are %s"
                      .formatted(ranked.rank(), candidates, sought(node)))
              .ranked(ranked.rank(), ranked.score(), last(answer)));
    }
    if (node.query().orElse(null) instanceof Query.Diverse) {
      return done(
          WhyNot.of(
                  Reason.DIVERSITY,
                  "It is at rank %d of %d candidates by nearness; others that are less alike were chosen"
                      .formatted(ranked.rank(), candidates))
              .ranked(ranked.rank(), ranked.score(), last(answer)));
    }
    return missed(node.limited(reach), answer, ranked);
  }

  /** An exact search would have it: what it takes to find it. */
  private CompletionStage<WhyNot> missed(QueryNode node, List<Hit> answer, Ranked ranked) {
    SearchTuning tuning = node.tuning();
    if (tuning.indexedOnly()) {
      return ask(tuned(node, tuning.ef(), false))
          .thenCompose(all ->
              place(all) >= 0
                  ? done(
                      WhyNot.of(
                              Reason.NOT_INDEXED,
                              "Its segment has no index yet, and params.indexed_only leaves such"
                                  + " segments out")
                          .ranked(ranked.rank(), ranked.score(), last(answer)))
                  : wider(node, answer, ranked));
    }
    return wider(node, answer, ranked);
  }

  private CompletionStage<WhyNot> wider(QueryNode node, List<Hit> answer, Ranked ranked) {
    int first = Math.max(64, 2 * Math.max(node.limit(), node.tuning().ef().orElse(1)));
    return firstEf(node, first)
        .thenApply(ef -> {
          String missed =
              "The index missed it: by an exact search it is at rank %d".formatted(ranked.rank());
          WhyNot why =
              WhyNot.of(
                      Reason.MISSED_BY_INDEX,
                      ef.map(found -> missed + "; params.hnsw_ef of " + found + " finds it")
                          .orElse(missed + "; params.exact finds it"))
                  .ranked(ranked.rank(), ranked.score(), last(answer));
          return ef.map(why::foundWith).orElse(why);
        });
  }

  private CompletionStage<Optional<Integer>> firstEf(QueryNode node, int ef) {
    if (ef > MOST_EF || !node.before().isEmpty()) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return ask(tuned(node, Optional.of(ef), node.tuning().indexedOnly()))
        .thenCompose(found ->
            place(found) >= 0
                ? CompletableFuture.completedStage(Optional.of(ef))
                : firstEf(node, 2 * ef));
  }

  private static WhyNot notRanked(QueryNode node) {
    return node.query().orElse(null) instanceof Query.Ordered
        ? WhyNot.of(
            Reason.NO_VALUE_TO_ORDER_BY,
            "None of its values is one that points are ordered by, or all come before start_from")
        : WhyNot.of(
            Reason.CHANGED, "It was changed, or others were, while this was found out: ask again");
  }

  /** Where the point stands among all that match. */
  private sealed interface Standing {}

  private record Ranked(int rank, float score) implements Standing {}

  /** Behind so many others, if it is there at all. */
  private record Beyond(int others) implements Standing {}

  private record Nowhere() implements Standing {}

  /** The point's place in a query of as many points as it takes, but for {@link #MOST_RANKED}. */
  private CompletionStage<Standing> among(QueryNode node, int limit) {
    return ask(node.limited(limit))
        .thenCompose(all -> {
          int place = place(all);
          if (place >= 0) {
            return standing(new Ranked(place + 1, all.get(place).score()));
          }
          if (all.size() < limit) {
            return standing(new Nowhere());
          }
          return limit < MOST_RANKED
              ? among(node, Math.min(MOST_RANKED, FURTHER * limit))
              : standing(new Beyond(limit));
        });
  }

  private static CompletionStage<Standing> standing(Standing found) {
    return CompletableFuture.completedStage(found);
  }

  /** By every point; the nearest, where unlikeness counts too. */
  private static QueryNode exactly(QueryNode node) {
    SearchTuning tuning = node.tuning();
    Optional<Query> asked =
        node.query()
            .map(query ->
                query instanceof Query.Diverse diverse
                    ? new Query.Nearest(diverse.target())
                    : query);
    SearchTuning exact =
        new SearchTuning(tuning.ef(), true, false, tuning.nprobe(), tuning.codes())
            .among(tuning.corpus());
    return changed(node, asked, exact, node.scoreThreshold());
  }

  private static QueryNode tuned(QueryNode node, Optional<Integer> ef, boolean indexedOnly) {
    SearchTuning tuning = node.tuning();
    SearchTuning other =
        new SearchTuning(ef, tuning.exact(), indexedOnly, tuning.nprobe(), tuning.codes())
            .among(tuning.corpus());
    return changed(node, node.query(), other, node.scoreThreshold());
  }

  private static QueryNode withoutThreshold(QueryNode node) {
    return changed(node, node.query(), node.tuning(), Optional.empty());
  }

  private static QueryNode changed(
      QueryNode node, Optional<Query> query, SearchTuning tuning, Optional<Float> threshold) {
    return new QueryNode(
        node.before(),
        query,
        node.using(),
        node.filter(),
        tuning,
        threshold,
        node.limit(),
        node.lookup());
  }

  // ---- groups ----

  private CompletionStage<WhyNot> grouped(Hit point, WhyNotRequest.Groups groups) {
    Set<Object> own =
        values(point, groups.by()).stream()
            .filter(value -> value instanceof String || value instanceof Long)
            .collect(Collectors.toSet());
    return reads
        .groups(new GroupsRequest(bare(query.root()), groups.by(), groups.size(), Optional.empty()))
        .thenCompose(answered -> {
          for (PointGroup group : answered.value()) {
            int place = place(group.hits());
            if (place >= 0) {
              return done(inAnswer(place, group.hits()));
            }
          }
          if (own.isEmpty()) {
            return done(
                WhyNot.of(
                    Reason.NO_VALUE_TO_GROUP_BY,
                    "It has no string or integer at '%s', by which points are grouped"
                        .formatted(groups.by().text())));
          }
          boolean itsGroup =
              answered.value().stream().anyMatch(group -> own.contains(group.value()));
          int most = (int) Math.max(MOST_GROUPED, (long) query.root().limit());
          return why(query.root().limited(most), 0, point)
              .thenApply(why -> why.isInAnswer() ? outOfGroups(why, itsGroup, groups) : why);
        });
  }

  private WhyNot outOfGroups(WhyNot ungrouped, boolean itsGroup, WhyNotRequest.Groups groups) {
    WhyNot why =
        itsGroup
            ? WhyNot.of(
                Reason.BEYOND_GROUP_SIZE,
                "Its group is in the answer, with the best %d points of it"
                    .formatted(groups.size()))
            : WhyNot.of(
                Reason.GROUP_BEYOND_LIMIT,
                "Its group is not among the best %d".formatted(query.root().limit()));
    return why.ranked(
        ungrouped.rank().orElseThrow(), ungrouped.score().orElseThrow(), Optional.empty());
  }

  // ---- both ----

  private CompletionStage<List<Hit>> ask(QueryNode node) {
    return reads.query(List.of(bare(node))).thenApply(lists -> lists.value().getFirst());
  }

  private QueryRequest bare(QueryNode node) {
    return new QueryRequest(
        node, 0, new PayloadSelector.None(), new VectorSelector.None(), query.keys());
  }

  private PointId id() {
    return request.id();
  }

  private int place(List<Hit> hits) {
    for (int i = 0; i < hits.size(); i++) {
      if (hits.get(i).id().equals(id())) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<Float> last(List<Hit> answer) {
    return answer.isEmpty() ? Optional.empty() : Optional.of(answer.getLast().score());
  }

  private static List<Object> values(Hit point, JsonPath path) {
    return PayloadLookup.all(point.payload().orElse(Payload.EMPTY), path);
  }

  private static WhyNot inAnswer(int place, List<Hit> answer) {
    return WhyNot.of(Reason.IN_ANSWER, "It is in the answer, at rank " + (place + 1))
        .ranked(place + 1, answer.get(place).score(), last(answer));
  }

  private static CompletionStage<WhyNot> done(WhyNot why) {
    return CompletableFuture.completedStage(why);
  }
}
