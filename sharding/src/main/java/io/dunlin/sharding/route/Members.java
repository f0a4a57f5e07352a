package io.dunlin.sharding.route;

import io.dunlin.actors.placement.Membership;
import io.dunlin.actors.placement.NodeState;
import io.dunlin.persistence.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * The cluster's members by the names that they carry as roles: a node's name outlives its address,
 * which its cluster knows it by. Kept up to date by an actor, asked by any thread.
 */
public final class Members implements Membership {
  private static final String NODE = "node-";
  private static final String ZONE = "zone-";

  /**
   * @param reachable as far as this node can tell
   */
  private record Seen(Node node, Address address, boolean reachable) {}

  private final Address self;
  private final NodeId selfId;
  private volatile Map<NodeId, Seen> members = Map.of();
  private volatile Optional<Address> leader = Optional.empty();

  private Members(Address self, NodeId selfId) {
    this.self = self;
    this.selfId = selfId;
  }

  /** The roles of a node, for its settings. */
  public static List<String> roles(NodeId node, String zone) {
    return zone.isEmpty() ? List.of(NODE + node) : List.of(NODE + node, ZONE + zone);
  }

  /** Members from now on. */
  public static Members follow(ActorSystem<?> system) {
    Member self = Cluster.get(system).selfMember();
    NodeId id =
        role(self, NODE)
            .map(NodeId::parse)
            .orElseThrow(() -> new IllegalStateException("this node has no role that names it"));
    Members members = new Members(self.address(), id);
    system.systemActorOf(watch(members), "members", Props.empty());
    return members;
  }

  /** What is there already comes as events too. */
  private static Behavior<ClusterEvent.ClusterDomainEvent> watch(Members members) {
    return Behaviors.setup(context -> {
      Cluster.get(context.getSystem())
          .subscriptions()
          .tell(Subscribe.create(context.getSelf(), ClusterEvent.ClusterDomainEvent.class));
      return Behaviors.receiveMessage(event -> {
        members.onEvent(event);
        return Behaviors.same();
      });
    });
  }

  private void onEvent(ClusterEvent.ClusterDomainEvent event) {
    switch (event) {
      case ClusterEvent.MemberRemoved removed -> update(removed.member(), false, false);
      case ClusterEvent.MemberEvent changed ->
          update(changed.member(), serves(changed.member()), isReachable(changed.member()));
      case ClusterEvent.UnreachableMember unreachable ->
          update(unreachable.member(), serves(unreachable.member()), false);
      case ClusterEvent.ReachableMember reachable ->
          update(reachable.member(), serves(reachable.member()), true);
      case ClusterEvent.LeaderChanged changed -> leader = Optional.ofNullable(changed.getLeader());
      default -> {}
    }
  }

  private boolean isReachable(Member member) {
    return members.values().stream()
        .filter(seen -> seen.address().equals(member.address()))
        .allMatch(Seen::reachable);
  }

  private void update(Member member, boolean serves, boolean reachable) {
    Map<NodeId, Seen> seen = new HashMap<>(members);
    // A node may come back under another address before the old one is removed.
    seen.values().removeIf(old -> old.address().equals(member.address()));
    Optional<NodeId> node = role(member, NODE).map(NodeId::parse);
    if (serves && node.isPresent()) {
      seen.put(
          node.get(),
          new Seen(
              new Node(node.get(), role(member, ZONE).orElse(""), state(member)),
              member.address(),
              reachable));
    }
    members = Map.copyOf(seen);
  }

  /** A node that leaves answers until its shards are open elsewhere: see {@code HandOver}. */
  private static boolean serves(Member member) {
    return member.status().equals(MemberStatus.up())
        || member.status().equals(MemberStatus.leaving())
        || member.status().equals(MemberStatus.exiting());
  }

  private static NodeState state(Member member) {
    return member.status().equals(MemberStatus.up()) ? NodeState.UP : NodeState.LEAVING;
  }

  private static Optional<String> role(Member member, String prefix) {
    return member.getRoles().stream()
        .filter(role -> role.startsWith(prefix))
        .map(role -> role.substring(prefix.length()))
        .findFirst();
  }

  @Override
  public List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    members.values().forEach(seen -> nodes.add(seen.node()));
    return nodes;
  }

  /**
   * A member.
   *
   * @param address host:port
   * @param reachable as far as this node can tell
   */
  public record Peer(NodeId id, String address, String zone, boolean reachable) {}

  /** All members, in the order of their names. */
  public List<Peer> peers() {
    return members.values().stream()
        .map(seen ->
            new Peer(
                seen.node().id(),
                seen.address().hostPort().replaceFirst(".*@", ""),
                seen.node().zone(),
                seen.reachable()))
        .sorted(Comparator.comparing(Peer::id))
        .toList();
  }

  /** Who decides about membership; empty while nobody does. */
  public Optional<NodeId> leader() {
    return leader.flatMap(this::at);
  }

  /** This node, whether it is a member yet or not. */
  public NodeId selfId() {
    return selfId;
  }

  /** This node; empty until it is a member. */
  public Optional<NodeId> self() {
    return at(self);
  }

  /** Where a member is; empty when it is none. */
  public Optional<Address> address(NodeId node) {
    return Optional.ofNullable(members.get(node)).map(Seen::address);
  }

  /** The member at an address; one without host is this very node. */
  public Optional<NodeId> at(Address address) {
    Address full = address.hasLocalScope() ? self : address;
    return members.values().stream()
        .filter(seen -> seen.address().equals(full))
        .map(seen -> seen.node().id())
        .findFirst();
  }

  /** Whether a member is there and answers, as far as this node can tell. */
  public boolean reachable(NodeId node) {
    Seen seen = members.get(node);
    return seen != null && seen.reachable();
  }

  /** Whether there is another member that answers and stays. */
  public boolean othersStay() {
    return members.values().stream()
        .anyMatch(seen ->
            seen.reachable()
                && seen.node().state() == NodeState.UP
                && !seen.address().equals(self));
  }

  public boolean isSelf(NodeId node) {
    Seen seen = members.get(node);
    return seen != null && seen.address().equals(self);
  }
}
