package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.Light;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Indexing;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.ShardRegion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Has nodes let go of collections that nobody asks for, and open them again. The catalog says which
 * are released, so that each node knows at each start: it stops the copies that it keeps, and a
 * shard's writer lets go when nothing of it is under way. Logs and files stay. Any thread may call.
 */
final class Releases {
  private final ActorSystem<?> system;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final CatalogCopy copy;
  private final ShardRegion region;
  private final StatusReads states;

  Releases(
      ActorSystem<?> system,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      ShardRegion region,
      StatusReads states) {
    this.system = system;
    this.catalog = catalog;
    this.copy = copy;
    this.region = region;
    this.states = states;
  }

  boolean isReleased(CollectionInfo collection) {
    return copy.state().released().contains(collection.uuid());
  }

  /** How the shards are; of one that is released no more than which there are. */
  CompletionStage<CollectionStatus> status(CollectionInfo collection, Duration timeout) {
    return isReleased(collection)
        ? CompletableFuture.completedStage(unknown(collection))
        : states.status(collection, timeout);
  }

  private static CollectionStatus unknown(CollectionInfo collection) {
    List<ShardStatus> shards =
        collection.shards().stream()
            .map(shard ->
                new ShardStatus(
                    collection.number(shard),
                    collection.keyOf(shard),
                    0,
                    0,
                    0,
                    0,
                    false,
                    true,
                    Map.of(),
                    0,
                    0,
                    Indexing.NONE))
            .toList();
    return new CollectionStatus(Light.GREY, 0, 0, 0, shards);
  }

  /** What is held afterwards is what somebody needs: who asks meanwhile is served. */
  CompletionStage<List<ShardMemory>> release(CollectionInfo collection, Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    return status(collection, timeout)
        .thenCompose(before ->
            set(collection, true, deadline)
                .thenCompose(_ -> rest(collection, deadline))
                .thenApply(asleep -> memory(collection, before, shard -> !asleep.contains(shard))));
  }

  /** The shards that have let go in time. */
  private CompletionStage<Set<ShardId>> rest(CollectionInfo collection, Deadline deadline) {
    Set<ShardId> asleep = ConcurrentHashMap.newKeySet();
    return Asks.all(
            system,
            collection.shards(),
            shard ->
                region
                    .rest(shard, deadline.left(), system.scheduler())
                    .thenApply(done -> done && asleep.add(shard))
                    .exceptionally(_ -> false))
        .thenApply(_ -> asleep);
  }

  /** Opens what was released, and tells of all when it is open. */
  CompletionStage<List<ShardMemory>> load(CollectionInfo collection, Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    return awake(collection, timeout)
        .thenCompose(_ -> states.status(collection, deadline.left()))
        .thenApply(now ->
            memory(
                collection,
                now,
                shard ->
                    now.shard(collection.number(shard)).filter(ShardStatus::live).isPresent()));
  }

  /** Opens what was released; true when all shards can be read and written. */
  CompletionStage<Boolean> awake(CollectionInfo collection, Duration timeout) {
    if (!isReleased(collection)) {
      return CompletableFuture.completedStage(true);
    }
    Deadline deadline = Deadline.in(timeout);
    return set(collection, false, deadline)
        .thenCompose(_ ->
            Asks.all(
                system,
                collection.shards(),
                shard -> region.open(shard, deadline.left().plus(Asks.GRACE), system.scheduler())));
  }

  private CompletionStage<Boolean> set(
      CollectionInfo collection, boolean released, Deadline deadline) {
    return Asks.ask(
        system,
        catalog,
        replyTo -> new CatalogProtocol.SetReleased(collection.name(), released, replyTo),
        deadline.left());
  }

  private List<ShardMemory> memory(
      CollectionInfo collection, CollectionStatus status, Predicate<ShardId> held) {
    PlacementTable table = copy.state().placements();
    return collection.shards().stream()
        .map(shard -> {
          int number = collection.number(shard);
          return new ShardMemory(
              number,
              table.find(shard).map(place -> place.copies().size()).orElse(1),
              status.shard(number).map(one -> one.vectorBytes() + one.payloadBytes()).orElse(0L),
              held.test(shard));
        })
        .toList();
  }
}
