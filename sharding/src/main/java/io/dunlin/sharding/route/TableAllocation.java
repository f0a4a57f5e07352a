package io.dunlin.sharding.route;

import static scala.jdk.javaapi.FutureConverters.asScala;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;

/**
 * Puts a shard's entity where the catalog's table has its primary; while that node is no member, to
 * the first of its replicas that is one. It decides nothing itself: where the table says nothing,
 * or no node of it is there, it names nobody, and is asked again.
 */
final class TableAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
  /** Moves at a time: a shard that moves does not take writes for a moment. */
  private static final int AT_ONCE = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A shard that the table has no place for. */
  private static final class Waiting {
    private final String shard;
    private final Map<NodeId, ActorRef> regions;
    private final CompletableFuture<ActorRef> place = new CompletableFuture<>();

    Waiting(String shard, Map<NodeId, ActorRef> regions) {
      this.shard = shard;
      this.regions = regions;
    }
  }

  private final CatalogCopy catalog;
  private final Members members;

  /** Is no region, so that the coordinator lets it be; a failure it would log each time. */
  private final ActorRef nobody;

  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param nobody an actor that is no shard region
   */
  TableAllocation(CatalogCopy catalog, Members members, ActorRef nobody) {
    this.catalog = catalog;
    this.members = members;
    this.nobody = nobody;
    catalog.afterChange(() -> waiting.forEach(this::look));
  }

  /** A new shard is placed within moments, one whose node is gone when the catalog gives it up. */
  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
    Waiting waits = new Waiting(shard, byNode(allocations.keySet()));
    waiting.add(waits);
    look(waits);
    return asScala(
        waits
            .place
            .completeOnTimeout(nobody, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((_, _) -> waiting.remove(waits)));
  }

  private void look(Waiting waits) {
    wanted(waits.shard, waits.regions).ifPresent(waits.place::complete);
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> moving) {
    Map<NodeId, ActorRef> regions = byNode(allocations.keySet());
    Set<String> misplaced = new HashSet<>();
    allocations.forEach((region, shards) ->
        scala.jdk.javaapi.CollectionConverters.asJava(shards)
            .forEach(shard -> {
              // A region that is gone could not hand its shards over: waiting for it takes a
              // minute.
              boolean elsewhere =
                  regions.containsValue(region)
                      && wanted(shard, regions).filter(there -> !there.equals(region)).isPresent();
              if (elsewhere && misplaced.size() + moving.size() < AT_ONCE) {
                misplaced.add(shard);
              }
            }));
    return asScala(CompletableFuture.completedFuture(misplaced));
  }

  private Optional<ActorRef> wanted(String shard, Map<NodeId, ActorRef> regions) {
    return catalog
        .state()
        .placements()
        .find(ShardId.parse(shard))
        .map(Placement::copies)
        .flatMap(
            copies -> copies.stream().filter(regions::containsKey).map(regions::get).findFirst());
  }

  private Map<NodeId, ActorRef> byNode(Set<ActorRef> regions) {
    Map<NodeId, ActorRef> byNode = new HashMap<>();
    for (ActorRef region : regions) {
      members.at(region.path().address()).ifPresent(node -> byNode.put(node, region));
    }
    return byNode;
  }
}
