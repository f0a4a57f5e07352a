package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import java.time.Duration;

/**
 * A node as the planner sees it.
 *
 * @param zone a rack, room or data centre that may fail as one; nodes without one share a name
 * @param downFor how long it has been down, as whoever makes the view knows; zero unless DOWN
 * @param capacityBytes what its disk holds
 * @param usedBytes what is on its disk, dropped copies that are not deleted yet included
 */
public record NodeView(
    NodeId id,
    String zone,
    NodeState state,
    Duration downFor,
    long capacityBytes,
    long usedBytes) {}
