package io.dunlin.http.grpc;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ScrollRequest;
import io.qdrant.client.grpc.Points.ScrollPoints;
import java.util.Optional;

/** Requests to list points. */
final class ReadProto {
  /** Points of an answer where the request does not say how many. */
  static final int DEFAULT_LIMIT = 10;

  private ReadProto() {}

  static ScrollRequest scroll(ScrollPoints scroll) {
    if (scroll.hasOrderBy() && scroll.hasOffset()) {
      throw new DunlinFailure.BadRequest(
              "Cannot use an `offset` when using `order_by`. The alternative for paging is to use"
                  + " `order_by.start_from` and a filter to exclude the ids that have already been"
                  + " seen.")
          .asException();
    }
    return new ScrollRequest(
        FilterProto.decode(scroll.getFilter()),
        scroll.hasOffset()
            ? Optional.of(PointIdProto.decode(scroll.getOffset()))
            : Optional.empty(),
        scroll.hasLimit() ? Unsigned.toInt(scroll.getLimit()) : DEFAULT_LIMIT,
        SelectorProto.payload(scroll.getWithPayload(), new PayloadSelector.All()),
        SelectorProto.vectors(scroll.getWithVectors()),
        ShardKeyProto.decode(scroll.hasShardKeySelector(), scroll.getShardKeySelector()),
        scroll.hasOrderBy()
            ? Optional.of(QueryVariantProto.decode(scroll.getOrderBy()))
            : Optional.empty());
  }
}
