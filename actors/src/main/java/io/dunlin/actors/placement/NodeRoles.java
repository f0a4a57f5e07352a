package io.dunlin.actors.placement;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The roles of one node.
 *
 * @param all in their own order; never empty
 */
public record NodeRoles(Set<NodeRole> all) {
  /** Of a node that does everything. */
  public static final NodeRoles EVERYTHING =
      new NodeRoles(EnumSet.of(NodeRole.DATA, NodeRole.COORDINATOR));

  public NodeRoles {
    if (problem(all).isPresent()) {
      throw new IllegalArgumentException(problem(all).get());
    }
    all = Collections.unmodifiableSet(EnumSet.copyOf(all));
  }

  /** Why no node can have these roles, if so. */
  public static Optional<String> problem(Collection<NodeRole> roles) {
    if (roles.isEmpty()) {
      return Optional.of("a node needs a role");
    }
    if (roles.contains(NodeRole.DATA) && roles.contains(NodeRole.QUERY)) {
      return Optional.of("a node with the role data answers reads too: leave query out, or data");
    }
    if (roles.contains(NodeRole.PROXY)
        && (roles.contains(NodeRole.DATA) || roles.contains(NodeRole.QUERY))) {
      return Optional.of(
          "a node with the role proxy holds nothing, and every node answers requests: leave proxy"
              + " out, or what it is to hold");
    }
    return Optional.empty();
  }

  public Holding holding() {
    return all.contains(NodeRole.DATA)
        ? Holding.ANY
        : all.contains(NodeRole.QUERY) ? Holding.REPLICAS : Holding.NOTHING;
  }
}
