package io.dunlin.http;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.catalog.IndexChange;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.Light;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Indexing;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.Lineage;
import io.dunlin.persistence.model.Point;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.ClusterAdmin;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.IndexProgress;
import io.dunlin.sharding.KeyedOperation;
import io.dunlin.sharding.NewShardKey;
import io.dunlin.sharding.ShardMemory;
import io.dunlin.sharding.TextRequests;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.check.LineageChecks;
import io.dunlin.sharding.check.PayloadChecks;
import io.dunlin.sharding.query.GroupRun;
import io.dunlin.sharding.query.MatrixRun;
import io.dunlin.sharding.route.KeyRoutes;
import io.dunlin.sharding.route.ShardGroup;
import io.dunlin.sharding.snapshot.Snapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * The facade over sorted maps: everything exact, everything visible at once. It keeps the last
 * timeout, write options and queries that it was given, and fails with whatever a test plants.
 */
public final class InMemoryCollections implements Collections {
  /** What writes say that they went to. */
  public static final ShardId SHARD = new ShardId(new UUID(1, 2));

  private final Snapshots snapshots = new InMemorySnapshots(this);
  private final SortedMap<String, CollectionInfo> infos = new TreeMap<>();
  private final SortedMap<String, String> aliases = new TreeMap<>();
  private final Map<UUID, IndexChange> indexChanges = new LinkedHashMap<>();
  private final Map<String, Map<Optional<ShardKey>, InMemoryPoints>> points = new LinkedHashMap<>();
  private final InMemoryCursors cursors = new InMemoryCursors();
  private final Map<String, InMemoryFeed> feeds = new LinkedHashMap<>();
  private @Nullable RuntimeException planted;
  private long changes;
  private final Set<String> released = new HashSet<>();
  private Optional<InMemoryCluster> cluster = Optional.empty();
  private Duration lastTimeout = Duration.ZERO;
  private boolean lastUntilVisible;
  private boolean late;
  private List<QueryRequest> lastQueries = List.of();
  private ReadOptions lastRead = ReadOptions.within(Duration.ZERO);
  private ReadNotes notes = ReadNotes.NONE;
  private Optional<NewShardKey> lastKey = Optional.empty();

  /** From now on writes that are waited for become visible too late, or in time again. */
  public synchronized void beLate(boolean now) {
    late = now;
  }

  /** From now on every call fails so; null: as usual again. */
  public synchronized void failWith(@Nullable RuntimeException failure) {
    planted = failure;
  }

  public synchronized Duration lastTimeout() {
    return lastTimeout;
  }

  public synchronized boolean lastUntilVisible() {
    return lastUntilVisible;
  }

  /** How the last read was to be done. */
  public synchronized ReadOptions lastRead() {
    return lastRead;
  }

  /** What is to be known of reads from now on. */
  public synchronized void notes(ReadNotes now) {
    notes = now;
  }

  public synchronized List<QueryRequest> lastQueries() {
    return lastQueries;
  }

