package io.dunlin.sharding.query;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers one query that is more than a search: those that stand before others first, then what
 * orders the points that these have found.
 */
public final class QueryRun {
  /** Of points that changed between their search and their reading, so often again. */
  private static final int TRIES = 3;

  /** Of one list makes the same, and of several one that does justice to each. */
  private static final Query.RankFusion BY_PLACE =
      new Query.RankFusion(Query.RankFusion.DEFAULT_K, List.of());

  private final QueryReads reads;
  private final VectorSearches searches;

  public QueryRun(QueryReads reads, VectorSearches searches) {
    this.reads = reads;
    this.searches = searches;
  }

  /**
   * The points that are wanted, with their content.
   *
   * @param place what the query is called in an explanation; empty where there is none
   */
  public CompletionStage<Answered<List<Hit>>> answer(QueryRequest request, String place) {
    return answer(request, place, TRIES);
  }

  private CompletionStage<Answered<List<Hit>>> answer(
      QueryRequest request, String place, int tries) {
    return ranked(request.root().limited(request.reach()), place)
        .thenCompose(answered -> {
          List<Hit> wanted =
              answered.value().hits().stream()
                  .skip(request.offset())
                  .map(hit -> request.legs() ? hit : hit.with(List.of()))
                  .toList();
          return filled(wanted, request.projection())
              .thenCompose(filled -> {
                boolean whole = filled.value().stream().allMatch(Optional::isPresent);
                return whole || tries == 1
                    ? CompletableFuture.completedStage(
                        filled
                            .map(hits -> hits.stream().flatMap(Optional::stream).toList())
                            .and(answered.notes()))
                    : answer(request, place, tries - 1);
              });
        });
  }

  private CompletionStage<Answered<List<Optional<Hit>>>> filled(
      List<Hit> hits, Projection projection) {
    return projection.equals(Projection.NOTHING)
        ? CompletableFuture.completedStage(
            new Answered<>(hits.stream().map(Optional::of).toList(), ReadNotes.NONE))
        : reads.fill(hits, projection);
  }

  /** The best points of a query. All searches that wait for nothing go to the shards together. */
  private CompletionStage<Answered<Ranked>> ranked(QueryNode root, String place) {
    List<VectorSearch> first = new ArrayList<>();
    collect(root, place, first);
    return (first.isEmpty()
            ? CompletableFuture.completedStage(
                new Answered<List<List<Hit>>>(List.of(), ReadNotes.NONE))
            : reads.search(first))
        .thenCompose(found -> {
          Iterator<VectorSearch> searched = first.iterator();
          Iterator<Ranked> lists =
              found.value().stream()
                  .map(hits -> new Ranked(hits, searched.next().greaterIsBetter()))
                  .toList()
                  .iterator();
          return ranked(root, place, lists).thenApply(answered -> answered.and(found.notes()));
        });
  }

  private void collect(QueryNode node, String place, List<VectorSearch> all) {
    if (VectorSearches.isOne(node)) {
      all.add(searches.of(node, Projection.NOTHING).at(place));
    }
    for (int i = 0; i < node.before().size(); i++) {
      collect(node.before().get(i).within(node.filter()), before(place, i), all);
    }
  }

  private static String before(String place, int i) {
    return place.isEmpty() ? place : place + ".prefetch[" + i + "]";
  }

  /**
   * @param lists of the searches that wait for nothing, in the order of {@link #collect}
   */
  private CompletionStage<Answered<Ranked>> ranked(
      QueryNode node, String place, Iterator<Ranked> lists) {
    if (VectorSearches.isOne(node)) {
      return CompletableFuture.completedStage(new Answered<>(lists.next(), ReadNotes.NONE));
    }
    if (node.before().isEmpty()) {
      return ordered(node, place);
    }
    List<CompletionStage<Answered<Ranked>>> earlier = new ArrayList<>();
    for (int i = 0; i < node.before().size(); i++) {
      earlier.add(ranked(node.before().get(i).within(node.filter()), before(place, i), lists));
    }
    return Stages.all(earlier)
        .thenCompose(answered ->
            joined(node, place, answered.value())
                .thenApply(ranked -> ranked.and(answered.notes())));
  }

  /** What a query makes of the lists of those before it. */
  private CompletionStage<Answered<Ranked>> joined(
      QueryNode node, String place, List<Ranked> lists) {
    return switch (node.query().orElseThrow()) {
      case Query.RankFusion fusion -> done(best(node, Fusion.byRanks(lists, fusion)));
      case Query.ScoreFusion _ -> done(best(node, Fusion.byScores(lists)));
      case Query.Formula formula -> scored(node, formula, Fusion.union(lists));
      case Query.Rerank rerank -> reranked(node, rerank, Fusion.byRanks(lists, BY_PLACE));
      case Query _ -> {
        List<Hit> union = Fusion.union(lists);
        yield union.isEmpty()
            ? done(new Ranked(List.of(), true))
            : ordered(among(node, union), place)
                .thenApply(ranked -> ranked.map(list -> kept(list, union)));
      }
    };
  }

