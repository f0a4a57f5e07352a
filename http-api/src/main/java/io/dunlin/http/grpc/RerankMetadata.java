package io.dunlin.http.grpc;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.consistency.ReadHeaders;
import java.util.Optional;

/**
 * {@code dunlin-rerank} in a call's metadata: the contract's messages have no place for a model
 * that is to judge what their prefetches find. It stands in the place of a message's query.
 */
final class RerankMetadata {
  private RerankMetadata() {}

  static QueryRequest apply(QueryRequest request, ReadHeaders headers) {
    return headers
        .rerank()
        .map(JsonCodec::rerank)
        .map(rerank ->
            new QueryRequest(
                judged(request.root(), rerank),
                request.offset(),
                request.payload(),
                request.vectors(),
                request.keys(),
                request.legs()))
        .orElse(request);
  }

  static GroupsRequest apply(GroupsRequest request, ReadHeaders headers) {
    return new GroupsRequest(
        apply(request.query(), headers), request.by(), request.size(), request.lookup());
  }

  private static QueryNode judged(QueryNode root, Query rerank) {
    if (root.query().isPresent()) {
      throw new DunlinFailure.BadRequest(
              ReadHeaders.RERANK + ": it stands in the place of a query; leave one of them out")
          .asException();
    }
    return new QueryNode(
        root.before(),
        Optional.of(rerank),
        root.using(),
        root.filter(),
        root.tuning(),
        root.scoreThreshold(),
        root.limit(),
        root.lookup());
  }
}
