package io.dunlin.actors.placement;

import io.dunlin.persistence.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The nodes of a view by their ids. A node that the view does not know is gone for good. */
final class ClusterNodes {
  private final NavigableMap<NodeId, NodeView> byId = new TreeMap<>();
  private final List<NodeView> up = new ArrayList<>();
  private final Duration patience;

  ClusterNodes(List<NodeView> nodes, Duration patience) {
    this.patience = patience;
    nodes.forEach(node -> byId.put(node.id(), emptied(node)));
    byId.values().stream().filter(node -> node.state() == NodeState.UP).forEach(up::add);
  }

  private static NodeView emptied(NodeView node) {
    return node.state() == NodeState.UP && node.holding() == Holding.NOTHING
        ? node.with(NodeState.DRAINING)
        : node;
  }

  /** Those that may hold copies, by id. */
  List<NodeView> up() {
    return up;
  }

  boolean isKnown(NodeId node) {
    return byId.containsKey(node);
  }

  /** Whether primaries belong there. */
  boolean mayLead(NodeId node) {
    return find(node).filter(view -> view.holding() == Holding.ANY).isPresent();
  }

  boolean isUp(NodeId node) {
    return find(node).filter(view -> view.state() == NodeState.UP).isPresent();
  }

  /** Up or draining: its copies answer, and go on to. */
  boolean isLive(NodeId node) {
    return find(node)
        .filter(view -> view.state() == NodeState.UP || view.state() == NodeState.DRAINING)
        .isPresent();
  }

  boolean isLeaving(NodeId node) {
    return find(node).filter(view -> view.state() == NodeState.LEAVING).isPresent();
  }

  /** Leaving, or down for so short a time that it is waited for. */
  boolean isAwaited(NodeId node) {
    return isLeaving(node)
        || find(node)
            .filter(view -> view.state() == NodeState.DOWN)
            .filter(view -> view.downFor().compareTo(patience) < 0)
            .isPresent();
  }

  String zone(NodeId node) {
    return find(node).map(NodeView::zone).orElse("");
  }

  private Optional<NodeView> find(NodeId node) {
    return Optional.ofNullable(byId.get(node));
  }
}