  /** The query over these points alone. */
  private static QueryNode among(QueryNode node, List<Hit> points) {
    Set<PointId> ids = new LinkedHashSet<>();
    points.forEach(hit -> ids.add(hit.id()));
    return node.alone().within(Filter.of(new Condition.HasId(ids)));
  }

  /** With what the queries before gave each point. */
  private static Ranked kept(Ranked list, List<Hit> union) {
    Map<Hit.Identity, List<Hit.Leg>> legs = new HashMap<>();
    union.forEach(hit -> legs.put(hit.identity(), hit.legs()));
    return new Ranked(
        list.hits().stream()
            .map(hit -> hit.with(legs.getOrDefault(hit.identity(), List.of())))
            .toList(),
        list.greaterIsBetter());
  }

  /** The best points of a query that has none before it. */
  private CompletionStage<Answered<Ranked>> ordered(QueryNode node, String place) {
    if (node.query().isEmpty()) {
      return reads.byId(node.filter(), node.limit()).thenApply(QueryRun::unscored);
    }
    return switch (node.query().get()) {
      case Query.Ordered(var by) ->
          reads.ordered(by, node.filter(), node.limit()).thenApply(QueryRun::unscored);
      case Query.Sample _ ->
          reads.sample(node.filter(), node.limit()).thenApply(QueryRun::unscored);
      case Query.Diverse diverse -> diverse(node, place, diverse);
      case Query _ -> {
        VectorSearch search = searches.of(node, Projection.NOTHING).at(place);
        yield reads
            .search(List.of(search))
            .thenApply(found ->
                found.map(lists -> new Ranked(lists.getFirst(), search.greaterIsBetter())));
      }
    };
  }

  private static Answered<Ranked> unscored(Answered<List<Hit>> answered) {
    return answered.map(hits -> new Ranked(hits, true));
  }

  private CompletionStage<Answered<Ranked>> scored(
      QueryNode node, Query.Formula formula, List<Hit> union) {
    FormulaScore score = new FormulaScore(formula);
    return reads
        .fill(union, new Projection(new PayloadSelector.All(), score.vectors()))
        .thenApply(filled ->
            filled.map(hits ->
                best(
                    node,
                    hits.stream()
                        .flatMap(Optional::stream)
                        .map(hit -> hit.withScore(score.of(hit)))
                        .map(Hit::bare)
                        .sorted(Fusion.BEST_FIRST)
                        .toList())));
  }

  private CompletionStage<Answered<Ranked>> reranked(
      QueryNode node, Query.Rerank rerank, List<Hit> former) {
    int candidates = Math.min(rerank.candidates(), former.size());
    return reads
        .fill(
            former.subList(0, candidates),
            new Projection(
                new PayloadSelector.Include(List.of(rerank.field())), new VectorSelector.None()))
        .thenCompose(filled -> {
          Reranking reranking =
              Reranking.of(
                  rerank.field(),
                  filled.value().stream().flatMap(Optional::stream).toList(),
                  former.subList(candidates, former.size()));
          return judged(rerank, reranking.texts())
              .thenApply(scores ->
                  new Answered<>(
                      new Ranked(
                          reranking.ordered(scores, node.scoreThreshold()).stream()
                              .limit(node.limit())
                              .toList(),
                          true),
                      filled.notes()));
        });
  }

  /** Nobody is asked about nothing. */
  private CompletionStage<float[]> judged(Query.Rerank rerank, List<String> texts) {
    return texts.isEmpty()
        ? CompletableFuture.completedStage(new float[0])
        : reads.judged(rerank, texts);
  }

  private CompletionStage<Answered<Ranked>> diverse(
      QueryNode node, String place, Query.Diverse diverse) {
    int candidates = Math.max(diverse.candidates().orElse(node.limit()), node.limit());
    VectorSearch search = searches.of(node.limited(candidates), Projection.NOTHING).at(place);
    Metric metric = search.metric();
    return reads
        .search(List.of(search))
        .thenCompose(found ->
            reads
                .fill(
                    found.value().getFirst(),
                    new Projection(
                        new PayloadSelector.None(),
                        new VectorSelector.Names(List.of(node.using()))))
                .thenApply(filled -> {
                  List<Hit> near = new ArrayList<>();
                  List<VectorValue> vectors = new ArrayList<>();
                  for (Hit hit : filled.value().stream().flatMap(Optional::stream).toList()) {
                    near.add(hit.bare());
                    vectors.add(Objects.requireNonNull(hit.vectors().get(node.using())));
                  }
                  return new Answered<>(
                          new Ranked(
                              Diversity.choose(
                                  near,
                                  vectors,
                                  search.query().scoring().vectors().getFirst(),
                                  metric,
                                  diverse.diversity(),
                                  node.limit()),
                              metric.greaterIsBetter()),
                          filled.notes())
                      .and(found.notes());
                }));
  }

  private static Ranked best(QueryNode node, List<Hit> sorted) {
    return new Ranked(
        sorted.stream()
            .filter(hit -> node.scoreThreshold().map(limit -> hit.score() > limit).orElse(true))
            .limit(node.limit())
            .toList(),
        true);
  }

  private static CompletionStage<Answered<Ranked>> done(Ranked ranked) {
    return CompletableFuture.completedStage(new Answered<>(ranked, ReadNotes.NONE));
  }
}
