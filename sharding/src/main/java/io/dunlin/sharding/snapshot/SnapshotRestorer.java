package io.dunlin.sharding.snapshot;

import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.snapshot.SnapshotPart;
import io.dunlin.persistence.snapshot.SnapshotReader;
import io.dunlin.sharding.check.PointChecks;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.route.ShardGroup;
import io.dunlin.sharding.route.ShardRegion;
import io.dunlin.sharding.write.OperationSplit;
import io.dunlin.sharding.write.WriteRequest.ShardPart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Puts what is in a snapshot in the place of a collection or a shard. A collection is prepared that
 * no user sees and filled by the way that all writes take, so that it is in the journal, on all
 * copies and indexed as any other; then one event of the catalog gives it the name. Until then the
 * old one is as it was, whatever fails; what was prepared for nothing is dropped.
 */
final class SnapshotRestorer {
  private static final Duration CATALOG_WITHIN = Duration.ofSeconds(60);
  private static final Duration OPEN_WITHIN = Duration.ofSeconds(60);
  private static final Duration WRITE_WITHIN = Duration.ofSeconds(20);
  private static final Duration AGAIN_AFTER = Duration.ofMillis(300);

  /** A piece that no shard takes for so many pauses ends the restoring. */
  private static final int ATTEMPTS = 200;

  private static final int PIECES_AT_ONCE = 4;

  private final ActorSystem<?> system;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final ShardRegion region;
  private final Members members;
  private final String dispatcher;
  private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param dispatcher the name of the one for what waits for the disk
   */
  SnapshotRestorer(
      ActorSystem<?> system,
      ActorRef<CatalogProtocol.Command> catalog,
      ShardRegion region,
      Members members,
      String dispatcher) {
    this.system = system;
    this.catalog = catalog;
    this.region = region;
    this.members = members;
    this.dispatcher = dispatcher;
  }

  /** Whether this node is at work on a prepared collection. */
  boolean isUnderWay(UUID prepared) {
    return underWay.contains(prepared);
  }

  /**
   * Makes the snapshot's collection the one of this name.
   *
   * @param collection one of those in the file
   */
  CompletionStage<Boolean> collection(Path file, CollectionInfo collection, String name) {
    UUID uuid = UUID.randomUUID();
    Map<ShardId, ShardId> shards = new HashMap<>();
    collection.shards().forEach(shard -> shards.put(shard, new ShardId(UUID.randomUUID())));
    List<KeyedShards> keys =
        collection.keys().stream().map(keyed -> placedHere(keyed, shards)).toList();
    CollectionInfo prepared =
        new CollectionInfo(
            CollectionInfo.preparedName(members.selfId(), uuid),
            uuid,
            collection.config().withoutHistory(),
            collection.shards().stream().map(shards::get).toList(),
            keys);
    return replace(
        prepared,
        replyTo -> new CatalogProtocol.Replace(uuid, name, Optional.empty(), replyTo),
        () -> fill(file, collection, prepared.config(), shards));
  }

  /** Makes the snapshot's only shard the one of the target. */
  CompletionStage<Boolean> shard(Path file, CollectionInfo inFile, SnapshotCheck.Target target) {
    UUID uuid = UUID.randomUUID();
    ShardId made = new ShardId(UUID.randomUUID());
    CollectionInfo owner = target.collection();
    List<KeyedShards> keys =
        owner.keyOf(target.shard()).flatMap(owner::find).stream()
            .map(keyed ->
                new KeyedShards(keyed.key(), 0, List.of(made), keyed.copies(), keyed.nodes()))
            .toList();
    CollectionInfo prepared =
        new CollectionInfo(
            CollectionInfo.preparedName(members.selfId(), uuid),
            uuid,
            owner.config(),
            List.of(made),
            keys);
    Map<ShardId, ShardId> shards =
        inFile.shards().stream().collect(Collectors.toMap(shard -> shard, _ -> made));
    return replace(
        prepared,
        replyTo ->
            new CatalogProtocol.Replace(uuid, owner.name(), Optional.of(target.shard()), replyTo),
        () -> fill(file, inFile, prepared.config(), shards));
  }

  /** In another cluster a key's nodes are none: then its shards go anywhere. */
  private KeyedShards placedHere(KeyedShards keyed, Map<ShardId, ShardId> shards) {
    Set<NodeId> known = members.peers().stream().map(Members.Peer::id).collect(Collectors.toSet());
    return new KeyedShards(
        keyed.key(),
        keyed.first(),
        keyed.shards().stream().map(shards::get).toList(),
        keyed.copies(),
        known.containsAll(keyed.nodes()) ? keyed.nodes() : Set.of());
  }

