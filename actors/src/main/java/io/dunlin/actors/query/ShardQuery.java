package io.dunlin.actors.query;

import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.model.Filter;

/**
 * A search as a shard gets it: the vectors are there, of the kind that is compared, and normalised
 * where the metric wants that.
 *
 * @param using what the vector is stored as ({@link
 *     io.dunlin.persistence.model.VectorColumns#key(String, long)}): a shard that has another
 *     vector of the name finds nothing
 * @param limit best points to return: the user's limit and offset together
 * @param params with the collection's defaults filled in
 */
public record ShardQuery(
    Scoring scoring,
    String using,
    Filter filter,
    int limit,
    SearchParams params,
    boolean indexedOnly,
    Projection projection) {
  /** The same by another score. */
  ShardQuery with(Scoring other) {
    return new ShardQuery(other, using, filter, limit, params, indexedOnly, projection);
  }

  /** The same by another vector. */
  public ShardQuery by(String other) {
    return new ShardQuery(scoring, other, filter, limit, params, indexedOnly, projection);
  }

  /** True when both look at the same rows of the same vector. */
  boolean sameRows(ShardQuery other) {
    return using.equals(other.using)
        && indexedOnly == other.indexedOnly
        && filter.equals(other.filter);
  }

  /** The same by a score that has been weighed. */
  public ShardQuery weighed(Scoring other) {
    SearchParams asItIs =
        new SearchParams(params.ef(), params.exact(), params.probes(), params.codes());
    return new ShardQuery(other, using, filter, limit, asItIs, indexedOnly, projection);
  }

  /** The same, with other things told of each point. */
  public ShardQuery with(Projection other) {
    return new ShardQuery(scoring, using, filter, limit, params, indexedOnly, other);
  }
}
