package io.dunlin.sharding.query;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.sharding.check.PointChecks;

/** Whether a query can be answered by a collection. */
public final class QueryChecks {
  private final PointChecks checks;

  public QueryChecks(CollectionConfig config) {
    this.checks = new PointChecks(config);
  }

  /** Throws a {@link DunlinException} that says what is wrong. */
  public void check(QueryRequest request) {
    checks.checkSelector(request.vectors());
    check(request.root());
  }

  private void check(QueryNode node) {
    checkCorpus(node);
    if (node.query().isEmpty()) {
      checkListing(node);
    } else {
      check(node.query().get(), node);
    }
    node.before().forEach(this::check);
  }

  /** What would change no score is refused. */
  private void checkCorpus(QueryNode node) {
    if (node.tuning().corpus().isEmpty()) {
      return;
    }
    boolean weighed =
        node.query().filter(CorpusWeights::concerns).isPresent()
            && checks.kind(node.using()) instanceof SparseSpec sparse
            && sparse.usesFrequencies();
    if (!weighed) {
      throw refused(
          "params.idf is for queries that compare a sparse vector with the modifier `idf`, and `%s` is none here"
              .formatted(node.using()));
    }
  }

  private static void checkListing(QueryNode node) {
    if (!node.before().isEmpty()) {
      throw refused(
          "A query is needed to merge the prefetches."
              + " Can't have prefetches without defining a query.");
    }
    if (node.scoreThreshold().isPresent()) {
      throw refused(
          "A query is needed to use the score_threshold."
              + " Can't have score_threshold without defining a query.");
    }
  }

  private void check(Query query, QueryNode node) {
    switch (query) {
      case Query.Recommend(var positive, var negative, var strategy) -> {
        spec(node);
        if (positive.isEmpty()
            && (strategy == Query.Strategy.AVERAGE_VECTOR || negative.isEmpty())) {
          throw refused("At least one positive vector ID required");
        }
      }
      case Query.Nearest _, Query.Diverse _, Query.Discover _ -> spec(node);
      case Query.Within _ -> {
        spec(node);
        if (node.scoreThreshold().isPresent()) {
          throw refused("Can't use score_threshold with a range query: its radius is one.");
        }
      }
      case Query.Feedback feedback -> {
        spec(node);
        FeedbackWeights.check(feedback);
      }
      case Query.Context(var pairs) -> {
        spec(node);
        if (pairs.isEmpty()) {
          throw refused("context: it needs at least one pair");
        }
      }
      case Query.Ordered _ -> {
        if (node.scoreThreshold().isPresent()) {
          throw refused("Can't use score_threshold with an order_by query.");
        }
      }
      case Query.Sample _ -> {}
      case Query.RankFusion fusion -> {
        checkFusion(node);
        if (!fusion.weights().isEmpty() && fusion.weights().size() != node.before().size()) {
          throw refused(
              "rrf.weights: %d weights for %d prefetches; there must be one for each"
                  .formatted(fusion.weights().size(), node.before().size()));
        }
      }
      case Query.ScoreFusion _ -> checkFusion(node);
      case Query.Formula _ -> {
        if (node.before().isEmpty()) {
          throw refused("Can't apply a formula without prefetches: it rescores what they find.");
        }
      }
      case Query.Rerank _ -> {
        if (node.before().isEmpty()) {
          throw refused(
              "Can't rerank without prefetches: `prefetch` has to find the points that are judged.");
        }
      }
    }
  }

  private static void checkFusion(QueryNode node) {
    if (node.before().isEmpty()) {
      throw refused("Can't apply a fusion without prefetches: it merges what they find.");
    }
    if (!node.using().isEmpty()) {
      throw refused("Fusion queries cannot be combined with the 'using' field.");
    }
  }

  private void spec(QueryNode node) {
    var _ = checks.kind(node.using());
  }

  private static DunlinException refused(String reason) {
    return new DunlinFailure.BadRequest(reason).asException();
  }
}
