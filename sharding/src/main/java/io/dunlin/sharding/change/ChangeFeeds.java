package io.dunlin.sharding.change;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.change.FeedToken.Place;
import io.dunlin.sharding.change.FeedToken.Scroll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Opens change feeds: streams that ask the shards' writers for as much as is wanted, and no more.
 * Shards that come and go meanwhile are followed and left.
 */
public final class ChangeFeeds {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PIN_AGAIN = Duration.ofSeconds(15);
  private static final int PAGE = 200;
  private static final int MOST_SHARDS = 100_000;

  /** What one feed asks for at once, of all shards together. */
  private static final int ASKED_BYTES = 4 << 20;

  private static final int MOST_ASKED_BYTES = 512 << 10;
  private static final int LEAST_ASKED_BYTES = 64 << 10;

  /** Reads the points of a collection. */
  @FunctionalInterface
  public interface Scrolls {
    CompletionStage<ScrollPage> scroll(
        CollectionInfo collection, ScrollRequest request, ReadOptions options);
  }

  private final LogFollower.Logs logs;
  private final Scrolls scrolls;
  private final Function<CollectionInfo, Optional<CollectionInfo>> now;
  private final Executor executor;

  /**
   * @param now a collection as it is now; empty when it is no more
   */
  public ChangeFeeds(
      LogFollower.Logs logs,
      Scrolls scrolls,
      Function<CollectionInfo, Optional<CollectionInfo>> now,
      Executor executor) {
    this.logs = logs;
    this.scrolls = scrolls;
    this.now = now;
    this.executor = executor;
  }

  /** A feed, to be run once. */
  public CompletionStage<Source<FeedEvent, NotUsed>> open(
      CollectionInfo collection, ChangesRequest request) {
    checkFilter(request.filter());
    UUID reader = UUID.randomUUID();
    return switch (request.start()) {
      case ChangesRequest.Now _ ->
          ends(collection, reader)
              .thenApply(
                  places -> changes(collection, request, reader, token(collection, places, false)));
      case ChangesRequest.Beginning _ ->
          CompletableFuture.completedStage(
              changes(
                  collection, request, reader, token(collection, beginnings(collection), false)));
      case ChangesRequest.Present _ ->
          ends(collection, reader)
              .thenApply(places ->
                  presentFirst(collection, request, reader, token(collection, places, true)));
      case ChangesRequest.After(String text) -> {
        FeedToken token = parse(collection, text);
        yield CompletableFuture.completedStage(
            token.scroll().isPresent()
                ? presentFirst(collection, request, reader, token)
                : changes(collection, request, reader, token));
      }
    };
  }

  /** What a feed may say of a point whose payload changes does not tell of its vectors. */
  private static void checkFilter(Condition condition) {
    switch (condition) {
      case Filter filter -> filter.all().forEach(ChangeFeeds::checkFilter);
      case Condition.Nested nested -> checkFilter(nested.filter());
      case Condition.HasVector _ ->
          throw bad("filter: a change feed cannot be asked for points that have a vector");
      case Condition.Field _,
          Condition.HasId _,
          Condition.IsEmpty _,
          Condition.IsNull _,
          Condition.Slice _ -> {}
    }
  }

  private static FeedToken parse(CollectionInfo collection, String text) {
    FeedToken token =
        FeedToken.parse(text)
            .orElseThrow(() -> bad("token: expected one of an event of a change feed"));
    if (!token.collection().equals(collection.uuid())) {
      throw bad(
          "token: it is of another collection than the one that is called `%s` now"
              .formatted(collection.name()));
    }
    return token;
  }

  private static DunlinException bad(String message) {
    return new DunlinFailure.BadRequest(message).asException();
  }

  private static FeedToken token(
      CollectionInfo collection, SortedMap<ShardId, Place> places, boolean scrolls) {
    return new FeedToken(
        collection.uuid(),
        places,
        scrolls ? Optional.of(new Scroll(Optional.empty())) : Optional.empty());
  }

  private static SortedMap<ShardId, Place> beginnings(CollectionInfo collection) {
    SortedMap<ShardId, Place> places = new TreeMap<>();
    collection.shards().forEach(shard -> places.put(shard, new Place(LogPoint.START, 0)));
    return places;
  }

  /** Where the logs end now. */
  private CompletionStage<SortedMap<ShardId, Place>> ends(CollectionInfo collection, UUID reader) {
    CompletionStage<SortedMap<ShardId, Place>> ends =
        CompletableFuture.completedStage(new TreeMap<>());
    for (ShardId shard : collection.shards()) {
      CompletionStage<TailProtocol.Answer> asked =
          logs.ask(shard, reader, TailProtocol.END, 0, 1, Duration.ZERO);
      ends =
          ends.thenCombine(
              asked,
              (places, answer) -> {
                if (answer instanceof TailProtocol.Entries entries) {
                  places.put(shard, new Place(entries.last(), 0));
                  return places;
                }
                throw new DunlinFailure.Unavailable(
                        "shard %s has no writer at this moment; open the feed again"
                            .formatted(shard))
                    .asException();
              });
    }
    return ends;
  }

  // ---- the points that are there ----

