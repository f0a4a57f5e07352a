package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import java.util.Optional;

/**
 * A node for a copy.
 *
 * @param node empty when no node can have it
 * @param waitsFor why it cannot come now; empty when it can
 */
record Choice(Optional<NodeId> node, Optional<String> waitsFor) {
  static Choice none(String why) {
    return new Choice(Optional.empty(), Optional.of(why));
  }

  boolean isReady() {
    return waitsFor.isEmpty();
  }
}
