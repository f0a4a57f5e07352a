package io.dunlin.cluster.boot;

import io.dunlin.cluster.settings.ClusterSettings;
import io.dunlin.cluster.settings.ClusterSettings.Discovery;
import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;

/** Brings the node into its cluster. */
public final class ClusterBoot {
  private ClusterBoot() {}

  /**
   * Joins the nodes that are looked up, the seed nodes, or oneself where there are neither: seed
   * nodes wait for answers from others, joining oneself takes some tens of milliseconds. Nodes that
   * are looked up ask each other on the management port, which is bound by now.
   *
   * @param whenUp is told once, when the node may start singletons and shards
   */
  public static void join(
      ActorSystem<?> system, ClusterSettings settings, ActorRef<SelfUp> whenUp) {
    Cluster cluster = Cluster.get(system);
    cluster.subscriptions().tell(Subscribe.create(whenUp, SelfUp.class));
    if (settings.discovery() != Discovery.NONE) {
      ClusterBootstrap.get(system).start();
    } else if (settings.seedNodes().isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else {
      cluster.manager().tell(new JoinSeedNodes(addresses(system, settings.seedNodes())));
    }
  }

  private static List<Address> addresses(ActorSystem<?> system, List<String> seedNodes) {
    return seedNodes.stream()
        .map(node -> AddressFromURIString.parse("pekko://" + system.name() + "@" + node))
        .toList();
  }
}
