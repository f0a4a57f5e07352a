package io.dunlin.actors.query;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Which state of a collection a read is of. */
public sealed interface ReadView {
  /** Whatever the shards have, with all that was acknowledged before. */
  record Newest() implements ReadView {}

  /** As of just these positions of the shards' logs. */
  record AsOf(ReadToken positions) implements ReadView {}

  /**
   * As now, and so that further pages can be read of the same.
   *
   * @param keepAlive how long it is held after each page; absent: as long as the node's settings
   *     say
   * @param reach places of a query's ranking that pages can be read of; absent: as many as the
   *     node's settings say
   */
  record NewCursor(Optional<Duration> keepAlive, Optional<Integer> reach) implements ReadView {}

  /** The page that an earlier one of a cursor told of. */
  record NextPage(String token) implements ReadView {}

  /** What is held under a cursor. */
  record Held(UUID cursor, Map<ShardId, Place> places) implements ReadView {
    /** Where a shard is held, and as of which position of its log. */
    public record Place(NodeId node, long position) {}

    public Held {
      places = Map.copyOf(places);
    }
  }

  Newest NEWEST = new Newest();
}
