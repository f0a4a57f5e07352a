package io.dunlin.sharding;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.check.PointChecks;
import io.dunlin.sharding.route.ShardRegion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.StatusReply;

/**
 * Makes, changes and drops collections, their payload indexes, their vectors and their shard keys:
 * the catalog decides, and who waits for it waits for the shards, too.
 */
final class CollectionDefinitions {
  /** So long shards are waited for by callers who do not wait for the change to be visible. */
  private static final Duration TELL_SHARDS = Duration.ofSeconds(2);

  /** How often a caller who waits for an index is looked for. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final ActorSystem<?> system;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final CatalogCopy copy;
  private final KnownCollections names;
  private final StatusReads states;
  private final ShardRegion region;
  private final CatalogAdmin admin;
  private final boolean clustered;

  CollectionDefinitions(
      ActorSystem<?> system,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      KnownCollections names,
      StatusReads states,
      ShardRegion region,
      CatalogAdmin admin,
      boolean clustered) {
    this.system = system;
    this.catalog = catalog;
    this.copy = copy;
    this.names = names;
    this.states = states;
    this.region = region;
    this.admin = admin;
    this.clustered = clustered;
  }

  CompletionStage<Boolean> create(String name, CollectionConfig config, Duration timeout) {
    return Asks.attempt(() -> {
      KnownCollections.checkVisible(name);
      PointChecks.checkMetadata(config.metadata());
      SendLimits.check(new CatalogProtocol.Create(name, config, system.ignoreRef()));
      Deadline deadline = Deadline.in(timeout);
      return ask(replyTo -> new CatalogProtocol.Create(name, config, replyTo), timeout)
          .thenCompose(made ->
              opened(copy.state().find(name).map(CollectionInfo::shards), deadline)
                  .thenApply(_ -> made));
    });
  }

  /** Done when all can be read: clients read and write a collection as soon as it is made. */
  private CompletionStage<Boolean> opened(Optional<List<ShardId>> shards, Deadline deadline) {
    return Asks.all(
        system,
        shards.orElse(List.of()),
        shard -> region.open(shard, deadline.left().plus(Asks.GRACE), system.scheduler()));
  }

  CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout) {
    return Asks.attempt(() -> {
      KnownCollections.checkVisible(name);
      PointChecks.checkMetadata(patch.metadata());
      SendLimits.check(new CatalogProtocol.Update(name, patch, system.ignoreRef()));
      return ask(replyTo -> new CatalogProtocol.Update(name, patch, replyTo), timeout);
    });
  }

  CompletionStage<Boolean> rollBackIndex(String name, Duration timeout) {
    return Asks.attempt(() -> {
      KnownCollections.checkVisible(name);
      return ask(replyTo -> new CatalogProtocol.RollBackIndexes(name, replyTo), timeout);
    });
  }

  CompletionStage<Boolean> acceptIndex(String name, Duration timeout) {
    return Asks.attempt(() -> {
      KnownCollections.checkVisible(name);
      return ask(replyTo -> new CatalogProtocol.AcceptIndexes(name, replyTo), timeout);
    });
  }

  CompletionStage<Boolean> drop(String name, Duration timeout) {
    return names
        .lookUp(name, timeout)
        .thenCompose(_ -> {
          UUID meant =
              Optional.ofNullable(copy.state().byName().get(name))
                  .filter(each -> !each.isPrepared())
                  .map(CollectionInfo::uuid)
                  .orElse(CatalogProtocol.Drop.NONE);
          return ask(
              replyTo -> new CatalogProtocol.Drop(name, Optional.of(meant), replyTo), timeout);
        });
  }

  CompletionStage<Boolean> changeAliases(List<AliasAction> actions, Duration timeout) {
    return Asks.attempt(() -> {
      SendLimits.check(new CatalogProtocol.ChangeAliases(actions, system.ignoreRef()));
      return ask(replyTo -> new CatalogProtocol.ChangeAliases(actions, replyTo), timeout);
    });
  }

  CompletionStage<WriteResult> changeField(
      String collection, String path, Optional<FieldSchema> schema, WriteOptions options) {
    return Asks.attempt(() -> {
      KnownCollections.checkVisible(collection);
      Deadline deadline = Deadline.in(options.timeout());
      SendLimits.check(
          new CatalogProtocol.ChangeField(collection, path, schema, system.ignoreRef()));
      return ask(
              replyTo -> new CatalogProtocol.ChangeField(collection, path, schema, replyTo),
              options.timeout())
          .thenCompose(_ -> {
            long version = copy.state().version();
            CompletionStage<Boolean> done =
                options.untilVisible() && schema.isPresent()
                    ? indexed(collection, path, schema.get(), deadline)
                    : CompletableFuture.completedStage(true);
            return done.thenApply(
                whole -> new WriteResult(Map.of(), version, status(options, whole)));
          });
    });
  }

  CompletionStage<WriteResult> changeVector(
      String collection, String vector, Optional<VectorKind> kind, WriteOptions options) {
    return Asks.attempt(() -> {
      Deadline deadline = Deadline.in(options.timeout());
      SendLimits.check(
          new CatalogProtocol.ChangeVector(collection, vector, kind, system.ignoreRef()));
      return ask(
              replyTo -> new CatalogProtocol.ChangeVector(collection, vector, kind, replyTo),
              options.timeout())
          .thenCompose(_ -> inShards(names.known(collection), soon(deadline, options), options));
    });
  }

  /** A shard that cannot be reached now has the change when it can: only some wait so long. */
  private static Deadline soon(Deadline deadline, WriteOptions options) {
    return options.untilVisible() || deadline.left().compareTo(TELL_SHARDS) < 0
        ? deadline
        : Deadline.in(TELL_SHARDS);
  }

  /** Has all shards have the collection's vectors, as far as they can be reached. */
  private CompletionStage<WriteResult> inShards(
      CollectionInfo info, Deadline deadline, WriteOptions options) {
    VectorColumns vectors = info.config().columns();
    List<CompletableFuture<Optional<ShardProtocol.Written>>> answers =
        info.shards().stream()
            .map(shard ->
                region
                    .changeVectors(shard, vectors, deadline, system.scheduler())
                    .thenApply(Optional::of)
                    .exceptionally(_ -> Optional.empty())
                    .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(_ -> {
          List<ShardProtocol.Written> reached =
              answers.stream().map(CompletableFuture::resultNow).flatMap(Optional::stream).toList();
          boolean everywhere =
              reached.size() == answers.size()
                  && reached.stream().noneMatch(ShardProtocol.Written::late);
          return new WriteResult(
              reached.stream()
                  .collect(
                      Collectors.toMap(
                          ShardProtocol.Written::shard, ShardProtocol.Written::position)),
              copy.state().version(),
              status(options, everywhere));
        });
  }

  private static WriteResult.Status status(WriteOptions options, boolean done) {
    if (!options.untilVisible()) {
      return WriteResult.Status.ACKNOWLEDGED;
    }
    return done ? WriteResult.Status.COMPLETED : WriteResult.Status.WAIT_TIMEOUT;
  }

  /** True when the index is whole, false when the time is over before that. */
  private CompletionStage<Boolean> indexed(
      String collection, String path, FieldSchema schema, Deadline deadline) {
    return names
        .reading(collection, deadline.left(), info -> isWhole(info, path, schema, deadline))
        .thenCompose(whole -> {
          if (whole || deadline.left().compareTo(LOOK_EVERY) < 0) {
            return CompletableFuture.completedStage(whole);
          }
          return CompletableFuture.supplyAsync(
                  () -> indexed(collection, path, schema, deadline),
                  CompletableFuture.delayedExecutor(
                      LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS, system.executionContext()))
              .thenCompose(looked -> looked);
        });
  }

  /** False, too, while this node's catalog does not have that index yet. */
  private CompletionStage<Boolean> isWhole(
      CollectionInfo info, String path, FieldSchema schema, Deadline deadline) {
    return schema.equals(info.config().fields().get(path))
        ? states.status(info, deadline.left()).thenApply(status -> status.field(path).whole())
        : CompletableFuture.completedStage(false);
  }

  // ---- shard keys ----

  CompletionStage<Boolean> createShardKey(String collection, NewShardKey key, Duration timeout) {
    return Asks.attempt(() -> {
      KnownCollections.checkVisible(collection);
      Deadline deadline = Deadline.in(timeout);
      return admin
          .operate(
              new ClusterOperation.CreateShardKey(
                  collection, clustered ? key : ShardKeyPlacement.alone(key)),
              timeout)
          .thenCompose(made -> opened(shardsOf(collection, key.key()), deadline));
    });
  }

  private Optional<List<ShardId>> shardsOf(String collection, ShardKey key) {
    return copy.state().find(collection).flatMap(info -> info.find(key)).map(KeyedShards::shards);
  }

  CompletionStage<Boolean> dropShardKey(String collection, ShardKey key, Duration timeout) {
    return admin.operate(new ClusterOperation.DropShardKey(collection, key), timeout);
  }

  private CompletionStage<Boolean> ask(
      Function<ActorRef<StatusReply<Boolean>>, CatalogProtocol.Command> message, Duration timeout) {
    return Asks.ask(system, catalog, message, timeout);
  }
}
