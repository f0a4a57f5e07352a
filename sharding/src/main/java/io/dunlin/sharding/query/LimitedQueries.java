package io.dunlin.sharding.query;

import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.SparseSpec;
import java.util.Optional;

/**
 * Queries that see only the points that a filter holds for: it is added to the filters of all their
 * levels, and terms are counted among these points alone, as how common a term is shows in scores.
 * Pure.
 *
 * @param limit the filter
 */
public record LimitedQueries(CollectionConfig config, Filter limit) {
  public QueryRequest limited(QueryRequest request) {
    return new QueryRequest(
        limited(request.root()),
        request.offset(),
        request.payload(),
        request.vectors(),
        request.keys(),
        request.legs());
  }

  private QueryNode limited(QueryNode node) {
    return new QueryNode(
        node.before().stream().map(this::limited).toList(),
        node.query(),
        node.using(),
        limit.and(node.filter()),
        tuning(node),
        node.scoreThreshold(),
        node.limit(),
        node.lookup());
  }

  private SearchTuning tuning(QueryNode node) {
    Optional<Filter> corpus = node.tuning().corpus();
    boolean weighed =
        node.query().filter(CorpusWeights::concerns).isPresent() && weighs(node.using());
    return corpus.isPresent() || weighed
        ? node.tuning().among(Optional.of(limit.and(corpus.orElse(Filter.ALL))))
        : node.tuning();
  }

  /** Whether what is compared with a vector is weighed by how common its terms are. */
  public boolean weighs(String vector) {
    return config
        .kind(vector)
        .filter(kind -> kind instanceof SparseSpec sparse && sparse.usesFrequencies())
        .isPresent();
  }
}
