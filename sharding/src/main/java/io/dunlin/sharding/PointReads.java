package io.dunlin.sharding;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.check.PointChecks;
import io.dunlin.sharding.cursor.PagePlace;
import io.dunlin.sharding.gather.Gathered;
import io.dunlin.sharding.gather.HitMerge;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What is read of a collection by id, by filter or in order, and what is counted. Fails, as a stage
 * or at once, with what a caller should be told.
 */
record PointReads(Gathers gathers) {
  CompletionStage<Answered<List<Hit>>> retrieve(
      CollectionInfo collection, RetrieveRequest request, ReadOptions options) {
    Reading reading = gathers.reading(collection, request.keys(), options);
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
  CompletionStage<Answered<Map<PointId, Hit>>> points(
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
    return gathers
        .gather(reads, reading)
        .thenApply(gathered -> new Answered<>(hits(gathered), gathered.notes()));
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

  CompletionStage<Answered<ScrollPage>> scroll(
      CollectionInfo collection, ScrollRequest request, ReadOptions options) {
    Reading reading = gathers.reading(collection, request.keys(), options);
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

  /**
   * A page of a scroll.
   *
   * @param next where the next one begins; absent: this is the last
   */
  record Page(ScrollPage points, Optional<PagePlace> next) {}

  /**
   * The page that begins at a place.
   *
   * @param place absent: the first
   */
  CompletionStage<Answered<Page>> page(
      CollectionInfo collection,
      ScrollRequest request,
      Optional<PagePlace> place,
      ReadOptions options) {
    if (request.order().isPresent()) {
      return orderedPage(collection, request, request.order().get(), place, options);
    }
    ScrollRequest here =
        place
            .map(begin -> request.from(PagePlace.as(PagePlace.ById.class, begin).id()))
            .orElse(request);
    return scroll(collection, here, options)
        .thenApply(
            answered -> answered.map(page -> new Page(page, page.next().map(PagePlace.ById::new))));
  }

  private CompletionStage<Answered<Page>> orderedPage(
      CollectionInfo collection,
      ScrollRequest request,
      OrderBy order,
      Optional<PagePlace> place,
      ReadOptions options) {
    Reading reading = gathers.reading(collection, request.keys(), options);
    new PointChecks(collection.config()).checkSelector(request.vectors());
    ValueOrder values = values(order, reading);
    Optional<PagePlace.ByValue> begin =
        place.map(some -> PagePlace.as(PagePlace.ByValue.class, some));
    Start start =
        begin
            .map(some -> new Start(Optional.of(some.number()), Optional.of(some.id())))
            .orElseGet(() -> new Start(order.startFrom().map(values::number), Optional.empty()));
    int skip = begin.map(PagePlace.ByValue::skip).orElse(0);
    int end = (int) Math.min((long) skip + request.limit(), Integer.MAX_VALUE - 1);
    // One more than asked for: the next page begins with it.
    return placed(
            order,
            values,
            start,
            request.filter(),
            end + 1,
            new Projection(request.payload(), request.vectors()),
            reading)
        .thenApply(answered ->
            answered.map(points ->
                new Page(
                    new ScrollPage(
                        points.stream().skip(skip).limit(request.limit()).map(values::hit).toList(),
                        Optional.empty()),
                    points.size() > end ? Optional.of(place(points, end)) : Optional.empty())));
  }

  /** Where a point stands in an order, of which it may be several times. */
  private static PagePlace place(List<ReadProtocol.Placed> points, int at) {
    ReadProtocol.Placed point = points.get(at);
    long before =
        points.subList(0, at).stream()
            .filter(other ->
                other.number() == point.number() && other.hit().id().equals(point.hit().id()))
            .count();
    return new PagePlace.ByValue(point.number(), point.hit().id(), (int) before);
  }

  /** The first points by their ids; of an id that several keys have the first. */
  CompletionStage<Answered<List<Hit>>> byId(
      Filter filter, Optional<PointId> offset, int limit, Projection projection, Reading reading) {
    return gathers
        .all(new ReadProtocol.Scroll(filter, offset, limit, projection), reading)
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
    ValueOrder values = values(order, reading);
    return placed(
            order,
            values,
            new Start(order.startFrom().map(values::number), Optional.empty()),
            filter,
            limit,
            projection,
            reading)
        .thenApply(answered -> answered.map(points -> points.stream().map(values::hit).toList()));
  }

  private static ValueOrder values(OrderBy order, Reading reading) {
    return new ValueOrder(
        FieldChecks.ordered(reading.collection().config(), order.path()), order.descending());
  }

  /**
   * Where an order begins.
   *
   * @param number of the first value; absent: at the first of all
   * @param id of the points that have it, the first; absent: all
   */
  private record Start(Optional<Long> number, Optional<PointId> id) {}

  private CompletionStage<Answered<List<ReadProtocol.Placed>>> placed(
      OrderBy order,
      ValueOrder values,
      Start start,
      Filter filter,
      int limit,
      Projection projection,
      Reading reading) {
    ReadProtocol.Order read =
        new ReadProtocol.Order(
            order.path(),
            values.type(),
            order.descending(),
            start.number(),
            start.id(),
            filter,
            limit,
            projection);
    return gathers
        .all(read, reading)
        .thenApply(gathered ->
            new Answered<>(
                gathered.answers().stream()
                    .flatMap(answer -> ((ReadProtocol.InOrder) answer).points().stream())
                    .sorted(values)
                    .limit(limit)
                    .toList(),
                gathered.notes()));
  }

  /** Points by chance, each as likely as another. */
  CompletionStage<Answered<List<Hit>>> sample(Filter filter, int limit, Reading reading) {
    return gathers
        .all(new ReadProtocol.Sample(filter, limit, Projection.NOTHING), reading)
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
    Reading reading = gathers.reading(collection, request.keys(), options);
    FieldType type = FieldChecks.faceted(collection.config(), request.path());
    // What is among the most frequent of all is most likely among these of each shard.
    int each =
        request.exact() || reading.shards().size() == 1
            ? Integer.MAX_VALUE
            : Math.clamp(10L * request.limit(), 1_000, Integer.MAX_VALUE);
    return gathers
        .all(new ReadProtocol.Facet(request.path(), type, request.filter(), each), reading)
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
    Reading reading = gathers.reading(collection, request.keys(), options);
    return gathers
        .all(new ReadProtocol.Count(request.filter(), request.exact()), reading)
        .thenApply(gathered ->
            new Answered<>(
                gathered.answers().stream()
                    .mapToLong(answer -> ((ReadProtocol.Counted) answer).count())
                    .sum(),
                gathered.notes()));
  }
}