  @Override
  public CompletionStage<Boolean> create(String name, CollectionConfig config, Duration timeout) {
    return answer(
        timeout,
        () -> {
          if (infos.containsKey(name)) {
            throw new DunlinFailure.AlreadyExists("Collection `" + name + "` already exists!")
                .asException();
          }
          List<ShardId> shards = new ArrayList<>();
          for (int i = 0; i < config.shardNumber(); i++) {
            shards.add(new ShardId(UUID.randomUUID()));
          }
          if (config.sharding() == ShardingMethod.CUSTOM) {
            shards.clear();
          }
          infos.put(name, new CollectionInfo(name, UUID.randomUUID(), config, List.copyOf(shards)));
          points.put(name, new LinkedHashMap<>());
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout) {
    return answer(
        timeout,
        () -> {
          CollectionInfo info = info(name);
          patch
              .tightened(info.config())
              .ifPresent(problem -> {
                throw new DunlinFailure.WrongInput(problem).asException();
              });
          change(info, patch.applyTo(info.config()));
          return true;
        });
  }

  private void change(CollectionInfo info, CollectionConfig config) {
    IndexChange.after(info.config(), config, Optional.ofNullable(indexChanges.get(info.uuid())))
        .ifPresent(change -> indexChanges.put(info.uuid(), change));
    infos.put(info.name(), info.with(config));
  }

  @Override
  public CompletionStage<Boolean> rollBackIndex(String name, Duration timeout) {
    return answer(
        timeout,
        () -> {
          CollectionInfo info = info(name);
          CollectionConfig former =
              Optional.ofNullable(indexChanges.get(info.uuid()))
                  .flatMap(IndexChange::former)
                  .orElseThrow(() ->
                      new DunlinFailure.BadRequest("there is nothing to roll back").asException());
          change(info, info.config().indexedAs(former));
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> acceptIndex(String name, Duration timeout) {
    return answer(
        timeout,
        () -> {
          CollectionInfo info = info(name);
          IndexChange change = indexChanges.get(info.uuid());
          if (change == null) {
            throw new DunlinFailure.BadRequest("there is nothing to accept").asException();
          }
          indexChanges.put(info.uuid(), new IndexChange(change.former(), true));
          return true;
        });
  }

  @Override
  public CompletionStage<IndexProgress> index(String name, Duration timeout) {
    return status(name, timeout)
        .thenApply(status -> {
          CollectionInfo info = info(name);
          return new IndexProgress(
              info.config(), Optional.ofNullable(indexChanges.get(info.uuid())), status);
        });
  }

  @Override
  public CompletionStage<Boolean> drop(String name, Duration timeout) {
    return answer(
        timeout,
        () -> {
          points.remove(name);
          Optional.ofNullable(feeds.remove(name)).ifPresent(InMemoryFeed::drop);
          aliases.values().removeIf(name::equals);
          return infos.remove(name) != null;
        });
  }

  @Override
  public CompletionStage<WriteResult> changeField(
      String name, String path, Optional<FieldSchema> schema, WriteOptions options) {
    return answer(
        options.timeout(),
        () -> {
          lastUntilVisible = options.untilVisible();
          CollectionInfo info = info(name);
          infos.put(
              name,
              info.with(
                  schema
                      .map(made -> info.config().withField(path, made))
                      .orElseGet(() -> info.config().withoutField(path))));
          return new WriteResult(Map.of(), ++changes, status(options));
        });
  }

  @Override
  public CompletionStage<WriteResult> changeVector(
      String name, String vector, Optional<VectorKind> kind, WriteOptions options) {
    return answer(
        options.timeout(),
        () -> {
          lastUntilVisible = options.untilVisible();
          CollectionInfo info = info(name);
          infos.put(
              name,
              info.with(
                  kind.map(made -> info.config().withVector(vector, made))
                      .orElseGet(() -> info.config().withoutVector(vector))));
          group(name).values().forEach(each -> each.change(info(name).config()));
          return new WriteResult(Map.of(SHARD, ++changes), changes, status(options));
        });
  }

  /** Whatever they say, without asking whether it can be. */
  @Override
  public CompletionStage<Boolean> changeAliases(List<AliasAction> actions, Duration timeout) {
    return answer(
        timeout,
        () -> {
          for (AliasAction action : actions) {
            switch (action) {
              case AliasAction.Point(String alias, String collection) ->
                  aliases.put(alias, info(collection).name());
              case AliasAction.Remove(String alias) -> aliases.remove(alias);
              case AliasAction.Rename(String from, String to) ->
                  aliases.put(to, Optional.ofNullable(aliases.remove(from)).orElseThrow());
            }
          }
          return true;
        });
  }

  @Override
  public CompletionStage<SortedMap<String, String>> aliases() {
    return answer(lastTimeout, () -> new TreeMap<>(aliases));
  }

  @Override
  public CompletionStage<List<CollectionInfo>> list() {
    return answer(lastTimeout, () -> List.copyOf(infos.values()));
  }

  @Override
  public CompletionStage<CollectionInfo> find(String name) {
    return answer(lastTimeout, () -> info(name));
  }

  @Override
  public CompletionStage<CollectionStatus> status(String name, Duration timeout) {
    return answer(
        timeout,
        () -> {
          List<ShardStatus> shards = new ArrayList<>();
          CollectionInfo info = info(name);
          for (ShardId shard : info.shards()) {
            InMemoryPoints points = points(name, info.keyOf(shard));
            boolean first = shards.stream().noneMatch(one -> one.key().equals(info.keyOf(shard)));
            shards.add(
                new ShardStatus(
                    info.number(shard),
                    info.keyOf(shard),
                    first ? points.size() : 0,
                    0,
                    1,
                    0,
                    false,
                    true,
                    Map.of(),
                    first ? points.vectorBytes() : 0,
                    first ? points.payloadBytes() : 0,
                    Indexing.NONE));
          }
          long count = shards.stream().mapToLong(ShardStatus::points).sum();
          return new CollectionStatus(
              released.contains(name) ? Light.GREY : Light.GREEN,
              count,
              0,
              shards.size(),
              List.copyOf(shards));
        });
  }

  @Override
  public CompletionStage<CollectionCopies> copies(String name, Duration timeout) {
    return answer(
        timeout,
        () -> {
          List<CollectionCopies.Copy> copies = new ArrayList<>();
          for (ShardId shard : info(name).shards()) {
            copies.add(
                new CollectionCopies.Copy(
                    info(name).number(shard),
                    InMemoryCluster.SELF,
                    true,
                    true,
                    CollectionCopies.State.ACTIVE));
          }
          return cluster
              .map(one -> one.copies(copies))
              .orElseGet(() -> new CollectionCopies(copies, List.of()));
        });
  }

  @Override
  public Optional<ClusterAdmin> cluster() {
    return cluster.map(one -> one);
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return Optional.of(snapshots);
  }

  /** From now on these are the collections of a node in this cluster; empty: of one alone. */
  public synchronized void join(Optional<InMemoryCluster> other) {
    cluster = other;
  }

  @Override
  public CompletionStage<Boolean> flush(String name, Duration timeout) {
    return answer(timeout, () -> info(name) != null);
  }

  /** Remembers it, and that is all. */
  @Override
  public CompletionStage<List<ShardMemory>> release(String name, Duration timeout) {
    return status(name, timeout)
        .thenApply(status -> {
          released.add(name);
          return memory(status, false);
        });
  }

  @Override
  public CompletionStage<List<ShardMemory>> open(String name, Duration timeout) {
    released.remove(name);
    return status(name, timeout).thenApply(status -> memory(status, true));
  }

  private static List<ShardMemory> memory(CollectionStatus status, boolean held) {
    return status.shards().stream()
        .map(shard ->
            new ShardMemory(shard.number(), 1, shard.vectorBytes() + shard.payloadBytes(), held))
        .toList();
  }

  @Override
  public CompletionStage<Boolean> optimize(String name, Duration timeout) {
    return answer(timeout, () -> info(name) != null);
  }

  @Override
  public CompletionStage<Boolean> createShardKey(
      String collection, NewShardKey key, Duration timeout) {
    return answer(
        timeout,
        () -> {
          CollectionInfo info = info(collection);
          if (info.config().sharding() == ShardingMethod.AUTO || info.find(key.key()).isPresent()) {
            throw new DunlinFailure.BadRequest("no key " + key.key() + " can be made")
                .asException();
          }
          lastKey = Optional.of(key);
          int shards = key.shards().orElse(info.config().shardNumber());
          infos.put(
              collection,
              info.with(
                  new KeyedShards(
                      key.key(),
                      info.nextNumber(),
                      Stream.generate(() -> new ShardId(UUID.randomUUID())).limit(shards).toList(),
                      key.copies(),
                      Set.of())));
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> dropShardKey(String collection, ShardKey key, Duration timeout) {
    return answer(
        timeout,
        () -> {
          if (info(collection).find(key).isEmpty()) {
            throw new DunlinFailure.BadRequest("there is no key " + key).asException();
          }
          infos.put(collection, info(collection).without(key));
          group(collection).remove(Optional.of(key));
          return true;
        });
  }

  /** The key that was made last. */
  public synchronized Optional<NewShardKey> lastKey() {
    return lastKey;
  }

  @Override
  public CompletionStage<List<WriteResult>> writeKeyed(
      String collection, List<KeyedOperation> operations, WriteOptions options) {
    return answer(
        options.timeout(),
        () -> {
          lastUntilVisible = options.untilVisible();
          CollectionInfo info = info(collection);
          PayloadChecks payloads = new PayloadChecks(info.config().schema());
          operations.forEach(keyed -> payloads.check(keyed.operation()));
          Optional<Lineage> lineage = Optional.empty();
          if (info.config().lineage()) {
            operations.forEach(keyed -> LineageChecks.check(keyed.operation()));
            lineage = Optional.of(new Lineage(options.author(), System.currentTimeMillis()));
          }
          Optional<Lineage> told = lineage;
          return operations.stream()
              .map(operation ->
                  new WriteResult(Map.of(SHARD, written(info, operation, told)), status(options)))
              .toList();
        });
  }

  private WriteResult.Status status(WriteOptions options) {
    if (!options.untilVisible()) {
      return WriteResult.Status.ACKNOWLEDGED;
    }
    return late ? WriteResult.Status.WAIT_TIMEOUT : WriteResult.Status.COMPLETED;
  }

  private long written(CollectionInfo info, KeyedOperation operation, Optional<Lineage> lineage) {
    long version = 0;
    for (ShardGroup group : KeyRoutes.ofWrite(info, operation.keys())) {
      InMemoryPoints points = points(info.name(), group.key());
      Map<PointId, Point> before = points.all();
      version = points.apply(texts(info.name()).resolved(operation.operation()));
      lineage.ifPresent(told -> points.tell(told, before));
      feed(info.name()).wrote(before, points.all());
    }
    return version;
  }

  private InMemoryFeed feed(String collection) {
    return feeds.computeIfAbsent(collection, _ -> new InMemoryFeed());
  }

  @Override
  public CompletionStage<Source<FeedEvent, NotUsed>> changes(
      String collection, ChangesRequest request) {
    return answer(
        lastTimeout,
        () -> {
          CollectionInfo info = info(collection);
          return feed(info.name())
              .open(
                  texts(collection).resolved(request),
                  () ->
                      points(info.name(), Optional.empty())
                          .scroll(
                              new ScrollRequest(
                                  request.filter(),
                                  Optional.empty(),
                                  1000,
                                  request.payload(),
                                  request.vectors()))
                          .points());
        });
  }

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryRequest> requests, ReadOptions options) {
    if (requests.size() == 1 && options.isPage()) {
      QueryRequest asked = requests.getFirst();
      return page(
              options,
              asked,
              asked.root().limit(),
              () ->
                  answer(
                      collection,
                      texts(collection)
                          .resolved(List.of(limited(asked, Integer.MAX_VALUE - 1)))
                          .getFirst()))
          .thenApply(answered -> answered.map(List::of));
    }
    return read(
        options,
        () -> {
          lastQueries = requests;
          return texts(collection).resolved(requests).stream()
              .map(request -> answer(collection, request))
              .toList();
        });
  }

  private static QueryRequest limited(QueryRequest query, int limit) {
    return new QueryRequest(
        query.root().limited(limit),
        query.offset(),
        query.payload(),
        query.vectors(),
        query.keys(),
        query.legs());
  }

  private List<Hit> answer(String collection, QueryRequest request) {
    return each(
        collection,
        request.keys(),
        points -> new InMemoryQueries(points, info(collection).config()).answer(request));
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(
      String collection, GroupsRequest request, ReadOptions options) {
    return read(
        options,
        () ->
            new GroupRun(
                    texts(collection).resolved(request),
                    queries ->
                        CompletableFuture.completedStage(
                            new Answered<>(
                                queries.stream().map(query -> answer(collection, query)).toList(),
                                ReadNotes.NONE)))
                .answer()
                .toCompletableFuture()
                .join()
                .value());
  }

  @Override
  public CompletionStage<Answered<DistanceMatrix>> matrix(
      String collection, MatrixRequest request, ReadOptions options) {
    return read(
        options,
        () -> {
          CollectionConfig config = info(collection).config();
          return new MatrixRun(
                  new InMemoryQueries(points(collection, Optional.empty()), config), config)
              .answer(texts(collection).resolved(request))
              .toCompletableFuture()
              .join()
              .value();
        });
  }

  @Override
  public CompletionStage<Answered<List<FacetCount>>> facet(
      String collection, FacetRequest request, ReadOptions options) {
    return read(
        options,
        () -> {
          Map<Object, Long> counts = new LinkedHashMap<>();
          for (Hit hit :
              points(collection, Optional.empty())
                  .scroll(
                      new ScrollRequest(
                          texts(collection).resolved(request).filter(),
                          Optional.empty(),
                          Integer.MAX_VALUE - 1,
                          new PayloadSelector.All(),
                          new VectorSelector.None(),
                          request.keys()))
                  .points()) {
            Set.copyOf(PayloadLookup.all(hit.payload().orElseThrow(), request.path()))
                .forEach(value -> counts.merge(value, 1L, Long::sum));
          }
          return FacetCount.best(counts, request.limit());
        });
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(
      String collection, RetrieveRequest request, ReadOptions options) {
    return read(
        options,
        () ->
            each(
                collection,
                request.keys(),
                points -> points.retrieve(request.ids(), request.payload(), request.vectors())));
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest asked, ReadOptions options) {
    return options.isPage()
        ? page(
                options,
                asked,
                asked.limit(),
                () -> scroll(collection, limited(asked, Integer.MAX_VALUE - 1)).points())
            .thenApply(answered -> answered.map(hits -> new ScrollPage(hits, Optional.empty())))
        : read(options, () -> scroll(collection, asked));
  }

  private static ScrollRequest limited(ScrollRequest scroll, int limit) {
    return new ScrollRequest(
        scroll.filter(),
        scroll.offset(),
        limit,
        scroll.payload(),
        scroll.vectors(),
        scroll.keys(),
        scroll.order());
  }

  private ScrollPage scroll(String collection, ScrollRequest asked) {
    ScrollRequest request = texts(collection).resolved(asked);
    List<ScrollPage> pages = new ArrayList<>();
    List<Hit> hits =
        each(
            collection,
            request.keys(),
            points -> {
              pages.add(
                  request.order().isEmpty()
                      ? points.scroll(request)
                      : new ScrollPage(
                          new InMemoryQueries(points, info(collection).config()).page(request),
                          Optional.empty()));
              return pages.getLast().points();
            });
    return pages.size() == 1
        ? new ScrollPage(hits, pages.getFirst().next())
        : new ScrollPage(hits, Optional.empty());
  }

  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, CountRequest request, ReadOptions options) {
    return read(
        options,
        () ->
            groups(collection, request.keys()).stream()
                .mapToLong(group ->
                    points(collection, group.key())
                        .count(texts(collection).resolved(request).filter()))
                .sum());
  }

  /** The hits of one key after those of another. */
  private List<Hit> each(
      String collection, ShardKeySelector keys, Function<InMemoryPoints, List<Hit>> read) {
    return groups(collection, keys).stream()
        .flatMap(group ->
            read.apply(points(collection, group.key())).stream()
                .map(hit -> group.key().map(hit::of).orElse(hit)))
        .toList();
  }

  private List<ShardGroup> groups(String collection, ShardKeySelector keys) {
    return KeyRoutes.ofRead(info(collection), keys, _ -> true);
  }

  // ---- cursors ----

  private CompletionStage<Answered<List<Hit>>> page(
      ReadOptions options, Record request, int limit, Supplier<List<Hit>> whole) {
    lastRead = options;
    return answer(
        options.timeout(),
        () -> {
          InMemoryCursors.Page page = cursors.page(options.view(), request, limit, notes, whole);
          return new Answered<>(page.hits(), page.notes());
        });
  }

  @Override
  public CompletionStage<Boolean> closeCursor(String collection, String token, Duration timeout) {
    return answer(
        timeout,
        () -> {
          var _ = info(collection);
          return cursors.close(token);
        });
  }

  private <T> CompletionStage<Answered<T>> read(ReadOptions options, Supplier<T> work) {
    lastRead = options;
    return answer(options.timeout(), work).thenApply(value -> new Answered<>(value, notes));
  }

  private TextRequests texts(String collection) {
    return new TextRequests(info(collection).config());
  }

  private CollectionInfo info(String name) {
    return Optional.ofNullable(infos.get(named(name))).orElseThrow(() -> missing(name));
  }

  private Map<Optional<ShardKey>, InMemoryPoints> group(String name) {
    return Optional.ofNullable(points.get(named(name))).orElseThrow(() -> missing(name));
  }

  private String named(String name) {
    return aliases.getOrDefault(name, name);
  }

  private InMemoryPoints points(String name, Optional<ShardKey> key) {
    return group(name).computeIfAbsent(key, _ -> new InMemoryPoints(info(name).config()));
  }

  private static DunlinException missing(String name) {
    return new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!").asException();
  }

  private synchronized <T> CompletionStage<T> answer(Duration timeout, Supplier<T> work) {
    lastTimeout = timeout;
    if (planted != null) {
      return CompletableFuture.failedFuture(planted);
    }
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (DunlinException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
