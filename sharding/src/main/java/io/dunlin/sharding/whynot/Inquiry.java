package io.dunlin.sharding.whynot;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNot.Reason;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Asks for answers, and looks for a point in them.
 *
 * @param keys that the query asks
 */
record Inquiry(PointId id, ShardKeySelector keys, WhyNotRun.Reads reads) {
  /** The query's answer, without contents. */
  CompletionStage<List<Hit>> ask(QueryNode node) {
    return reads.query(List.of(bare(node))).thenApply(lists -> lists.value().getFirst());
  }

  QueryRequest bare(QueryNode node) {
    return new QueryRequest(node, 0, new PayloadSelector.None(), new VectorSelector.None(), keys);
  }

  /** From 0; negative where the point is not there. */
  int place(List<Hit> hits) {
    for (int i = 0; i < hits.size(); i++) {
      if (hits.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  static WhyNot inAnswer(int place, List<Hit> answer) {
    return WhyNot.of(Reason.IN_ANSWER, "It is in the answer, at rank " + (place + 1))
        .ranked(place + 1, answer.get(place).score(), last(answer));
  }

  /** The last score. */
  static Optional<Float> last(List<Hit> answer) {
    return answer.isEmpty() ? Optional.empty() : Optional.of(answer.getLast().score());
  }

  static List<Object> values(Hit point, JsonPath path) {
    return PayloadLookup.all(point.payload().orElse(Payload.EMPTY), path);
  }
}
