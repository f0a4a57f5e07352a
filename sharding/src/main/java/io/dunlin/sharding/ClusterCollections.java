package io.dunlin.sharding;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.CatchUp;
import io.dunlin.actors.catalog.CollectionPatch;
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
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.answer.SharedAnswers;
import io.dunlin.sharding.change.ChangeFeeds;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.check.LineageChecks;
import io.dunlin.sharding.check.PayloadChecks;
import io.dunlin.sharding.check.PointChecks;
import io.dunlin.sharding.rerank.Rerankers;
import io.dunlin.sharding.route.KeyRoutes;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.route.ShardGroup;
import io.dunlin.sharding.route.ShardRegion;
import io.dunlin.sharding.snapshot.Snapshots;
import io.dunlin.sharding.write.OperationSplit;
import io.dunlin.sharding.write.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The facade over the cluster: finds the collection that is named, checks and routes what is
 * written, and has others do what is read and what is done to collections themselves.
 */
final class ClusterCollections implements Collections {
  private final ActorSystem<?> system;
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
  private final Releases releases;
  private final KnownCollections names;
  private final CollectionDefinitions definitions;
  private final ChangeFeeds feeds;

  /** So much later than it should a shard's writer may say what comes next. */
  private static final Duration TAIL_GRACE = Duration.ofSeconds(3);

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
      Snapshots snapshots,
      Rerankers rerankers) {
    this.system = system;
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
    this.queries = new CollectionQueries(gathers, points, rerankers);
    this.states = new StatusReads(gathers);
    this.cursors = new OpenCursors(gathers, cursorSettings);
    this.paged = new CursorReads(cursors, gathers, points, queries);
    this.releases = new Releases(system, catalog, copy, region, states);
    this.names =
        new KnownCollections(
            copy, new CatchUp(copy, catalog, system.scheduler()), releases, clustered);
    this.definitions =
        new CollectionDefinitions(system, catalog, copy, names, states, region, admin, clustered);
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
    return definitions.create(name, config, timeout);
  }

  @Override
  public CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout) {
    return definitions.update(name, patch, timeout);
  }

  @Override
  public CompletionStage<Boolean> drop(String name, Duration timeout) {
    return definitions.drop(name, timeout);
  }

  @Override
  public CompletionStage<Boolean> changeAliases(List<AliasAction> actions, Duration timeout) {
    return definitions.changeAliases(actions, timeout);
  }

  @Override
  public CompletionStage<WriteResult> changeField(
      String collection, String path, Optional<FieldSchema> schema, WriteOptions options) {
    return definitions.changeField(collection, path, schema, options);
  }

  @Override
  public CompletionStage<WriteResult> changeVector(
      String collection, String vector, Optional<VectorKind> kind, WriteOptions options) {
    return definitions.changeVector(collection, vector, kind, options);
  }

  @Override
  public CompletionStage<Boolean> createShardKey(
      String collection, NewShardKey key, Duration timeout) {
    return definitions.createShardKey(collection, key, timeout);
  }

  @Override
  public CompletionStage<Boolean> dropShardKey(String collection, ShardKey key, Duration timeout) {
    return definitions.dropShardKey(collection, key, timeout);
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
    return names.with(name, KnownCollections.ASK_FOR_NAMES, CompletableFuture::completedStage);
  }

  @Override
  public CompletionStage<CollectionStatus> status(String name, Duration timeout) {
    return names.with(name, timeout, info -> releases.status(info, timeout));
  }

  @Override
  public CompletionStage<IndexProgress> index(String name, Duration timeout) {
    return names.with(
        name,
        timeout,
        info ->
            releases
                .status(info, timeout)
                .thenApply(status ->
                    new IndexProgress(
                        info.config(), copy.state().indexChange(info.uuid()), status)));
  }

  @Override
  public CompletionStage<Boolean> rollBackIndex(String name, Duration timeout) {
    return definitions.rollBackIndex(name, timeout);
  }

  @Override
  public CompletionStage<Boolean> acceptIndex(String name, Duration timeout) {
    return definitions.acceptIndex(name, timeout);
  }

  @Override
  public CompletionStage<Boolean> optimize(String name, Duration timeout) {
    return names.reading(
        name,
        timeout,
        info ->
            Asks.all(
                system,
                info.shards(),
                shard -> region.optimize(shard, timeout, system.scheduler())));
  }

  @Override
  public CompletionStage<Boolean> flush(String name, Duration timeout) {
    return names.reading(
        name,
        timeout,
        info ->
            Asks.all(
                system, info.shards(), shard -> region.seal(shard, timeout, system.scheduler())));
  }

  @Override
  public CompletionStage<List<ShardMemory>> release(String name, Duration timeout) {
    return names.with(name, timeout, info -> releases.release(info, timeout));
  }

  @Override
  public CompletionStage<List<ShardMemory>> open(String name, Duration timeout) {
    return names.with(name, timeout, info -> releases.load(info, timeout));
  }

  @Override
  public CompletionStage<CollectionCopies> copies(String name, Duration timeout) {
    return names.with(name, timeout, _ -> admin.copies(name, timeout));
  }

  @Override
  public Optional<ClusterAdmin> cluster() {
    return members.self().filter(_ -> clustered).map(_ -> admin);
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return Optional.of(snapshots);
  }

  // ---- writes ----

  @Override
  public CompletionStage<List<WriteResult>> writeKeyed(
      String collection, List<KeyedOperation> operations, WriteOptions options) {
    return names.writing(
        collection,
        options.timeout(),
        info -> {
          PointChecks checks = new PointChecks(info.config());
          TextRequests texts = texts(info);
          PayloadChecks payloads = new PayloadChecks(info.config().schema());
          operations.forEach(keyed -> payloads.check(keyed.operation()));
          Optional<String> author = Optional.empty();
          if (info.config().lineage()) {
            operations.forEach(keyed -> LineageChecks.check(keyed.operation()));
            author = Optional.of(options.author());
          }
          WriteRequest request =
              new WriteRequest(
                  operations.stream()
                      .map(operation -> parts(info, operation, checks, texts))
                      .toList(),
                  options.untilVisible()
                      ? WriteResult.Status.COMPLETED
                      : WriteResult.Status.ACKNOWLEDGED,
                  Deadline.in(options.timeout()),
                  author);
          SendLimits.check(request);
          return Asks.ask(
              system, requests, replyTo -> new Requests.Write(request, replyTo), options.timeout());
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
    return names.reading(
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
    return names.reading(
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
    return names.reading(
        collection,
        options.timeout(),
        info -> queries.matrix(info, texts(info).resolved(request), options));
  }

  @Override
  public CompletionStage<Answered<List<FacetCount>>> facet(
      String collection, FacetRequest request, ReadOptions options) {
    return names.reading(
        collection,
        options.timeout(),
        info -> points.facet(info, texts(info).resolved(request), options));
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(
      String collection, RetrieveRequest request, ReadOptions options) {
    return names.reading(
        collection, options.timeout(), info -> points.retrieve(info, request, options));
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options) {
    return names.reading(
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
    return names.reading(
        collection, timeout, info -> cursors.close(info, token, ReadOptions.within(timeout)));
  }

  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, CountRequest request, ReadOptions options) {
    return names.reading(
        collection,
        options.timeout(),
        info -> points.count(info, texts(info).resolved(request), options));
  }

  @Override
  public CompletionStage<Source<FeedEvent, NotUsed>> changes(
      String collection, ChangesRequest request) {
    return names.reading(
        collection,
        KnownCollections.ASK_FOR_NAMES,
        info -> {
          new PointChecks(info.config()).checkSelector(request.vectors());
          return feeds.open(info, texts(info).resolved(request));
        });
  }

  // ---- helpers ----

  private static TextRequests texts(CollectionInfo collection) {
    return new TextRequests(collection.config());
  }
}
