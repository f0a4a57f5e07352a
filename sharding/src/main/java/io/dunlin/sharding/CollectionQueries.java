package io.dunlin.sharding;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.PointId;
import io.dunlin.sharding.check.PointChecks;
import io.dunlin.sharding.query.CorpusWeights;
import io.dunlin.sharding.query.Examples;
import io.dunlin.sharding.query.GroupLookup;
import io.dunlin.sharding.query.GroupRun;
import io.dunlin.sharding.query.MatrixRun;
import io.dunlin.sharding.query.QueryChecks;
import io.dunlin.sharding.query.QueryRun;
import io.dunlin.sharding.query.Stages;
import io.dunlin.sharding.query.VectorSearch;
import io.dunlin.sharding.query.VectorSearches;
import io.dunlin.sharding.rerank.Rerankers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * How a collection is queried: which searches go to its shards, and how their answers become one.
 * Fails, as a stage or at once, with what a caller should be told.
 */
record CollectionQueries(Gathers gathers, PointReads points, Rerankers rerankers) {
  CompletionStage<Answered<List<List<Hit>>>> query(
      CollectionInfo collection, List<QueryRequest> queries, ReadOptions options) {
    QueryChecks checks = new QueryChecks(collection.config());
    queries.forEach(checks::check);
    queries.forEach(query -> rerankers.check(query.root()));
    return QueryGroups.of(queries)
        .answer((keys, some) ->
            examples(some, collection, options)
                .thenCompose(found ->
                    query(
                            some,
                            new VectorSearches(collection.config(), found.value(), keys),
                            gathers.reading(collection, keys, options),
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
    QueryRun run = new QueryRun(new ReadingQueries(this, points, reading), searches);
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
      each.add(points.fill(best.get(i), queries.get(i).projection(), reading));
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
    return searches.stream().anyMatch(VectorSearch::isWeighed)
        ? weighed(searches, reading)
        : found(searches, reading);
  }

  private CompletionStage<Answered<List<List<Hit>>>> weighed(
      List<VectorSearch> searches, Reading reading) {
    CorpusWeights weights =
        new CorpusWeights(searches, reading.collection().config(), reading.shards().size());
    List<ReadProtocol.CountTerms> counts = weights.counts();
    if (counts.isEmpty()) {
      return found(searches, reading);
    }
    counts.forEach(SendLimits::check);
    return gathers
        .gather(counts.stream().flatMap(count -> reading.all(count).stream()).toList(), reading)
        .thenCompose(counted ->
            found(weights.weighed(counted.answers()), reading)
                .thenApply(found -> found.and(counted.notes())));
  }

  private CompletionStage<Answered<List<List<Hit>>>> found(
      List<VectorSearch> searches, Reading reading) {
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
    return gathers
        .gather(reads, reading, searches)
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
                          .map(name ->
                              gathers.reading(
                                  gathers.collection(name), place.keys(), options.elsewhere()))
                          .orElseGet(() -> gathers.reading(collection, place.keys(), options));
                  return points.points(
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

  CompletionStage<Answered<List<PointGroup>>> groups(
      CollectionInfo collection, GroupsRequest request, ReadOptions options) {
    request.lookup().map(GroupsRequest.Lookup::collection).ifPresent(gathers::collection);
    return new GroupRun(request, queries -> query(collection, queries, options))
        .answer()
        .thenCompose(groups ->
            GroupLookup.into(
                groups,
                request.lookup(),
                (elsewhere, points) ->
                    this.points.retrieve(
                        gathers.collection(elsewhere), points, options.elsewhere())));
  }

  CompletionStage<Answered<DistanceMatrix>> matrix(
      CollectionInfo collection, MatrixRequest request, ReadOptions options) {
    var _ = new PointChecks(collection.config()).kind(request.using());
    Reading reading = gathers.reading(collection, request.keys(), options);
    return new MatrixRun(new ReadingQueries(this, points, reading), collection.config())
        .answer(request);
  }
}
