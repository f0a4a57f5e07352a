package io.dunlin.sharding.whynot;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNot.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds out where a point that a query could answer stands among all that match, by asking exactly
 * and for more and more points, and why it is not in the answer all the same.
 */
record RankInquiry(Inquiry inquiry) {
  /** Points of the first inquiry for a rank, and how many times more the next one asks for. */
  private static final int FIRST_REACH = 1_000;

  private static final int FURTHER = 8;

  /** Of a point behind so many others, and not wanted by the query, nobody counts the rank. */
  private static final int MOST_RANKED = 100_000;

  /** The widest search that is tried. */
  private static final int MOST_EF = 1 << 16;

  /**
   * What its place among all matching points tells.
   *
   * @param reach points that the answer could have
   */
  CompletionStage<WhyNot> of(QueryNode node, int reach, List<Hit> answer) {
    QueryNode exact = exactly(node);
    int first = Math.max(FIRST_REACH, candidates(node, reach));
    return among(exact, first)
        .thenCompose(standing ->
            switch (standing) {
              case Ranked ranked -> ranked(node, reach, answer, ranked);
              case Beyond(int others) -> done(beyond(node, reach, others));
              case Nowhere _ ->
                  among(withoutThreshold(exact), first)
                      .thenApply(of -> thresholded(node, answer, of));
            });
  }

  private static WhyNot thresholded(QueryNode node, List<Hit> answer, Standing standing) {
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
              .ranked(rank, score, Inquiry.last(answer));
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

  private CompletionStage<WhyNot> ranked(
      QueryNode node, int reach, List<Hit> answer, Ranked ranked) {
    int candidates = candidates(node, reach);
    if (ranked.rank() > candidates) {
      return done(
          WhyNot.of(
                  Reason.BEYOND_LIMIT,
                  "It is at rank %d of all that match, and %d are %s"
                      .formatted(ranked.rank(), candidates, sought(node)))
              .ranked(ranked.rank(), ranked.score(), Inquiry.last(answer)));
    }
    if (node.query().orElse(null) instanceof Query.Diverse) {
      return done(
          WhyNot.of(
                  Reason.DIVERSITY,
                  "It is at rank %d of %d candidates by nearness; others that are less alike were chosen"
                      .formatted(ranked.rank(), candidates))
              .ranked(ranked.rank(), ranked.score(), Inquiry.last(answer)));
    }
    return missed(node.limited(reach), answer, ranked);
  }

  /** An exact search would have it: what it takes to find it. */
  private CompletionStage<WhyNot> missed(QueryNode node, List<Hit> answer, Ranked ranked) {
    SearchTuning tuning = node.tuning();
    if (tuning.indexedOnly()) {
      return inquiry
          .ask(tuned(node, tuning.ef(), false))
          .thenCompose(all ->
              inquiry.place(all) >= 0
                  ? done(
                      WhyNot.of(
                              Reason.NOT_INDEXED,
                              "Its segment has no index yet, and params.indexed_only leaves such"
                                  + " segments out")
                          .ranked(ranked.rank(), ranked.score(), Inquiry.last(answer)))
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
                  .ranked(ranked.rank(), ranked.score(), Inquiry.last(answer));
          return ef.map(why::foundWith).orElse(why);
        });
  }

  private CompletionStage<Optional<Integer>> firstEf(QueryNode node, int ef) {
    if (ef > MOST_EF || !node.before().isEmpty()) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return inquiry
        .ask(tuned(node, Optional.of(ef), node.tuning().indexedOnly()))
        .thenCompose(found ->
            inquiry.place(found) >= 0
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
    return inquiry
        .ask(node.limited(limit))
        .thenCompose(all -> {
          int place = inquiry.place(all);
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

  private static CompletionStage<WhyNot> done(WhyNot why) {
    return CompletableFuture.completedStage(why);
  }
}
