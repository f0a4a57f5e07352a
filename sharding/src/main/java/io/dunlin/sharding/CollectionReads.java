package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.FieldStatus;
import io.dunlin.actors.query.CollectionStatus.Light;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.gather.Gathered;
import io.dunlin.sharding.gather.HitMerge;
import io.dunlin.sharding.gather.KeyedAnswers;
import io.dunlin.sharding.route.KeyRoutes;
import io.dunlin.sharding.route.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import org.jspecify.annotations.Nullable;

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

  // ---- points ----

  CompletionStage<Answered<List<List<Hit>>>> search(
      CollectionInfo collection, List<SearchRequest> searches, ReadOptions options) {
    return SearchGroups.of(searches)
        .search((keys, some) -> search(collection, some, reading(collection, keys, options)));
  }

  private CompletionStage<Answered<List<List<Hit>>>> search(
      CollectionInfo collection, List<SearchRequest> searches, Reading reading) {
    SearchPlan plan = new SearchPlan(collection, searches, reading.shards().size());
    return plan.needsExamples()
        ? examples(plan, reading)
            .thenCompose(found ->
                search(plan, found.value(), reading).thenApply(hits -> hits.and(found.notes())))
        : search(plan, Map.of(), reading);
  }

  private CompletionStage<Answered<List<List<Hit>>>> search(
      SearchPlan plan, Map<PointId, Hit> examples, Reading reading) {
    List<ShardQuery> queries = plan.queries(examples);
    if (reading.groups().isEmpty()) {
      return CompletableFuture.completedStage(
          new Answered<>(queries.stream().map(_ -> List.<Hit>of()).toList(), ReadNotes.NONE));
    }
    List<ReadProtocol.Request> reads =
        SendLimits.groups(queries).stream()
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
          points(reading, reading.placesOf(hits), plan.projection(i))
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
    return points(reading, reading.places(plan.examples()), vectors);
  }

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
            ((ReadProtocol.Points) answer)
                .points()
                .forEach(hit -> found.putIfAbsent(hit.id(), hit));
          }
          return new Answered<>(found, gathered.notes());
        });
  }

  CompletionStage<Answered<ScrollPage>> scroll(
      CollectionInfo collection, ScrollRequest request, ReadOptions options) {
    Reading reading = reading(collection, request.keys(), options);
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
  }

  private static ScrollPage page(List<ReadProtocol.Answer> answers, int limit) {
    List<Hit> points =
        answers.stream()
            .flatMap(answer -> ((ReadProtocol.Points) answer).points().stream())
            .sorted(Comparator.comparing(Hit::id))
            // Of an id that several keys have the first: pages begin at ids.
            .filter(HitMerge.firstOfItsId())
            .limit(limit + 1L)
            .toList();
    return points.size() > limit
        ? new ScrollPage(points.subList(0, limit), Optional.of(points.get(limit).id()))
        : new ScrollPage(points, Optional.empty());
  }

  CompletionStage<Answered<Long>> count(
      CollectionInfo collection, CountRequest request, ReadOptions options) {
    Reading reading = reading(collection, request.keys(), options);
    return gatherAll(new ReadProtocol.Count(request.filter()), reading)
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
                fields(reading.collection(), state)))
        .exceptionally(_ -> new ShardStatus(number, key, 0, 0, 0, 0, false, false, Map.of()))
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
    if (reads.isEmpty()) {
      return CompletableFuture.completedStage(new Gathered(List.of(), 0, ReadNotes.NONE));
    }
    Map<ShardId, ShardKey> keys = reading.keys();
    if (!keys.isEmpty() && reading.waited().compareTo(PLACED_WITHIN) < 0 && !arePlaced(reads)) {
      return Patterns.after(PAUSE, system, () -> gather(reads, reading));
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
