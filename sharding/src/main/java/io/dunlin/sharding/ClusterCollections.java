package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.Light;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.gather.Gathered;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.route.ShardRegion;
import io.dunlin.sharding.route.SlotMap;
import io.dunlin.sharding.write.OperationSplit;
import io.dunlin.sharding.write.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** The facade over the cluster: checks, routes, and joins what the shards answer. */
final class ClusterCollections implements Collections {
  private final ActorSystem<?> system;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final CatalogCopy copy;
  private final ActorRef<Requests.Command> requests;
  private final ShardRegion region;
  private final Members members;
  private final boolean clustered;
  private final CatalogAdmin admin;

  ClusterCollections(
      ActorSystem<?> system,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      ActorRef<Requests.Command> requests,
      ShardRegion region,
      Members members,
      boolean clustered) {
    this.system = system;
    this.catalog = catalog;
    this.copy = copy;
    this.requests = requests;
    this.region = region;
    this.members = members;
    this.clustered = clustered;
    this.admin = new CatalogAdmin(system, catalog, copy, members);
  }

  // ---- collections ----

  @Override
  public CompletionStage<Boolean> create(String name, CollectionConfig config, Duration timeout) {
    return Asks.attempt(() -> {
      PointChecks.checkMetadata(config.metadata());
      SendLimits.check(new CatalogProtocol.Create(name, config, system.ignoreRef()));
      Deadline deadline = Deadline.in(timeout);
      return this.<CatalogProtocol.Command, Boolean>ask(
              catalog, replyTo -> new CatalogProtocol.Create(name, config, replyTo), timeout)
          .thenCompose(made -> opened(name, deadline).thenApply(_ -> made));
    });
  }

  /**
   * Done when all shards can be read: clients read and write a collection as soon as it is made.
   */
  private CompletionStage<Boolean> opened(String name, Deadline deadline) {
    return all(
        copy.state().find(name).map(CollectionInfo::shards).orElse(List.of()),
        shard -> region.open(shard, deadline.left().plus(Asks.GRACE), system.scheduler()));
  }

