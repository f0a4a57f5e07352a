package io.dunlin.cluster.boot;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Makes the node a cluster of one. Seed nodes would need a port known beforehand and wait for
 * answers from others; joining oneself takes some tens of milliseconds.
 */
public final class ClusterBoot {
  private ClusterBoot() {}

  /**
   * @param whenUp is told once, when the node may start singletons and shards
   */
  public static void joinSelf(ActorSystem<?> system, ActorRef<SelfUp> whenUp) {
    Cluster cluster = Cluster.get(system);
    cluster.subscriptions().tell(Subscribe.create(whenUp, SelfUp.class));
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }
}
