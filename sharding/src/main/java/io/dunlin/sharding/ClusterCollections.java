package io.dunlin.sharding;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.CatchUp;
import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.shard.PointOperation;
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
import io.dunlin.sharding.answer.SharedAnswers;
import io.dunlin.sharding.change.ChangeFeeds;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.check.PointChecks;
import io.dunlin.sharding.route.KeyRoutes;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.route.ShardGroup;
import io.dunlin.sharding.route.ShardRegion;
import io.dunlin.sharding.snapshot.Snapshots;
import io.dunlin.sharding.write.OperationSplit;
import io.dunlin.sharding.write.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The facade over the cluster: finds the collection that is named, checks and routes what is
 * written, and has others do what is read.
 */
final class ClusterCollections implements Collections {
  private final ActorSystem<?> system;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final CatalogCopy copy;
  private final ActorRef<Requests.Command> requests;
  private final ShardRegion region;
  private final Members members;
  private final boolean clustered;
  private final Snapshots snapshots;
  private final CatalogAdmin admin;
  private final PointReads points;
  private final CollectionQueries queries;
  private final StatusReads states;
  private final OpenCursors cursors;
  private final CursorReads paged;
  private final SharedAnswers shared;
  private final CatchUp catchUp;
  private final ChangeFeeds feeds;

  /** So long a name that this node does not know is asked the catalog for. */
  private static final Duration ASK_FOR_NAMES = Duration.ofSeconds(1);

  /** So long shards are waited for by callers who do not wait for the change to be visible. */
  private static final Duration TELL_SHARDS = Duration.ofSeconds(2);

  /** So much later than it should a shard's writer may say what comes next. */
  private static final Duration TAIL_GRACE = Duration.ofSeconds(3);

  /** How often a caller who waits for an index is looked for. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  ClusterCollections(
      ActorSystem<?> system,
      CatalogAdmin admin,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      ActorRef<Requests.Command> requests,
      ShardRegion region,
      Members members,
      SharedAnswers shared,
      CursorSettings cursorSettings,
      boolean clustered,
      Snapshots snapshots) {
    this.system = system;
    this.catalog = catalog;
    this.copy = copy;
    this.requests = requests;
    this.region = region;
    this.members = members;
    this.shared = shared;
    this.clustered = clustered;
    this.snapshots = snapshots;
    this.admin = admin;
    Gathers gathers = new Gathers(system, requests, copy, members);
    this.points = new PointReads(gathers);
    this.queries = new CollectionQueries(gathers, points);
    this.states = new StatusReads(gathers);
    this.cursors = new OpenCursors(gathers, cursorSettings);
    this.paged = new CursorReads(cursors, gathers, points, queries);
    this.catchUp = new CatchUp(copy, catalog, system.scheduler());
    this.feeds =
        new ChangeFeeds(
            (shard, reader, after, had, maxBytes, patience) ->
                region.tail(
                    shard,
                    replyTo ->
                        new TailProtocol.Question(reader, after, had, maxBytes, patience, replyTo),
                    patience.plus(TAIL_GRACE),
                    system.scheduler()),
            (info, request, options) ->
                points.scroll(info, request, options).thenApply(Answered::value),
            info ->
                Optional.ofNullable(copy.state().byName().get(info.name()))
                    .filter(known -> known.uuid().equals(info.uuid())),
            system.executionContext());
  }

  // ---- collections ----

  @Override
  public CompletionStage<Boolean> create(String name, CollectionConfig config, Duration timeout) {
    return Asks.attempt(() -> {
      checkVisible(name);
      PointChecks.checkMetadata(config.metadata());
      SendLimits.check(new CatalogProtocol.Create(name, config, system.ignoreRef()));
      Deadline deadline = Deadline.in(timeout);
      return this.<CatalogProtocol.Command, Boolean>ask(
              catalog, replyTo -> new CatalogProtocol.Create(name, config, replyTo), timeout)
          .thenCompose(made ->
              opened(copy.state().find(name).map(CollectionInfo::shards), deadline)
                  .thenApply(_ -> made));
    });
  }

  /** Done when all can be read: clients read and write a collection as soon as it is made. */
  private CompletionStage<Boolean> opened(Optional<List<ShardId>> shards, Deadline deadline) {
    return all(
        shards.orElse(List.of()),
        shard -> region.open(shard, deadline.left().plus(Asks.GRACE), system.scheduler()));
  }