  @Override
  public CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout) {
    return Asks.attempt(() -> {
      PointChecks.checkMetadata(patch.metadata());
      SendLimits.check(new CatalogProtocol.Update(name, patch, system.ignoreRef()));
      return ask(catalog, replyTo -> new CatalogProtocol.Update(name, patch, replyTo), timeout);
    });
  }

  @Override
  public CompletionStage<Boolean> drop(String name, Duration timeout) {
    return ask(catalog, replyTo -> new CatalogProtocol.Drop(name, replyTo), timeout);
  }

  @Override
  public CompletionStage<List<CollectionInfo>> list() {
    return CompletableFuture.completedStage(List.copyOf(copy.state().byName().values()));
  }

  @Override
  public CompletionStage<CollectionInfo> find(String name) {
    return Asks.attempt(() -> CompletableFuture.completedStage(known(name)));
  }

  @Override
  public CompletionStage<CollectionStatus> status(String name, Duration timeout) {
    return Asks.attempt(() -> {
      List<ShardId> shards = known(name).shards();
      Reading reading = new Reading(known(name), ReadOptions.within(timeout));
      List<CompletableFuture<ShardStatus>> each = new ArrayList<>();
      for (int number = 0; number < shards.size(); number++) {
        each.add(shardStatus(number, shards.get(number), reading));
      }
      return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
          .thenApply(_ -> addUp(each.stream().map(CompletableFuture::resultNow).toList()));
    });
  }

  @Override
  public CompletionStage<Boolean> optimize(String name, Duration timeout) {
    return Asks.attempt(() ->
        all(known(name).shards(), shard -> region.optimize(shard, timeout, system.scheduler())));
  }

  @Override
  public CompletionStage<CollectionCopies> copies(String name, Duration timeout) {
    return admin.copies(name, timeout);
  }

  @Override
  public Optional<ClusterAdmin> cluster() {
    return members.self().filter(_ -> clustered).map(_ -> admin);
  }

  // ---- writes ----

  @Override
  public CompletionStage<List<WriteResult>> write(
      String collection, List<PointOperation> operations, WriteOptions options) {
    return Asks.attempt(() -> {
      CollectionInfo info = known(collection);
      PointChecks checks = new PointChecks(info.config());
      WriteRequest request =
          new WriteRequest(
              operations.stream()
                  .map(operation -> OperationSplit.split(info, checks.checked(operation)))
                  .toList(),
              options.untilVisible()
                  ? WriteResult.Status.COMPLETED
                  : WriteResult.Status.ACKNOWLEDGED,
              Deadline.in(options.timeout()));
      SendLimits.check(request);
      return ask(requests, replyTo -> new Requests.Write(request, replyTo), options.timeout());
    });
  }

  // ---- reads ----

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> search(
      String collection, List<SearchRequest> searches, ReadOptions options) {
    return Asks.attempt(() -> {
      SearchPlan plan = new SearchPlan(known(collection), searches);
      Reading reading = new Reading(plan.collection(), options);
      return plan.needsExamples()
          ? examples(plan, reading)
              .thenCompose(found ->
                  search(plan, found.value(), reading).thenApply(hits -> hits.and(found.notes())))
          : search(plan, Map.of(), reading);
    });
  }

  private CompletionStage<Answered<List<List<Hit>>>> search(
      SearchPlan plan, Map<PointId, Hit> examples, Reading reading) {
    List<ReadProtocol.Request> reads =
        SendLimits.groups(plan.queries(examples)).stream()
            .map(ReadProtocol.Search::new)
            .flatMap(search -> reading.all(search).stream())
            .toList();
    return gather(reads, reading)
        .thenCompose(gathered -> {
          Answered<List<List<Hit>>> best =
              new Answered<>(plan.join(gathered.answers(), gathered.shards()), gathered.notes());
          return plan.hitsAreWhole()
              ? CompletableFuture.completedStage(best)
              : fill(plan, best, reading)
                  .thenCompose(filled ->
                      filled.isPresent()
                          ? CompletableFuture.completedStage(filled.get())
                          : search(plan.withWholeHits(), examples, reading));
        });
  }

  /** Payloads and vectors, of the winners only. Empty when a point changed or went meanwhile. */
  private CompletionStage<Optional<Answered<List<List<Hit>>>>> fill(
      SearchPlan plan, Answered<List<List<Hit>>> best, Reading reading) {
    List<CompletableFuture<Answered<Optional<List<Hit>>>>> each = new ArrayList<>();
    for (int i = 0; i < best.value().size(); i++) {
      List<Hit> hits = best.value().get(i);
      each.add(
          points(reading, hits.stream().map(Hit::id).toList(), plan.projection(i))
              .thenApply(found -> found.map(points -> filled(hits, points)))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> {
          ReadNotes notes = best.notes();
          List<List<Hit>> all = new ArrayList<>();
          for (CompletableFuture<Answered<Optional<List<Hit>>>> one : each) {
            Answered<Optional<List<Hit>>> filled = one.resultNow();
            if (filled.value().isEmpty()) {
              return Optional.empty();
            }
            all.add(filled.value().get());
            notes = notes.and(filled.notes());
          }
          return Optional.of(new Answered<>(all, notes));
        });
  }

  private static Optional<List<Hit>> filled(List<Hit> hits, Map<PointId, Hit> found) {
    List<Hit> filled = new ArrayList<>();
    for (Hit hit : hits) {
      @Nullable Hit point = found.get(hit.id());
      if (point == null || point.version() != hit.version()) {
        return Optional.empty();
      }
      filled.add(point.withScore(hit.score()));
    }
    return Optional.of(filled);
  }

  private CompletionStage<Answered<Map<PointId, Hit>>> examples(SearchPlan plan, Reading reading) {
    Projection vectors = new Projection(new PayloadSelector.None(), new VectorSelector.All());
    return points(reading, plan.examples(), vectors);
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(
      String collection,
      List<PointId> ids,
      PayloadSelector payload,
      VectorSelector vectors,
      ReadOptions options) {
    return Asks.attempt(() -> {
      Reading reading = new Reading(known(collection), options);
      new PointChecks(reading.collection().config()).checkSelector(vectors);
      return points(reading, ids, new Projection(payload, vectors))
          .thenApply(answered ->
              answered.map(found ->
                  ids.stream().filter(found::containsKey).distinct().map(found::get).toList()));
    });
  }

  private CompletionStage<Answered<Map<PointId, Hit>>> points(
      Reading reading, List<PointId> ids, Projection projection) {
    Map<ShardId, List<PointId>> byShard = new LinkedHashMap<>();
    for (PointId id : ids) {
      byShard
          .computeIfAbsent(SlotMap.shardOf(reading.collection(), id), _ -> new ArrayList<>())
          .add(id);
    }
    List<ReadProtocol.Request> reads =
        byShard.entrySet().stream()
            .flatMap(entry ->
                SendLimits.groupsOfIds(entry.getValue()).stream()
                    .map(some ->
                        reading.one(entry.getKey(), new ReadProtocol.Retrieve(some, projection))))
            .toList();
    return gather(reads, reading)
        .thenApply(gathered -> {
          Map<PointId, Hit> found = new HashMap<>();
          for (ReadProtocol.Answer answer : gathered.answers()) {
            ((ReadProtocol.Points) answer).points().forEach(hit -> found.put(hit.id(), hit));
          }
          return new Answered<>(found, gathered.notes());
        });
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options) {
    return Asks.attempt(() -> {
      Reading reading = new Reading(known(collection), options);
      new PointChecks(reading.collection().config()).checkSelector(request.vectors());
      int limit = Math.min(request.limit(), Integer.MAX_VALUE - 1);
      // One more than asked for: its id is where the next page begins.
      ReadProtocol.Scroll scroll =
          new ReadProtocol.Scroll(
              request.filter(),
              request.offset(),
              limit + 1,
              new Projection(request.payload(), request.vectors()));
      return gatherAll(scroll, reading)
          .thenApply(gathered -> new Answered<>(page(gathered.answers(), limit), gathered.notes()));
    });
  }

  private static ScrollPage page(List<ReadProtocol.Answer> answers, int limit) {
    List<Hit> points =
        answers.stream()
            .flatMap(answer -> ((ReadProtocol.Points) answer).points().stream())
            .sorted(Comparator.comparing(Hit::id))
            .limit(limit + 1L)
            .toList();
    return points.size() > limit
        ? new ScrollPage(points.subList(0, limit), Optional.of(points.get(limit).id()))
        : new ScrollPage(points, Optional.empty());
  }

  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, Filter filter, ReadOptions options) {
    return Asks.attempt(() -> {
      Reading reading = new Reading(known(collection), options);
      return gatherAll(new ReadProtocol.Count(filter), reading)
          .thenApply(gathered ->
              new Answered<>(
                  gathered.answers().stream()
                      .mapToLong(answer -> ((ReadProtocol.Counted) answer).count())
                      .sum(),
                  gathered.notes()));
    });
  }

  // ---- helpers ----

  private CollectionInfo known(String name) {
    return copy.state()
        .find(name)
        .orElseThrow(() ->
            new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!").asException());
  }

  private CompletionStage<Gathered> gatherAll(ReadProtocol.Read read, Reading reading) {
    SendLimits.check(read);
    return gather(reading.all(read), reading);
  }

  private CompletionStage<Gathered> gather(List<ReadProtocol.Request> reads, Reading reading) {
    if (reads.isEmpty()) {
      return CompletableFuture.completedStage(new Gathered(List.of(), 0, ReadNotes.NONE));
    }
    return ask(
        requests,
        replyTo ->
            new Requests.Read(
                reads,
                reading.deadline(),
                reading.options().consistency(),
                reading.options().allowPartial(),
                replyTo),
        reading.deadline().left());
  }

  private CompletableFuture<ShardStatus> shardStatus(int number, ShardId shard, Reading reading) {
    return gather(List.of(reading.one(shard, new ReadProtocol.Status())), reading)
        .thenApply(gathered -> (ReadProtocol.State) gathered.answers().getFirst())
        .thenApply(state ->
            new ShardStatus(
                number,
                state.points(),
                state.indexedVectors(),
                state.segments(),
                state.waiting(),
                state.building(),
                true))
        .exceptionally(_ -> new ShardStatus(number, 0, 0, 0, 0, false, false))
        .toCompletableFuture();
  }

  private static CollectionStatus addUp(List<ShardStatus> shards) {
    boolean dead = shards.stream().anyMatch(shard -> !shard.live());
    boolean busy = shards.stream().anyMatch(shard -> shard.building() || shard.backlog() > 0);
    return new CollectionStatus(
        dead ? Light.RED : busy ? Light.YELLOW : Light.GREEN,
        shards.stream().mapToLong(ShardStatus::points).sum(),
        shards.stream().mapToLong(ShardStatus::indexedVectors).sum(),
        shards.stream().mapToInt(ShardStatus::segments).sum(),
        shards);
  }

  /** True when each shard has done it. */
  private static CompletionStage<Boolean> all(
      List<ShardId> shards, Function<ShardId, CompletionStage<Boolean>> action) {
    List<CompletableFuture<Boolean>> each =
        shards.stream().map(shard -> action.apply(shard).toCompletableFuture()).toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> true)
        .exceptionallyCompose(Asks::timedOut);
  }

  private <C, T> CompletionStage<T> ask(
      ActorRef<C> to, Function<ActorRef<StatusReply<T>>, C> message, Duration timeout) {
    return Asks.ask(system, to, message, timeout);
  }
}
