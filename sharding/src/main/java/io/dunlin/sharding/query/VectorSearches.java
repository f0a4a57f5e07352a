package io.dunlin.sharding.query;

import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.check.PointChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes searches of queries by vectors, for one collection. Pure. */
public final class VectorSearches {
  private final CollectionConfig config;
  private final PointChecks checks;
  private final Examples examples;
  private final ShardKeySelector keys;

  /**
   * @param keys those that are searched
   */
  public VectorSearches(CollectionConfig config, Examples examples, ShardKeySelector keys) {
    this.config = config;
    this.checks = new PointChecks(config);
    this.examples = examples;
    this.keys = keys;
  }

  /** Whether the query compares vectors, and nothing has to be answered before it. */
  public static boolean isOne(QueryNode node) {
    return node.before().isEmpty()
        && node.query().filter(VectorSearches::comparesVectors).isPresent();
  }

  /** Whether a query's order is that of a search by vectors. */
  public static boolean comparesVectors(Query query) {
    return switch (query) {
      case Query.Nearest _,
          Query.Within _,
          Query.Recommend _,
          Query.Discover _,
          Query.Context _,
          Query.Feedback _ ->
          true;
      case Query.Diverse _,
          Query.Ordered _,
          Query.Sample _,
          Query.RankFusion _,
          Query.ScoreFusion _,
          Query.Formula _,
          Query.Rerank _ ->
          false;
    };
  }

  /**
   * The search for the best {@code node.limit()} points.
   *
   * @param projection what shards send of each
   */
  public VectorSearch of(QueryNode node, Projection projection) {
    Set<PointId> leftOut = node.lookup().isPresent() ? Set.of() : Examples.leftOut(node);
    VectorKind kind = checks.kind(node.using());
    return new VectorSearch(
        new ShardQuery(
            scoring(node),
            node.using(),
            node.filter(),
            (int) Math.min(Integer.MAX_VALUE, wanted(node) + leftOut.size()),
            params(node.tuning(), kind),
            node.tuning().indexedOnly(),
            projection),
        kind.metric(),
        leftOut,
        node.query().orElseThrow() instanceof Query.Within(_, float radius)
            ? Optional.of(radius)
            : node.scoreThreshold(),
        node.limit(),
        "",
        node.tuning().corpus().orElse(Filter.ALL));
  }

  /** Where all within a radius are wanted, one more than can be told. */
  private static long wanted(QueryNode node) {
    boolean all =
        node.query().orElseThrow() instanceof Query.Within && node.limit() == Query.Within.ALL;
    return all ? Query.Within.MOST + 1 : node.limit();
  }

  private Scoring scoring(QueryNode node) {
    return switch (node.query().orElseThrow()) {
      case Query.Nearest(var target) -> new Scoring.Nearest(vector(target, node));
      case Query.Within(var target, _) -> new Scoring.Nearest(vector(target, node));
      case Query.Diverse diverse -> new Scoring.Nearest(vector(diverse.target(), node));
      case Query.Recommend(var positive, var negative, var strategy) -> {
        List<VectorValue> near = vectors(positive, node);
        List<VectorValue> far = vectors(negative, node);
        yield switch (strategy) {
          case AVERAGE_VECTOR ->
              new Scoring.Nearest(checks.checkedVector(node.using(), Averages.between(near, far)));
          case BEST_SCORE -> new Scoring.BestScore(near, far);
          case SUM_SCORES -> new Scoring.SumScores(near, far);
        };
      }
      case Query.Discover(var target, var pairs) ->
          new Scoring.Discover(vector(target, node), pairs(pairs, node));
      case Query.Context(var pairs) -> new Scoring.Context(pairs(pairs, node));
      case Query.Feedback feedback -> {
        List<Float> weights = FeedbackWeights.of(feedback);
        List<Scoring.Weighted> parts = new ArrayList<>();
        parts.add(new Scoring.Weighted(vector(feedback.target(), node), weights.getFirst()));
        for (int i = 0; i < feedback.rated().size(); i++) {
          VectorInput example = feedback.rated().get(i).example();
          parts.add(new Scoring.Weighted(vector(example, node), weights.get(i + 1)));
        }
        yield new Scoring.WeightedSum(parts);
      }
      case Query query -> throw new IllegalArgumentException(query + " compares no vectors");
    };
  }

  private List<VectorValue> vectors(List<VectorInput> inputs, QueryNode node) {
    return inputs.stream().map(input -> vector(input, node)).toList();
  }

  private List<Scoring.Pair> pairs(List<Query.Pair> pairs, QueryNode node) {
    return pairs.stream()
        .map(pair -> new Scoring.Pair(vector(pair.positive(), node), vector(pair.negative(), node)))
        .toList();
  }

  private VectorValue vector(VectorInput input, QueryNode node) {
    return checks.checkedVector(
        node.using(),
        switch (input) {
          case VectorInput.Components(VectorValue vector) -> vector;
          case VectorInput.Known(_, VectorValue vector) -> vector;
          case VectorInput.Example(PointId id) -> examples.vector(node, keys, id);
        });
  }

  private SearchParams params(SearchTuning tuning, VectorKind kind) {
    return switch (kind) {
      case VectorSpec spec ->
          new SearchParams(
              tuning.ef().orElseGet(() -> defaultEf(spec)),
              tuning.exact(),
              tuning.nprobe().or(() -> spec.index().flatMap(IndexSettings::nprobe)).orElse(0),
              tuning.codes());
      case SparseSpec spec ->
          new SearchParams(0, tuning.exact(), 0, tuning.codes(), spec.usesFrequencies());
    };
  }

  private int defaultEf(VectorSpec spec) {
    return spec.hnsw().or(config.hnsw()).or(HnswSettings.DEFAULTS).efConstruct().orElseThrow();
  }
}
