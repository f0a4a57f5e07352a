package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import io.dunlin.sharding.OpenCursors.Cursor;
import io.dunlin.sharding.cursor.PagePlace;
import io.dunlin.sharding.cursor.RequestDigest;
import io.dunlin.sharding.strict.StrictMode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Pages of scrolls and queries, all of a cursor's of the same state of the collection: each shard's
 * view is held where it was when the cursor began, and each page is read of that. A query is asked
 * once, and its ranking kept with what is held, as a wider search may rank the first places anew.
 */
record CursorReads(
    OpenCursors cursors, Gathers gathers, PointReads points, CollectionQueries queries) {
  /** Places that one message brings to where a ranking is kept. */
  private static final int STRETCH = 2_000;

  /** A page, and where the next one begins. */
  private record Paged<T>(Answered<T> answered, Optional<PagePlace> next) {}

  /** Fails with BadRequest for a cursor, in reads that have no pages. */
  static void refuse(ReadOptions options) {
    if (options.isPage()) {
      throw new DunlinFailure.BadRequest(
              "cursor: only a scroll and a query alone have pages; leave it out here. `as_of` reads"
                  + " what a cursor holds: give it the `token` of one of its pages")
          .asException();
    }
  }

  // ---- scrolls ----

  /**
   * @param asked as the caller sent it
   * @param request what that means in the collection
   */
  CompletionStage<Answered<ScrollPage>> scroll(
      CollectionInfo collection, ScrollRequest asked, ScrollRequest request, ReadOptions options) {
    return paged(
        collection,
        RequestDigest.of(asked),
        request.keys(),
        options,
        (cursor, held) ->
            points
                .page(collection, request.of(cursor.keys()), cursor.place(), held)
                .thenApply(
                    page -> new Paged<>(page.map(PointReads.Page::points), page.value().next())));
  }

  // ---- queries ----

  /**
   * @param asked as the caller sent it
   * @param request what that means in the collection
   */
  CompletionStage<Answered<List<List<Hit>>>> query(
      CollectionInfo collection, QueryRequest asked, QueryRequest request, ReadOptions options) {
    int reach = reach(collection, options);
    if (request.root().limit() > reach) {
      throw OpenCursors.wrong(
          "limit: a cursor reaches %d places, which a page cannot exceed".formatted(reach));
    }
    return paged(
            collection,
            RequestDigest.of(asked),
            request.keys(),
            options,
            (cursor, held) -> {
              QueryRequest same = request.of(cursor.keys());
              return cursor.place().isEmpty()
                  ? firstPage(collection, cursor, same, reach, held)
                  : laterPage(collection, cursor, same, held);
            })
        .thenApply(answered -> answered.map(List::of));
  }

  /** How many places a query's cursor has; a later page takes what the first one has kept. */
  private int reach(CollectionInfo collection, ReadOptions options) {
    long most =
        StrictMode.of(collection.config())
            .flatMap(strict -> strict.limit(Limit.MAX_QUERY_LIMIT))
            .map(limit -> Math.min(limit, cursors.settings().reach()))
            .orElse((long) cursors.settings().reach());
    Optional<Integer> wanted =
        options.view() instanceof ReadView.NewCursor begin ? begin.reach() : Optional.empty();
    if (wanted.filter(places -> places > most).isPresent()) {
      throw OpenCursors.wrong("cursor.reach: at most %d places can be kept".formatted(most));
    }
    return wanted.orElse((int) most);
  }

  private CompletionStage<Paged<List<Hit>>> firstPage(
      CollectionInfo collection, Cursor cursor, QueryRequest request, int reach, ReadOptions held) {
    return queries
        .query(collection, List.of(request.ranking(reach)), held)
        .thenCompose(answered -> {
          List<Hit> ranking = answered.value().getFirst();
          Reading reading = gathers.reading(collection, request.keys(), held);
          CompletionStage<?> kept =
              ranking.size() > request.root().limit()
                  ? keep(cursor, ranking, 0, reading)
                  : CompletableFuture.completedStage(null);
          return kept.thenCompose(_ ->
                  filled(
                      ranking.stream().limit(request.root().limit()).toList(),
                      ranking.size(),
                      0,
                      request,
                      reading))
              .thenApply(page -> new Paged<>(page.answered().and(answered.notes()), page.next()));
        });
  }

  /** Keeps a ranking from one place on, with the first shard's view. */
  private CompletionStage<?> keep(Cursor cursor, List<Hit> ranking, int from, Reading reading) {
    if (from >= ranking.size()) {
      return CompletableFuture.completedStage(null);
    }
    int to = Math.min(ranking.size(), from + STRETCH);
    ReadProtocol.Keep keep =
        new ReadProtocol.Keep(
            cursor.held().cursor(),
            from,
            ranking.subList(from, to).stream().map(ReadProtocol.Rank::of).toList());
    return gathers
        .gather(List.of(reading.one(reading.shards().getFirst(), keep)), reading)
        .thenCompose(_ -> keep(cursor, ranking, to, reading));
  }

  /** All shards are asked, so that what is held of them is not let go of meanwhile. */
  private CompletionStage<Paged<List<Hit>>> laterPage(
      CollectionInfo collection, Cursor cursor, QueryRequest request, ReadOptions held) {
    int before = PagePlace.as(PagePlace.ByRank.class, cursor.place().orElseThrow()).before();
    Reading reading = gathers.reading(collection, request.keys(), held);
    return gathers
        .all(
            new ReadProtocol.Ranked(cursor.held().cursor(), before, request.root().limit()),
            reading)
        .thenCompose(gathered -> {
          ReadProtocol.Ranking ranking =
              gathered.answers().stream()
                  .map(ReadProtocol.Ranking.class::cast)
                  .filter(some -> some.length() > 0)
                  .findFirst()
                  .orElseThrow(OpenCursors::gone);
          return filled(
              ranking.places().stream().map(ReadProtocol.Rank::hit).toList(),
              ranking.length(),
              before,
              request,
              reading);
        });
  }

  private CompletionStage<Paged<List<Hit>>> filled(
      List<Hit> places, int length, int before, QueryRequest request, Reading reading) {
    int after = before + places.size();
    Optional<PagePlace> next =
        after < length ? Optional.of(new PagePlace.ByRank(after)) : Optional.empty();
    return points
        .fill(places, request.projection(), reading)
        .thenApply(filled ->
            new Paged<>(
                filled.map(hits -> hits.stream().map(hit -> hit.orElseThrow()).toList()), next));
  }

  // ---- cursors ----

  private interface PageRead<T> {
    CompletionStage<Paged<T>> read(Cursor cursor, ReadOptions held);
  }

  /** Begins or finds the cursor, reads a page of it, and says how to go on. */
  private <T> CompletionStage<Answered<T>> paged(
      CollectionInfo collection,
      long digest,
      ShardKeySelector keys,
      ReadOptions options,
      PageRead<T> read) {
    if (options.allowPartial()) {
      throw OpenCursors.wrong(
          "allow_partial: the pages of a cursor are whole; leave one of them out");
    }
    return switch (options.view()) {
      case ReadView.NextPage(String text) -> {
        Cursor cursor = cursors.find(collection, digest, keys, text);
        yield told(cursor, read.read(cursor, options.of(cursor.held())), collection, options);
      }
      case ReadView.NewCursor wanted ->
          cursors
              .begin(collection, digest, keys, wanted, options)
              .thenCompose(cursor ->
                  Asks.attempt(() ->
                          told(
                              cursor,
                              read.read(cursor, options.of(cursor.held())),
                              collection,
                              options))
                      .exceptionallyCompose(failure ->
                          cursors
                              .letGo(cursor.held(), collection, options)
                              .thenCompose(_ -> CompletableFuture.failedStage(failure))));
      case ReadView.Newest _, ReadView.AsOf _, ReadView.Held _ ->
          throw new IllegalArgumentException("no cursor was asked for");
    };
  }

  private <T> CompletionStage<Answered<T>> told(
      Cursor cursor,
      CompletionStage<Paged<T>> page,
      CollectionInfo collection,
      ReadOptions options) {
    return page.thenCompose(read -> {
      Optional<String> next = read.next().map(place -> cursor.token().at(place).encode());
      Answered<T> told =
          new Answered<>(read.answered().value(), read.answered().notes().paged(next));
      return next.isPresent()
          ? CompletableFuture.completedStage(told)
          : cursors.letGo(cursor.held(), collection, options).thenApply(_ -> told);
    });
  }
}
