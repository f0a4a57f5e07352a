package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.util.Optional;

/**
 * Something about a shard that is not yet as it should be, told to an operator.
 *
 * @param from the copy that goes, if one does
 * @param to the copy that comes, if one does and its node is chosen
 * @param waitsFor empty when it is done now
 */
public record PlacementTask(
    ShardId shard,
    Reason reason,
    Optional<NodeId> from,
    Optional<NodeId> to,
    Optional<String> waitsFor) {

  /** Why, the most pressing first. */
  public enum Reason {
    NEW("it has no copy yet"),
    FAILOVER("its primary's node is down"),
    ROLE("its primary is on a node that should hold replicas only"),
    REPAIR("it has fewer copies than wanted"),
    SURPLUS("it has more copies than wanted"),
    DRAIN("a node is to be emptied"),
    WISH("an operator asked for it"),
    AFFINITY("a copy is outside the nodes it belongs to"),
    ZONES("its copies can be spread over more zones"),
    BALANCE("one node has more to do than another");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }
}
