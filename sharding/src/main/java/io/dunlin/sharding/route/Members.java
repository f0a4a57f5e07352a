package io.dunlin.sharding.route;

import io.dunlin.actors.placement.Membership;
import io.dunlin.actors.placement.NodeRole;
import io.dunlin.actors.placement.NodeRoles;
import io.dunlin.actors.placement.NodeState;
import io.dunlin.actors.report.Stopping;
import io.dunlin.persistence.model.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRefResolver;
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
 * which its cluster knows it by. A member that has said that it stops counts as one that leaves,
 * while it still is a full one to Pekko, whose own way out is too quick to hand shards over on it.
 * Kept up to date by an actor, asked by any thread.
 */
public final class Members implements Membership {
  private static final String NODE = "node-";
  private static final String ZONE = "zone-";
  private static final String ACTOR = "members";
  private static final String ROLE = "role-";

  /** The role of those where the catalog may run. */
  public static final String COORDINATOR = role(NodeRole.COORDINATOR);

  /**
   * @param reachable as far as this node can tell
   * @param stops whether it has said so
   */
  private record Seen(
      NodeId id,
      String zone,
      NodeRoles roles,
      Address address,
      NodeState pekko,
      boolean reachable,
      boolean stops) {
    Seen thatStops() {
      return new Seen(id, zone, roles, address, pekko, reachable, true);
    }

    NodeState state() {
      return stops ? NodeState.LEAVING : pekko;
    }
  }

  private final Address self;
  private final NodeId selfId;
  private volatile Map<NodeId, Seen> members = Map.of();
  private volatile Optional<Address> leader = Optional.empty();

  private Members(Address self, NodeId selfId) {
    this.self = self;
    this.selfId = selfId;
  }

  /** The roles of a node, for its settings. */
  public static List<String> roles(NodeId node, String zone, NodeRoles roles) {
    List<String> names = new ArrayList<>(List.of(NODE + node));
    if (!zone.isEmpty()) {
      names.add(ZONE + zone);
    }
    roles.all().forEach(role -> names.add(role(role)));
    return names;
  }

  private static String role(NodeRole role) {
    return ROLE + role.name().toLowerCase(Locale.ROOT);
  }

  /** One of a version without roles does everything. */
  private static NodeRoles roles(Member member) {
    List<NodeRole> roles =
        Arrays.stream(NodeRole.values()).filter(role -> member.hasRole(role(role))).toList();
    return NodeRoles.problem(roles).isPresent()
        ? NodeRoles.EVERYTHING
        : new NodeRoles(EnumSet.copyOf(roles));
  }

  /** Members from now on. */
  public static Members follow(ActorSystem<?> system) {
    Member self = Cluster.get(system).selfMember();
    NodeId id =
        role(self, NODE)
            .map(NodeId::parse)
            .orElseThrow(() -> new IllegalStateException("this node has no role that names it"));
    Members members = new Members(self.address(), id);
    system.systemActorOf(watch(members), ACTOR, Props.empty());
    return members;
  }

  /** What is there already comes as events too. */
  private static Behavior<Stopping> watch(Members members) {
    return Behaviors.<Object>setup(
            context -> {
              Cluster.get(context.getSystem())
                  .subscriptions()
                  .tell(
                      Subscribe.create(
                          context.getSelf().narrow(), ClusterEvent.ClusterDomainEvent.class));
              return Behaviors.receive(Object.class)
                  .onMessage(
                      ClusterEvent.ClusterDomainEvent.class,
                      event -> {
                        members.onEvent(event);
                        return Behaviors.same();
                      })
                  .onMessage(
                      Stopping.class,
                      told -> {
                        members.onStopping(told.node());
                        return Behaviors.same();
                      })
                  .build();
            })
        .narrow();
  }

  /** Tells every member that this node is about to leave; to be said again until it has left. */
  public void tellThatThisOneStops(ActorRefResolver resolver) {
    Stopping told = new Stopping(selfId);
    for (Seen seen : members.values()) {
      resolver.<Stopping>resolveActorRef(seen.address() + "/system/" + ACTOR).tell(told);
    }
  }

  private void onStopping(NodeId node) {
    Map<NodeId, Seen> seen = new HashMap<>(members);
    seen.computeIfPresent(node, (_, known) -> known.thatStops());
    members = Map.copyOf(seen);
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

  private boolean hasSaidThatItStops(Member member) {
    return members.values().stream()
        .anyMatch(seen -> seen.stops() && seen.address().equals(member.address()));
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
              node.get(),
              role(member, ZONE).orElse(""),
              roles(member),
              member.address(),
              state(member),
              reachable,
              hasSaidThatItStops(member)));
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
    for (Seen seen : members.values()) {
      nodes.add(new Node(seen.id(), seen.zone(), seen.state(), seen.roles().holding()));
    }
    return nodes;
  }

  /**
   * A member.
   *
   * @param address host:port
   * @param reachable as far as this node can tell
   */
  public record Peer(NodeId id, String address, String zone, NodeRoles roles, boolean reachable) {}

  /** All members, in the order of their names. */
  public List<Peer> peers() {
    return members.values().stream()
        .map(seen ->
            new Peer(
                seen.id(),
                seen.address().hostPort().replaceFirst(".*@", ""),
                seen.zone(),
                seen.roles(),
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
        .map(seen -> seen.id())
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
            seen.reachable() && seen.state() == NodeState.UP && !seen.address().equals(self));
  }

  /** Whether this node has been told to leave, and is on its way out already. */
  public boolean selfLeaves() {
    return members.values().stream()
        .anyMatch(seen -> seen.address().equals(self) && seen.pekko() == NodeState.LEAVING);
  }

  public boolean isSelf(NodeId node) {
    Seen seen = members.get(node);
    return seen != null && seen.address().equals(self);
  }
}