  @Override
  public CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout) {
    return Asks.attempt(() -> {
      checkVisible(name);
      PointChecks.checkMetadata(patch.metadata());
      SendLimits.check(new CatalogProtocol.Update(name, patch, system.ignoreRef()));
      return ask(catalog, replyTo -> new CatalogProtocol.Update(name, patch, replyTo), timeout);
    });
  }

  @Override
  public CompletionStage<Boolean> drop(String name, Duration timeout) {
    return lookUp(name, timeout)
        .thenCompose(_ -> {
          UUID meant =
              Optional.ofNullable(copy.state().byName().get(name))
                  .filter(each -> !each.isPrepared())
                  .map(CollectionInfo::uuid)
                  .orElse(CatalogProtocol.Drop.NONE);
          return ask(
              catalog,
              replyTo -> new CatalogProtocol.Drop(name, Optional.of(meant), replyTo),
              timeout);
        });
  }

  @Override
  public CompletionStage<Boolean> changeAliases(List<AliasAction> actions, Duration timeout) {
    return Asks.attempt(() -> {
      SendLimits.check(new CatalogProtocol.ChangeAliases(actions, system.ignoreRef()));
      return ask(catalog, replyTo -> new CatalogProtocol.ChangeAliases(actions, replyTo), timeout);
    });
  }

  @Override
  public CompletionStage<WriteResult> changeField(
      String collection, String path, Optional<FieldSchema> schema, WriteOptions options) {
    return Asks.attempt(() -> {
      checkVisible(collection);
      Deadline deadline = Deadline.in(options.timeout());
      SendLimits.check(
          new CatalogProtocol.ChangeField(collection, path, schema, system.ignoreRef()));
      return this.<CatalogProtocol.Command, Boolean>ask(
              catalog,
              replyTo -> new CatalogProtocol.ChangeField(collection, path, schema, replyTo),
              options.timeout())
          .thenCompose(_ ->
              options.untilVisible() && schema.isPresent()
                  ? indexed(collection, path, deadline)
                  : CompletableFuture.completedStage(true))
          .thenApply(whole -> new WriteResult(Map.of(), status(options, whole)));
    });
  }

  @Override
  public CompletionStage<WriteResult> changeVector(
      String collection, String vector, Optional<VectorKind> kind, WriteOptions options) {
    return Asks.attempt(() -> {
      Deadline deadline = Deadline.in(options.timeout());
      SendLimits.check(
          new CatalogProtocol.ChangeVector(collection, vector, kind, system.ignoreRef()));
      return this.<CatalogProtocol.Command, Boolean>ask(
              catalog,
              replyTo -> new CatalogProtocol.ChangeVector(collection, vector, kind, replyTo),
              options.timeout())
          .thenCompose(_ -> inShards(known(collection), soon(deadline, options)))
          .thenApply(everywhere -> new WriteResult(Map.of(), status(options, everywhere)));
    });
  }

  /** A shard that cannot be reached now has the change when it can: only some wait so long. */
  private static Deadline soon(Deadline deadline, WriteOptions options) {
    return options.untilVisible() || deadline.left().compareTo(TELL_SHARDS) < 0
        ? deadline
        : Deadline.in(TELL_SHARDS);
  }

  /** True when all shards have the collection's vectors. */
  private CompletionStage<Boolean> inShards(CollectionInfo info, Deadline deadline) {
    VectorColumns vectors = info.config().columns();
    CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
    for (ShardId shard : info.shards()) {
      all =
          region
              .changeVectors(shard, vectors, deadline, system.scheduler())
              .exceptionally(_ -> false)
              .thenCombine(all, Boolean::logicalAnd);
    }
    return all;
  }

  private static WriteResult.Status status(WriteOptions options, boolean done) {
    if (!options.untilVisible()) {
      return WriteResult.Status.ACKNOWLEDGED;
    }
    return done ? WriteResult.Status.COMPLETED : WriteResult.Status.WAIT_TIMEOUT;
  }

  /** True when the index is whole, false when the time is over before that. */
  private CompletionStage<Boolean> indexed(String collection, String path, Deadline deadline) {
    return status(collection, deadline.left())
        .thenCompose(status -> {
          boolean whole = status.field(path).whole();
          if (whole || deadline.left().compareTo(LOOK_EVERY) < 0) {
            return CompletableFuture.completedStage(whole);
          }
          return CompletableFuture.supplyAsync(
                  () -> indexed(collection, path, deadline),
                  CompletableFuture.delayedExecutor(
                      LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS, system.executionContext()))
              .thenCompose(looked -> looked);
        });
  }

  @Override
  public CompletionStage<SortedMap<String, String>> aliases() {
    return CompletableFuture.completedStage(copy.state().aliases());
  }

  @Override
  public CompletionStage<List<CollectionInfo>> list() {
    return CompletableFuture.completedStage(
        copy.state().byName().values().stream().filter(each -> !each.isPrepared()).toList());
  }

  @Override
  public CompletionStage<CollectionInfo> find(String name) {
    return with(name, ASK_FOR_NAMES, CompletableFuture::completedStage);
  }

  @Override
  public CompletionStage<CollectionStatus> status(String name, Duration timeout) {
    return with(name, timeout, info -> states.status(info, timeout));
  }

  @Override
  public CompletionStage<IndexProgress> index(String name, Duration timeout) {
    return with(
        name,
        timeout,
        info ->
            states
                .status(info, timeout)
                .thenApply(status ->
                    new IndexProgress(
                        info.config(), copy.state().indexChange(info.uuid()), status)));
  }

  @Override
  public CompletionStage<Boolean> rollBackIndex(String name, Duration timeout) {
    return Asks.attempt(() -> {
      checkVisible(name);
      return ask(catalog, replyTo -> new CatalogProtocol.RollBackIndexes(name, replyTo), timeout);
    });
  }

  @Override
  public CompletionStage<Boolean> acceptIndex(String name, Duration timeout) {
    return Asks.attempt(() -> {
      checkVisible(name);
      return ask(catalog, replyTo -> new CatalogProtocol.AcceptIndexes(name, replyTo), timeout);
    });
  }

  @Override
  public CompletionStage<Boolean> optimize(String name, Duration timeout) {
    return with(
        name,
        timeout,
        info -> all(info.shards(), shard -> region.optimize(shard, timeout, system.scheduler())));
  }

  @Override
  public CompletionStage<CollectionCopies> copies(String name, Duration timeout) {
    return with(name, timeout, _ -> admin.copies(name, timeout));
  }

  @Override
  public Optional<ClusterAdmin> cluster() {
    return members.self().filter(_ -> clustered).map(_ -> admin);
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return Optional.of(snapshots);
  }

  // ---- shard keys ----

  @Override
  public CompletionStage<Boolean> createShardKey(
      String collection, NewShardKey key, Duration timeout) {
    return Asks.attempt(() -> {
      checkVisible(collection);
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

  @Override
  public CompletionStage<Boolean> dropShardKey(String collection, ShardKey key, Duration timeout) {
    return admin.operate(new ClusterOperation.DropShardKey(collection, key), timeout);
  }

  // ---- writes ----

  @Override
  public CompletionStage<List<WriteResult>> writeKeyed(
      String collection, List<KeyedOperation> operations, WriteOptions options) {
    return with(
        collection,
        options.timeout(),
        info -> {
          PointChecks checks = new PointChecks(info.config());
          TextRequests texts = texts(info);
          WriteRequest request =
              new WriteRequest(
                  operations.stream()
                      .map(operation -> parts(info, operation, checks, texts))
                      .toList(),
                  options.untilVisible()
                      ? WriteResult.Status.COMPLETED
                      : WriteResult.Status.ACKNOWLEDGED,
                  Deadline.in(options.timeout()));
          SendLimits.check(request);
          return ask(requests, replyTo -> new Requests.Write(request, replyTo), options.timeout());
        });
  }

  private static List<WriteRequest.ShardPart> parts(
      CollectionInfo collection, KeyedOperation keyed, PointChecks checks, TextRequests texts) {
    List<ShardGroup> groups = KeyRoutes.ofWrite(collection, keyed.keys());
    PointOperation checked = texts.resolved(checks.checked(keyed.operation()));
    CollectionConfig config = collection.config();
    PointOperation operation =
        config.history().made().isEmpty() ? checked : checked.withKeys(config::keyOf);
    return groups.stream()
        .flatMap(group -> OperationSplit.split(group, operation).stream())
        .toList();
  }

  // ---- reads ----

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryRequest> queries, ReadOptions options) {
    return with(
        collection,
        options.timeout(),
        info -> {
          List<QueryRequest> resolved = texts(info).resolved(queries);
          if (options.isPage() && queries.size() == 1) {
            return paged.query(info, queries.getFirst(), resolved.getFirst(), options);
          }
          return shared.queries(
              info, resolved, options, asked -> this.queries.query(info, resolved, asked));
        });
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(
      String collection, GroupsRequest request, ReadOptions options) {
    return with(
        collection,
        options.timeout(),
        info -> {
          GroupsRequest resolved = texts(info).resolved(request);
          return shared.groups(
              info, resolved, options, asked -> queries.groups(info, resolved, asked));
        });
  }

  @Override
  public CompletionStage<Answered<DistanceMatrix>> matrix(
      String collection, MatrixRequest request, ReadOptions options) {
    return with(
        collection,
        options.timeout(),
        info -> queries.matrix(info, texts(info).resolved(request), options));
  }

  @Override
  public CompletionStage<Answered<List<FacetCount>>> facet(
      String collection, FacetRequest request, ReadOptions options) {
    return with(
        collection,
        options.timeout(),
        info -> points.facet(info, texts(info).resolved(request), options));
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(
      String collection, RetrieveRequest request, ReadOptions options) {
    return with(collection, options.timeout(), info -> points.retrieve(info, request, options));
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options) {
    return with(
        collection,
        options.timeout(),
        info -> {
          ScrollRequest resolved = texts(info).resolved(request);
          return options.isPage()
              ? paged.scroll(info, request, resolved, options)
              : points.scroll(info, resolved, options);
        });
  }

  @Override
  public CompletionStage<Boolean> closeCursor(String collection, String token, Duration timeout) {
    return with(
        collection, timeout, info -> cursors.close(info, token, ReadOptions.within(timeout)));
  }

  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, CountRequest request, ReadOptions options) {
    return with(
        collection,
        options.timeout(),
        info -> points.count(info, texts(info).resolved(request), options));
  }

  @Override
  public CompletionStage<Source<FeedEvent, NotUsed>> changes(
      String collection, ChangesRequest request) {
    return with(
        collection,
        ASK_FOR_NAMES,
        info -> {
          new PointChecks(info.config()).checkSelector(request.vectors());
          return feeds.open(info, texts(info).resolved(request));
        });
  }

  // ---- helpers ----

  private static TextRequests texts(CollectionInfo collection) {
    return new TextRequests(collection.config());
  }

  /**
   * Does what needs a collection. Where another took its place meanwhile, whose shards went under
   * way, it is done once more with that one.
   */
  private <T> CompletionStage<T> with(
      String name, Duration timeout, Function<CollectionInfo, CompletionStage<T>> action) {
    Supplier<CompletionStage<T>> attempt =
        () -> {
          CollectionInfo info = known(name);
          return action
              .apply(info)
              .exceptionallyCompose(failure ->
                  isReplaced(name, info)
                      ? action.apply(known(name))
                      : CompletableFuture.failedStage(failure));
        };
    return isKnown(name)
        ? Asks.attempt(attempt)
        : lookUp(name, timeout).thenCompose(_ -> Asks.attempt(attempt));
  }

  private boolean isReplaced(String name, CollectionInfo info) {
    return copy.state()
        .find(name)
        .filter(now -> !now.shards().containsAll(info.shards()))
        .isPresent();
  }

  private boolean isKnown(String name) {
    return !clustered || copy.state().find(name).isPresent();
  }

  /**
   * Completes when this node knows the name, or knows that there is none. Where it has not heard of
   * it, it asks the catalog; fails with Unavailable where it cannot.
   */
  private CompletionStage<Done> lookUp(String name, Duration timeout) {
    if (isKnown(name)) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    Duration patience = timeout.compareTo(ASK_FOR_NAMES) < 0 ? timeout : ASK_FOR_NAMES;
    return catchUp
        .now(patience)
        .thenCompose(newest ->
            newest || isKnown(name)
                ? CompletableFuture.completedStage(Done.getInstance())
                : CompletableFuture.failedStage(
                    new DunlinFailure.Unavailable(
                            "This node knows no collection `%s` and could not ask the cluster's catalog whether there is one; send the request again"
                                .formatted(name))
                        .asException()));
  }

  private CollectionInfo known(String name) {
    return copy.state()
        .find(name)
        .filter(each -> !each.isPrepared())
        .orElseThrow(() -> missing(name));
  }

  /** What is being prepared is none of the users'. */
  private static void checkVisible(String name) {
    if (CollectionInfo.isPrepared(name)) {
      throw missing(name);
    }
  }

  private static DunlinException missing(String name) {
    return new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!").asException();
  }

  /** True when each shard has done it. */
  private CompletionStage<Boolean> all(
      List<ShardId> shards, Function<ShardId, CompletionStage<Boolean>> action) {
    List<CompletableFuture<Boolean>> each =
        shards.stream().map(shard -> action.apply(shard).toCompletableFuture()).toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> true)
        .exceptionallyCompose(failure -> Asks.failed(system, failure));
  }

  private <C, T> CompletionStage<T> ask(
      ActorRef<C> to, Function<ActorRef<StatusReply<T>>, C> message, Duration timeout) {
    return Asks.ask(system, to, message, timeout);
  }
}
