package io.dunlin.http.grpc;

import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.http.error.RequestException;
import io.qdrant.client.grpc.Points.LookupLocation;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.WithLookup;
import java.util.List;
import java.util.Optional;

/** Queries, alone and in groups, and what has to be answered before them. */
final class QueryProto {
  private QueryProto() {}

  static QueryRequest decode(QueryPoints query) {
    return new QueryRequest(
        new QueryNode(
            before(query.getPrefetchList()),
            query.hasQuery()
                ? Optional.of(QueryVariantProto.decode(query.getQuery()))
                : Optional.empty(),
            query.getUsing(),
            FilterProto.decode(query.getFilter()),
            SearchTuningProto.decode(query.getParams()),
            query.hasScoreThreshold() ? Optional.of(query.getScoreThreshold()) : Optional.empty(),
            limit(query.hasLimit(), query.getLimit()),
            lookup(query.hasLookupFrom(), query.getLookupFrom())),
        Unsigned.toInt(query.getOffset()),
        SelectorProto.payload(query.getWithPayload(), new PayloadSelector.None()),
        SelectorProto.vectors(query.getWithVectors()),
        ShardKeyProto.decode(query.hasShardKeySelector(), query.getShardKeySelector()));
  }

  static GroupsRequest decode(QueryPointGroups query) {
    return groups(
        new QueryRequest(
            new QueryNode(
                before(query.getPrefetchList()),
                query.hasQuery()
                    ? Optional.of(QueryVariantProto.decode(query.getQuery()))
                    : Optional.empty(),
                query.getUsing(),
                FilterProto.decode(query.getFilter()),
                SearchTuningProto.decode(query.getParams()),
                query.hasScoreThreshold()
                    ? Optional.of(query.getScoreThreshold())
                    : Optional.empty(),
                limit(query.hasLimit(), query.getLimit()),
                lookup(query.hasLookupFrom(), query.getLookupFrom())),
            0,
            SelectorProto.payload(query.getWithPayload(), new PayloadSelector.None()),
            SelectorProto.vectors(query.getWithVectors()),
            ShardKeyProto.decode(query.hasShardKeySelector(), query.getShardKeySelector())),
        query.getGroupBy(),
        query.hasGroupSize() ? Unsigned.toInt(query.getGroupSize()) : GroupsRequest.DEFAULT_SIZE,
        query.hasWithLookup() ? Optional.of(query.getWithLookup()) : Optional.empty());
  }

  /** The points of the query in groups. */
  static GroupsRequest groups(
      QueryRequest query, String by, int size, Optional<WithLookup> lookup) {
    if (by.isEmpty()) {
      throw RequestException.invalidMessage("group_by", "it must name a field of the payload");
    }
    if (size < 1) {
      throw RequestException.invalidMessage(
          "group_size", "value " + size + " invalid, must be 1 or larger");
    }
    return new GroupsRequest(
        query,
        PathProto.decode(by),
        size,
        lookup.map(with ->
            new GroupsRequest.Lookup(
                with.getCollection(),
                SelectorProto.payload(with.getWithPayload(), new PayloadSelector.All()),
                with.hasWithVectors()
                    ? SelectorProto.vectors(with.getWithVectors())
                    : new VectorSelector.None())));
  }

  private static List<QueryNode> before(List<PrefetchQuery> prefetches) {
    return prefetches.stream().map(QueryProto::decode).toList();
  }

  private static QueryNode decode(PrefetchQuery prefetch) {
    Optional<Query> query =
        prefetch.hasQuery()
            ? Optional.of(QueryVariantProto.decode(prefetch.getQuery()))
            : Optional.empty();
    return new QueryNode(
        before(prefetch.getPrefetchList()),
        query,
        prefetch.getUsing(),
        FilterProto.decode(prefetch.getFilter()),
        SearchTuningProto.decode(prefetch.getParams()),
        prefetch.hasScoreThreshold() ? Optional.of(prefetch.getScoreThreshold()) : Optional.empty(),
        limit(prefetch.hasLimit(), prefetch.getLimit()),
        lookup(prefetch.hasLookupFrom(), prefetch.getLookupFrom()));
  }

  private static int limit(boolean present, long limit) {
    return present ? Unsigned.toInt(limit) : ReadProto.DEFAULT_LIMIT;
  }

  static Optional<QueryNode.Lookup> lookup(boolean present, LookupLocation location) {
    return present
        ? Optional.of(
            new QueryNode.Lookup(
                location.getCollectionName(),
                location.hasVectorName() ? Optional.of(location.getVectorName()) : Optional.empty(),
                ShardKeyProto.decode(
                    location.hasShardKeySelector(), location.getShardKeySelector())))
        : Optional.empty();
  }
}