  private CompletionStage<Boolean> replace(
      CollectionInfo prepared,
      Function<ActorRef<StatusReply<Boolean>>, CatalogProtocol.Command> replace,
      Supplier<CompletionStage<Done>> fill) {
    underWay.add(prepared.uuid());
    return ask(replyTo -> new CatalogProtocol.Prepare(prepared, replyTo))
        .thenCompose(_ -> open(prepared.shards()))
        .thenCompose(_ -> fill.get())
        .thenCompose(_ -> ask(replace))
        .whenComplete((_, failure) -> {
          underWay.remove(prepared.uuid());
          if (failure != null) {
            drop(prepared);
          }
        });
  }

  /** What is not heard of is dropped by whoever looks for left-overs. */
  void drop(CollectionInfo prepared) {
    catalog.tell(
        new CatalogProtocol.Drop(
            prepared.name(), Optional.of(prepared.uuid()), system.ignoreRef()));
  }

  private CompletionStage<Boolean> ask(
      Function<ActorRef<StatusReply<Boolean>>, CatalogProtocol.Command> message) {
    return AskPattern.askWithStatus(catalog, message::apply, CATALOG_WITHIN, system.scheduler());
  }

  private CompletionStage<Void> open(List<ShardId> shards) {
    return CompletableFuture.allOf(
        shards.stream()
            .map(shard -> region.open(shard, OPEN_WITHIN, system.scheduler()).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  // ---- the points ----

  /**
   * @param config of what is filled
   * @param shards where the points of the file's shards go
   */
  private CompletionStage<Done> fill(
      Path file, CollectionInfo collection, CollectionConfig config, Map<ShardId, ShardId> shards) {
    return points(file, collection)
        .mapConcat(read -> pieces(read, shards, config))
        .mapAsync(PIECES_AT_ONCE, piece -> write(piece, ATTEMPTS))
        .runWith(Sink.ignore(), system);
  }

  private record Read(ShardId shard, SnapshotPart.Points points) {}

  /** The points of one of the file's collections. */
  private Source<Read, NotUsed> points(Path file, CollectionInfo collection) {
    return Source.unfoldResource(
            () -> new Cursor(SnapshotReader.open(file), collection.uuid()),
            Cursor::next,
            Cursor::close)
        .withAttributes(ActorAttributes.dispatcher(dispatcher));
  }

  /** Used by one thread at a time. */
  private static final class Cursor {
    private final SnapshotReader reader;
    private final UUID wanted;
    private boolean inside;
    private ShardId shard = new ShardId(new UUID(0, 0));

    Cursor(SnapshotReader reader, UUID wanted) {
      this.reader = reader;
      this.wanted = wanted;
    }

    Optional<Read> next() throws IOException {
      for (Optional<SnapshotPart> part = reader.next(); part.isPresent(); part = reader.next()) {
        switch (part.get()) {
          case SnapshotPart.Head _ -> {}
          case SnapshotPart.Collection(CollectionInfo collection) ->
              inside = collection.uuid().equals(wanted);
          case SnapshotPart.Shard(ShardId next, long _, long _) -> shard = next;
          case SnapshotPart.Points points when inside -> {
            return Optional.of(new Read(shard, points));
          }
          case SnapshotPart.Points _ -> {}
        }
      }
      return Optional.empty();
    }

    void close() throws IOException {
      reader.close();
    }
  }

  private static List<ShardPart> pieces(
      Read read, Map<ShardId, ShardId> shards, CollectionConfig config) throws IOException {
    ShardId to = shards.get(read.shard());
    if (to == null) {
      throw new IllegalStateException("shard " + read.shard() + " was not prepared for");
    }
    return OperationSplit.split(
        new ShardGroup(Optional.empty(), List.of(to)),
        new PointChecks(config)
            .checked(SnapshotPoints.upsert(read.points(), config))
            .withKeys(config::keyOf));
  }

  /** Upserts may be sent again, whatever became of them. */
  private CompletionStage<Done> write(ShardPart piece, int attempts) {
    return region
        .write(
            piece.shard(),
            piece.operation(),
            piece.bytes(),
            Deadline.in(WRITE_WITHIN),
            system.scheduler())
        .thenApply(_ -> Done.getInstance())
        .exceptionallyCompose(failure -> {
          if (attempts == 1 || isFinal(failure)) {
            return CompletableFuture.failedStage(failure);
          }
          return CompletableFuture.supplyAsync(
                  () -> write(piece, attempts - 1),
                  CompletableFuture.delayedExecutor(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS))
              .thenCompose(again -> again);
        });
  }

  private static boolean isFinal(Throwable failure) {
    return Causes.of(failure) instanceof DunlinException known
        && !(known.failure() instanceof DunlinFailure.Overloaded
            || known.failure() instanceof DunlinFailure.Unavailable
            || known.failure() instanceof DunlinFailure.NotDelivered
            || known.failure() instanceof DunlinFailure.TimedOut);
  }
}