  private record Pages(Optional<Scroll> next, long pinnedAt) {}

  private Source<FeedEvent, NotUsed> presentFirst(
      CollectionInfo collection, ChangesRequest request, UUID reader, FeedToken start) {
    Source<FeedEvent, NotUsed> present =
        Source.unfoldAsync(
            new Pages(start.scroll(), System.nanoTime()),
            pages ->
                pages.next().isEmpty()
                    ? CompletableFuture.completedStage(Optional.empty())
                    : page(collection, request, pages, pinned(pages, reader, start), start));
    return present.concatLazy(
        Source.lazySource(() ->
                changes(
                    collection,
                    request,
                    reader,
                    new FeedToken(start.collection(), start.places(), Optional.empty())))
            .mapMaterializedValue(_ -> NotUsed.getInstance()));
  }

  private CompletionStage<Optional<Pair<Pages, FeedEvent>>> page(
      CollectionInfo collection,
      ChangesRequest request,
      Pages pages,
      long pinnedAt,
      FeedToken start) {
    return scrolls
        .scroll(
            collection,
            new ScrollRequest(
                request.filter(),
                pages.next().flatMap(Scroll::from),
                PAGE,
                request.payload(),
                request.vectors()),
            new ReadOptions(PAGE_TIMEOUT, Consistency.ONE, Optional.of(start.forReads()), false))
        .thenApply(page -> {
          Optional<Scroll> next = page.next().map(id -> new Scroll(Optional.of(id)));
          FeedToken token = new FeedToken(start.collection(), start.places(), next);
          return Optional.of(
              Pair.create(
                  new Pages(next, pinnedAt),
                  new FeedEvent.Present(page.points(), next.isEmpty(), token.encode())));
        });
  }

  /** While points are told, the logs are to keep what comes next. */
  private long pinned(Pages pages, UUID reader, FeedToken start) {
    long time = System.nanoTime();
    if (time - pages.pinnedAt() < PIN_AGAIN.toNanos()) {
      return pages.pinnedAt();
    }
    start
        .places()
        .forEach((shard, place) -> {
          var _ = logs.ask(shard, reader, place.at(), 0, 1, Duration.ZERO);
        });
    return time;
  }

  // ---- what changes ----

  private Source<FeedEvent, NotUsed> changes(
      CollectionInfo collection, ChangesRequest request, UUID reader, FeedToken start) {
    Supplier<Optional<CollectionInfo>> current = () -> now.apply(collection);
    return Source.lazySource(
            () -> {
              Set<ShardId> followed = new HashSet<>();
              Set<ShardId> gone = new HashSet<>(start.places().keySet());
              gone.removeAll(shards(current, collection));
              Source<FeedStep, ?> left =
                  Source.from(gone.stream().sorted().map(ChangeFeeds::dropped).toList());
              return left.concat(
                      Source.tick(Duration.ZERO, LOOK_EVERY, NotUsed.getInstance())
                          .mapConcat(_ -> unfollowed(shards(current, collection), followed))
                          .flatMapMerge(
                              MOST_SHARDS,
                              shard -> steps(collection, shard, request, reader, start)))
                  .via(new FeedStage(current, start, request.heartbeat()));
            })
        .mapMaterializedValue(_ -> NotUsed.getInstance());
  }

  private static List<ShardId> shards(
      Supplier<Optional<CollectionInfo>> current, CollectionInfo collection) {
    return current
        .get()
        .map(CollectionInfo::shards)
        .orElseThrow(() ->
            new DunlinFailure.NotFound("Collection `" + collection.name() + "` was deleted")
                .asException());
  }

  private static List<ShardId> unfollowed(List<ShardId> shards, Set<ShardId> followed) {
    List<ShardId> more = new ArrayList<>(shards);
    more.removeIf(shard -> !followed.add(shard));
    return more;
  }

  private Source<FeedStep, NotUsed> steps(
      CollectionInfo collection,
      ShardId shard,
      ChangesRequest request,
      UUID reader,
      FeedToken start) {
    Place place = start.places().getOrDefault(shard, new Place(LogPoint.START, 0));
    int share = ASKED_BYTES / Math.max(1, start.places().size());
    LogFollower follower =
        new LogFollower(
            logs,
            shard,
            reader,
            place.at(),
            Math.clamp(share, LEAST_ASKED_BYTES, MOST_ASKED_BYTES),
            executor);
    CollectionInfo known = now.apply(collection).orElse(collection);
    FeedSteps steps = new FeedSteps(known, shard, request, place);
    return Source.unfoldAsync(
            follower,
            reading -> {
              if (now.apply(collection)
                  .filter(info -> !info.shards().contains(shard))
                  .isPresent()) {
                return CompletableFuture.completedStage(Optional.empty());
              }
              return reading
                  .next()
                  .thenApply(entries -> Optional.of(Pair.create(reading, entries)));
            })
        .mapConcat(steps::of)
        .concat(Source.single(dropped(shard)));
  }

  private static FeedStep dropped(ShardId shard) {
    return new FeedStep(
        shard, Optional.empty(), Optional.of(token -> new FeedEvent.ShardDropped(shard, token)));
  }
}
