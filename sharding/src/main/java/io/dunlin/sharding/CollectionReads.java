package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.FieldStatus;
import io.dunlin.actors.query.CollectionStatus.Light;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.check.PointChecks;
import io.dunlin.sharding.gather.Gathered;
import io.dunlin.sharding.gather.HitMerge;
import io.dunlin.sharding.gather.KeyedAnswers;
import io.dunlin.sharding.query.Examples;
import io.dunlin.sharding.query.GroupRun;
import io.dunlin.sharding.query.MatrixRun;
import io.dunlin.sharding.query.QueryChecks;
import io.dunlin.sharding.query.QueryRun;
import io.dunlin.sharding.query.Stages;
import io.dunlin.sharding.query.VectorSearch;
import io.dunlin.sharding.query.VectorSearches;
import io.dunlin.sharding.route.KeyRoutes;
import io.dunlin.sharding.route.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.Patterns;

/**
 * What is read of a collection: which shards are asked, and how their answers become one. Fails, as
 * a stage or at once, with what a caller should be told.
 *
 * @param copy says where shards are
 */
record CollectionReads(
    ActorSystem<?> system, ActorRef<Requests.Command> requests, CatalogCopy copy, Members members) {
  /** So long a read waits for the shards of a key that has just been made. */
  private static final Duration PLACED_WITHIN = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(10);

  // ---- queries ----

  CompletionStage<Answered<List<List<Hit>>>> query(
      CollectionInfo collection, List<QueryRequest> queries, ReadOptions options) {
    QueryChecks checks = new QueryChecks(collection.config());
    queries.forEach(checks::check);
    return QueryGroups.of(queries)
        .answer((keys, some) ->
            examples(some, collection, options)
                .thenCompose(found ->
                    query(
                            some,
                            new VectorSearches(collection.config(), found.value(), keys),
                            reading(collection, keys, options),
                            places(queries, some, options))
                        .thenApply(answered -> answered.and(found.notes()))));
  }

  /** What queries are called in an explanation; nothing where there is none. */
  private static List<String> places(
      List<QueryRequest> all, List<QueryRequest> some, ReadOptions options) {
    return some.stream()
        .map(query -> {
          if (options.trace().isEmpty()) {
            return "";
          }
          return all.size() == 1 ? "query" : "searches[" + all.indexOf(query) + "]";
        })
        .toList();
  }

  /**
   * Those that are searches and no more go to the shards together.
   *
   * @param places what each is called in an explanation
   */
  private CompletionStage<Answered<List<List<Hit>>>> query(
      List<QueryRequest> queries, VectorSearches searches, Reading reading, List<String> places) {
    List<QueryRequest> plain =
        queries.stream().filter(query -> VectorSearches.isOne(query.root())).toList();
    if (plain.size() == queries.size()) {
      return search(plain, searches, reading, places);
    }
    QueryRun run = new QueryRun(new ReadingQueries(this, reading), searches);
    CompletionStage<Answered<List<List<Hit>>>> others =
        Stages.all(
            IntStream.range(0, queries.size())
                .filter(i -> !VectorSearches.isOne(queries.get(i).root()))
                .mapToObj(i -> run.answer(queries.get(i), places.get(i)))
                .toList());
    CompletionStage<Answered<List<List<Hit>>>> found =
        plain.isEmpty()
            ? CompletableFuture.completedStage(new Answered<>(List.of(), ReadNotes.NONE))
            : search(
                plain,
                searches,
                reading,
                IntStream.range(0, queries.size())
                    .filter(i -> VectorSearches.isOne(queries.get(i).root()))
                    .mapToObj(places::get)
                    .toList());
    return found.thenCombine(
        others,
        (one, other) -> {
          Iterator<List<Hit>> searched = one.value().iterator();
          Iterator<List<Hit>> composed = other.value().iterator();
          return new Answered<>(
                  queries.stream()
                      .map(query ->
                          VectorSearches.isOne(query.root()) ? searched.next() : composed.next())
                      .toList(),
                  one.notes())
              .and(other.notes());
        });
  }

  private CompletionStage<Answered<List<List<Hit>>>> search(
      List<QueryRequest> queries, VectorSearches searches, Reading reading, List<String> places) {
    // Of several shards' best, most are not among the best of all: these alone are read whole.
    boolean atOnce =
        reading.shards().size() == 1
            || queries.stream().allMatch(query -> query.projection().equals(Projection.NOTHING));
    return search(queries, searches, reading, places, atOnce);
  }

  private CompletionStage<Answered<List<List<Hit>>>> search(
      List<QueryRequest> queries,
      VectorSearches searches,
      Reading reading,
      List<String> places,
      boolean atOnce) {
    List<VectorSearch> each = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      QueryRequest query = queries.get(i);
      each.add(
          searches
              .of(
                  query.root().limited(query.reach()),
                  atOnce ? query.projection() : Projection.NOTHING)
              .at(places.get(i)));
    }
    return search(each, reading)
        .thenCompose(found -> {
          List<List<Hit>> best = new ArrayList<>();
          for (int i = 0; i < queries.size(); i++) {
            best.add(found.value().get(i).stream().skip(queries.get(i).offset()).toList());
          }
          if (atOnce) {
            return CompletableFuture.completedStage(new Answered<>(best, found.notes()));
          }
          return fill(queries, best, reading)
              .thenCompose(filled ->
                  filled.value().isPresent()
                      ? CompletableFuture.completedStage(
                          filled.map(Optional::get).and(found.notes()))
                      // A point changed or went meanwhile: more bytes, but one round.
                      : search(queries, searches, reading, places, true));
        });
  }

  /** The hits with their content, or empty when one has changed since. */
  private CompletionStage<Answered<Optional<List<List<Hit>>>>> fill(
      List<QueryRequest> queries, List<List<Hit>> best, Reading reading) {
    List<CompletionStage<Answered<List<Optional<Hit>>>>> each = new ArrayList<>();
    for (int i = 0; i < best.size(); i++) {
      each.add(fill(best.get(i), queries.get(i).projection(), reading));
    }
    return Stages.all(each)
        .thenApply(filled ->
            filled.map(lists ->
                lists.stream().allMatch(list -> list.stream().allMatch(Optional::isPresent))
                    ? Optional.of(
                        lists.stream()
                            .map(list -> list.stream().map(Optional::orElseThrow).toList())
                            .toList())
                    : Optional.empty()));
  }

  /** One list for each search. */
  CompletionStage<Answered<List<List<Hit>>>> search(List<VectorSearch> searches, Reading reading) {
    if (reading.groups().isEmpty()) {
      return CompletableFuture.completedStage(
          new Answered<>(searches.stream().map(_ -> List.<Hit>of()).toList(), ReadNotes.NONE));
    }
    List<ReadProtocol.Request> reads =
        SendLimits.groups(
                searches.stream()
                    .map(VectorSearch::query)
                    .map(query -> query.by(reading.collection().config().keyOf(query.using())))
                    .toList())
            .stream()
            .map(ReadProtocol.Search::new)
            .flatMap(search -> reading.all(search).stream())
            .toList();
    return gather(reads, reading, searches)
        .thenApply(gathered -> {
          long start = System.nanoTime();
          List<List<Hit>> joined =
              SearchJoin.join(
                  searches,
                  gathered.answers(),
                  gathered.shards(),
                  reading.collection().config().sharding());
          reading.trace().ifPresent(trace -> trace.stage("merge", System.nanoTime() - start));
          return new Answered<>(joined, gathered.notes());
        });
  }

  /** Each hit with its content, or nothing where the point has changed or gone since. */
  CompletionStage<Answered<List<Optional<Hit>>>> fill(
      List<Hit> hits, Projection projection, Reading reading) {
    return found(reading, reading.placesOf(hits), projection)
        .thenApply(found -> {
          Map<Hit.Identity, Hit> points = new HashMap<>();
          found.value().forEach(point -> points.put(point.identity(), point));
          return found.map(_ ->
              hits.stream()
                  .map(hit ->
                      Optional.ofNullable(points.get(hit.identity()))
                          .filter(point -> point.version() == hit.version())
                          .map(point -> point.inPlaceOf(hit)))
                  .toList());
        });
  }

  /** The stored points that queries compare with. */
  private CompletionStage<Answered<Examples>> examples(
      List<QueryRequest> queries, CollectionInfo collection, ReadOptions options) {
    Map<Examples.Place, List<PointId>> named = Examples.named(queries);
    if (named.isEmpty()) {
      return CompletableFuture.completedStage(new Answered<>(Examples.NONE, ReadNotes.NONE));
    }
    Projection vectors = new Projection(new PayloadSelector.None(), new VectorSelector.All());
    List<Examples.Place> places = List.copyOf(named.keySet());
    return Stages.all(
            places.stream()
                .map(place -> {
                  Reading reading =
                      place
                          .collection()
                          .map(name -> reading(lookup(name), place.keys(), options.elsewhere()))
                          .orElseGet(() -> reading(collection, place.keys(), options));
                  return points(
                      reading, reading.places(named.getOrDefault(place, List.of())), vectors);
                })
                .toList())
        .thenApply(answered ->
            answered.map(found -> {
              Map<Examples.Place, Map<PointId, Hit>> byPlace = new HashMap<>();
              for (int i = 0; i < places.size(); i++) {
                byPlace.put(places.get(i), found.get(i));
              }
              return new Examples(byPlace);
            }));
  }

  private CollectionInfo lookup(String name) {
    return copy.state()
        .find(name)
        .orElseThrow(
            () -> new DunlinFailure.NotFound("Collection " + name + " not found").asException());
  }

  CompletionStage<Answered<List<PointGroup>>> groups(
      CollectionInfo collection, GroupsRequest request, ReadOptions options) {
    request.lookup().map(GroupsRequest.Lookup::collection).ifPresent(this::lookup);
    return new GroupRun(request, queries -> query(collection, queries, options))
        .answer()
        .thenCompose(groups ->
            request
                .lookup()
                .map(lookup -> lookedUp(groups, lookup, options))
                .orElseGet(() -> CompletableFuture.completedStage(groups)));
  }

  private CompletionStage<Answered<List<PointGroup>>> lookedUp(
      Answered<List<PointGroup>> groups, GroupsRequest.Lookup lookup, ReadOptions options) {
    List<PointId> ids =
        groups.value().stream().map(GroupRun::idOf).flatMap(Optional::stream).toList();
    return retrieve(
            lookup(lookup.collection()),
            new RetrieveRequest(
                ids, lookup.payload(), lookup.vectors(), ShardKeySelector.NONE_NAMED),
            options.elsewhere())
        .thenApply(found -> {
          Map<PointId, Hit> byId = new HashMap<>();
          found.value().forEach(hit -> byId.put(hit.id(), hit));
          return groups
              .map(list ->
                  list.stream()
                      .map(group ->
                          new PointGroup(
                              group.value(), group.hits(), GroupRun.idOf(group).map(byId::get)))
                      .toList())
              .and(found.notes());
        });
  }

  CompletionStage<Answered<DistanceMatrix>> matrix(
      CollectionInfo collection, MatrixRequest request, ReadOptions options) {
    var _ = new PointChecks(collection.config()).kind(request.using());
    Reading reading = reading(collection, request.keys(), options);
    return new MatrixRun(new ReadingQueries(this, reading), collection.config()).answer(request);
  }

  // ---- points ----

  CompletionStage<Answered<List<Hit>>> retrieve(
      CollectionInfo collection, RetrieveRequest request, ReadOptions options) {
    Reading reading = reading(collection, request.keys(), options);
    new PointChecks(reading.collection().config()).checkSelector(request.vectors());
    Projection projection = new Projection(request.payload(), request.vectors());
    return points(reading, reading.places(request.ids()), projection)
        .thenApply(answered ->
            answered.map(found ->
                request.ids().stream()
                    .filter(found::containsKey)
                    .distinct()
                    .map(found::get)
                    .toList()));
  }

  /** Of points that several keys have, those of the first. */
  private CompletionStage<Answered<Map<PointId, Hit>>> points(
      Reading reading, Map<ShardId, List<PointId>> byShard, Projection projection) {
    return found(reading, byShard, projection)
        .thenApply(found -> {
          Map<PointId, Hit> points = new HashMap<>();
          found.value().forEach(hit -> points.putIfAbsent(hit.id(), hit));
          return found.map(_ -> points);
        });
  }

  /** Those that exist. */
  private CompletionStage<Answered<List<Hit>>> found(
      Reading reading, Map<ShardId, List<PointId>> byShard, Projection projection) {
    List<ReadProtocol.Request> reads =
        byShard.entrySet().stream()
            .flatMap(entry ->
                SendLimits.groupsOfIds(entry.getValue()).stream()
                    .map(some ->
                        reading.one(entry.getKey(), new ReadProtocol.Retrieve(some, projection))))
            .toList();
    return gather(reads, reading)
        .thenApply(gathered -> new Answered<>(hits(gathered), gathered.notes()));
  }

  CompletionStage<Answered<ScrollPage>> scroll(
      CollectionInfo collection, ScrollRequest request, ReadOptions options) {
    Reading reading = reading(collection, request.keys(), options);
    new PointChecks(reading.collection().config()).checkSelector(request.vectors());
    Projection projection = new Projection(request.payload(), request.vectors());
    if (request.order().isPresent()) {
      return ordered(request.order().get(), request.filter(), request.limit(), projection, reading)
          .thenApply(answered -> answered.map(hits -> new ScrollPage(hits, Optional.empty())));
    }
    int limit = Math.min(request.limit(), Integer.MAX_VALUE - 1);
    // One more than asked for: its id is where the next page begins.
    return byId(request.filter(), request.offset(), limit + 1, projection, reading)
        .thenApply(answered ->
            answered.map(points ->
                points.size() > limit
                    ? new ScrollPage(points.subList(0, limit), Optional.of(points.get(limit).id()))
                    : new ScrollPage(points, Optional.empty())));
  }

  /** The first points by their ids; of an id that several keys have the first. */
  CompletionStage<Answered<List<Hit>>> byId(
      Filter filter, Optional<PointId> offset, int limit, Projection projection, Reading reading) {
    return gatherAll(new ReadProtocol.Scroll(filter, offset, limit, projection), reading)
        .thenApply(gathered ->
            new Answered<>(
                hits(gathered).stream()
                    .sorted(Comparator.comparing(Hit::id))
                    .filter(HitMerge.firstOfItsId())
                    .limit(limit)
                    .toList(),
                gathered.notes()));
  }

  /** The first points by a value; fails with BadRequest where that has no index. */
  CompletionStage<Answered<List<Hit>>> ordered(
      OrderBy order, Filter filter, int limit, Projection projection, Reading reading) {
    FieldType type = FieldChecks.ordered(reading.collection().config(), order.path());
    ValueOrder values = new ValueOrder(type, order.descending());
    ReadProtocol.Order read =
        new ReadProtocol.Order(
            order.path(),
            type,
            order.descending(),
            order.startFrom().map(values::number),
            filter,
            limit,
            projection);
    return gatherAll(read, reading)
        .thenApply(gathered ->
            new Answered<>(
                gathered.answers().stream()
                    .flatMap(answer -> ((ReadProtocol.InOrder) answer).points().stream())
                    .sorted(values)
                    .limit(limit)
                    .map(placed -> placed.hit().at(values.value(placed.number())))
                    .toList(),
                gathered.notes()));
  }

  /** Points by chance, each as likely as another. */
  CompletionStage<Answered<List<Hit>>> sample(Filter filter, int limit, Reading reading) {
    return gatherAll(new ReadProtocol.Sample(filter, limit, Projection.NOTHING), reading)
        .thenApply(gathered ->
            new Answered<>(
                HitMerge.best(List.of(hits(gathered)), limit).stream()
                    .map(hit -> hit.withScore(0))
                    .toList(),
                gathered.notes()));
  }

  private static List<Hit> hits(Gathered gathered) {
    return gathered.answers().stream()
        .flatMap(answer -> ((ReadProtocol.Points) answer).points().stream())
        .toList();
  }

  CompletionStage<Answered<List<FacetCount>>> facet(
      CollectionInfo collection, FacetRequest request, ReadOptions options) {
    Reading reading = reading(collection, request.keys(), options);
    FieldType type = FieldChecks.faceted(collection.config(), request.path());
    // What is among the most frequent of all is most likely among these of each shard.
    int each =
        request.exact() || reading.shards().size() == 1
            ? Integer.MAX_VALUE
            : Math.clamp(10L * request.limit(), 1_000, Integer.MAX_VALUE);
    return gatherAll(new ReadProtocol.Facet(request.path(), type, request.filter(), each), reading)
        .thenApply(gathered -> {
          Map<Object, Long> counts = new HashMap<>();
          for (ReadProtocol.Answer answer : gathered.answers()) {
            for (FacetCount facet : ((ReadProtocol.Facets) answer).counts()) {
              counts.merge(facet.value(), facet.points(), Long::sum);
            }
          }
          return new Answered<>(FacetCount.best(counts, request.limit()), gathered.notes());
        });
  }

  CompletionStage<Answered<Long>> count(
      CollectionInfo collection, CountRequest request, ReadOptions options) {
    Reading reading = reading(collection, request.keys(), options);
    return gatherAll(new ReadProtocol.Count(request.filter(), request.exact()), reading)
        .thenApply(gathered ->
            new Answered<>(
                gathered.answers().stream()
                    .mapToLong(answer -> ((ReadProtocol.Counted) answer).count())
                    .sum(),
                gathered.notes()));
  }

  // ---- state ----

  CompletionStage<CollectionStatus> status(CollectionInfo collection, Duration timeout) {
    Reading reading = reading(collection, ShardKeySelector.NONE_NAMED, ReadOptions.within(timeout));
    List<CompletableFuture<ShardStatus>> each = new ArrayList<>();
    for (ShardId shard : reading.shards()) {
      each.add(shardStatus(shard, reading));
    }
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> addUp(each.stream().map(CompletableFuture::resultNow).toList()));
  }

  private CompletableFuture<ShardStatus> shardStatus(ShardId shard, Reading reading) {
    int number = reading.collection().number(shard);
    Optional<ShardKey> key = reading.collection().keyOf(shard);
    return gather(List.of(reading.one(shard, new ReadProtocol.Status())), reading)
        .thenApply(gathered -> (ReadProtocol.State) gathered.answers().getFirst())
        .thenApply(state ->
            new ShardStatus(
                number,
                key,
                state.points(),
                state.indexedVectors(),
                state.segments(),
                state.waiting(),
                state.building(),
                true,
                fields(reading.collection(), state),
                state.vectorBytes(),
                state.payloadBytes()))
        .exceptionally(_ -> new ShardStatus(number, key, 0, 0, 0, 0, false, false, Map.of(), 0, 0))
        .toCompletableFuture();
  }

  private static Map<String, FieldStatus> fields(
      CollectionInfo collection, ReadProtocol.State state) {
    Map<String, FieldStatus> fields = new HashMap<>();
    for (String path : collection.config().fields().keySet()) {
      ReadProtocol.FieldState field =
          state.fields().getOrDefault(path, ReadProtocol.FieldState.NONE);
      fields.put(path, new FieldStatus(field.values(), field.rows() >= state.settled()));
    }
    return fields;
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

  // ---- shards ----

  private Reading reading(CollectionInfo collection, ShardKeySelector keys, ReadOptions options) {
    return new Reading(collection, KeyRoutes.ofRead(collection, keys, this::canBeRead), options);
  }

  private boolean canBeRead(ShardId shard) {
    return copy.state()
        .placements()
        .find(shard)
        .filter(placement -> placement.copies().stream().anyMatch(members::reachable))
        .isPresent();
  }

  private CompletionStage<Gathered> gatherAll(ReadProtocol.Read read, Reading reading) {
    SendLimits.check(read);
    return gather(reading.all(read), reading);
  }

  private CompletionStage<Gathered> gather(List<ReadProtocol.Request> reads, Reading reading) {
    return gather(reads, reading, List.of());
  }

  /**
   * @param searches those of the reads
   */
  private CompletionStage<Gathered> gather(
      List<ReadProtocol.Request> reads, Reading reading, List<VectorSearch> searches) {
    if (reading.trace().isEmpty()) {
      return gathered(reads, reading);
    }
    Tracing tracing =
        new Tracing(reading.trace().get(), reading.collection(), searches, System.nanoTime());
    return gathered(Tracing.explained(reads), reading)
        .thenApply(gathered -> tracing.taken(gathered, reads));
  }

  private CompletionStage<Gathered> gathered(List<ReadProtocol.Request> reads, Reading reading) {
    if (reads.isEmpty()) {
      return CompletableFuture.completedStage(new Gathered(List.of(), 0, ReadNotes.NONE));
    }
    Map<ShardId, ShardKey> keys = reading.keys();
    if (!keys.isEmpty() && reading.waited().compareTo(PLACED_WITHIN) < 0 && !arePlaced(reads)) {
      return Patterns.after(PAUSE, system, () -> gathered(reads, reading));
    }
    CompletionStage<Gathered> gathered =
        Asks.ask(
            system,
            requests,
            replyTo ->
                new Requests.Read(
                    reads,
                    reading.deadline(),
                    reading.options().consistency(),
                    reading.options().allowPartial(),
                    reading.options().affinity(),
                    replyTo),
            reading.deadline().left());
    return keys.isEmpty()
        ? gathered
        : gathered.thenApply(answers -> KeyedAnswers.keyed(answers, reads, keys));
  }

  private boolean arePlaced(List<ReadProtocol.Request> reads) {
    PlacementTable table = copy.state().placements();
    return reads.stream().allMatch(read -> table.find(read.shard()).isPresent());
  }
}
