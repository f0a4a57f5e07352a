package io.dunlin.sharding.query;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.query.TermCounts;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A search by vectors: what shards are asked, and what is taken of their answers.
 *
 * @param query its limit has room for those that are left out
 * @param metric of the vector that is compared
 * @param leftOut points that are examples themselves
 * @param threshold strict: only scores better than this, in the user's measure
 * @param limit best points that are taken
 * @param place of the query in the request; empty where nobody asks
 * @param corpus the points among which terms are counted, where the query's terms are weighed
 */
public record VectorSearch(
    ShardQuery query,
    Metric metric,
    Set<PointId> leftOut,
    Optional<Float> threshold,
    int limit,
    String place,
    Filter corpus) {
  /** The same, of the query at that place. */
  public VectorSearch at(String other) {
    return new VectorSearch(query, metric, leftOut, threshold, limit, other, corpus);
  }

  /** Whether its terms are weighed by how common they are. */
  public boolean isWeighed() {
    return query.params().idf();
  }

  /** The same, its terms weighed by how common they are among all points that count. */
  public VectorSearch weighed(TermCounts counts) {
    ShardQuery weighed = query.weighed(query.scoring().map(counts::weighted));
    return new VectorSearch(weighed, metric, leftOut, threshold, limit, place, corpus);
  }

  /**
   * The best of all shards, as the user wants them; fails with BadRequest where all within a radius
   * are wanted and these are too many.
   */
  public List<Hit> chosen(List<Hit> best) {
    List<Hit> chosen =
        best.stream()
            .filter(hit -> !leftOut.contains(hit.id()))
            .map(hit -> hit.withScore(toUser(hit.score())))
            .filter(hit -> passes(hit.score()))
            .limit(limit)
            .toList();
    // No other search wants more than its shards are asked for.
    boolean allWithin = limit > query.limit();
    if (allWithin && chosen.size() > Query.Within.MOST) {
      throw new DunlinFailure.BadRequest(
              "range: more than %d points are within the radius; take them in pages by `limit` and `offset`, or fewer by a filter or a smaller radius"
                  .formatted(Query.Within.MOST))
          .asException();
    }
    return chosen;
  }

  /** Whether a greater score in the user's measure is better. */
  public boolean greaterIsBetter() {
    return isCombined() || metric.greaterIsBetter();
  }

  /** Scores of several examples together are no distances any more. */
  private boolean isCombined() {
    return !(query.scoring() instanceof Scoring.Nearest);
  }

  private float toUser(float score) {
    return isCombined() ? score : metric.toUser(score);
  }

  private boolean passes(float score) {
    return threshold.map(limit -> greaterIsBetter() ? score > limit : score < limit).orElse(true);
  }
}
