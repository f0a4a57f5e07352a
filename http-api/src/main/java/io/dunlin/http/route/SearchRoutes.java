package io.dunlin.http.route;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.Query;
import io.dunlin.sharding.Collections;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Nearest points: queries, and the legacy search. */
final class SearchRoutes {
  private static final String POINTS = "/collections/{collection_name}/points";

  private final Collections collections;
  private final PointReplies replies;

  private SearchRoutes(Collections collections) {
    this.collections = collections;
    this.replies = new PointReplies(collections);
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    SearchRoutes routes = new SearchRoutes(collections);
    table
        .post(POINTS + "/query", routes::query)
        .post(POINTS + "/query/batch", routes::queries)
        .post(POINTS + "/search", routes::search)
        .post(POINTS + "/search/batch", routes::searches);
  }

  private CompletionStage<Reply> query(Call call) {
    List<Query> queries = List.of(JsonCodec.query(call.body()));
    return replies.read(
        call,
        options -> answer(call.collection(), queries, options),
        answers -> JsonCodec.points(answers.getFirst()));
  }

  private CompletionStage<Reply> queries(Call call) {
    List<Query> queries = JsonCodec.queries(call.body());
    return replies.read(
        call,
        options -> answer(call.collection(), queries, options),
        answers -> JsonCodec.array(answers, JsonCodec::points));
  }

  private CompletionStage<Reply> search(Call call) {
    List<SearchRequest> searches = List.of(JsonCodec.search(call.body()));
    return replies.read(
        call,
        options -> collections.search(call.collection(), searches, options),
        answers -> JsonCodec.scored(answers.getFirst()));
  }

  private CompletionStage<Reply> searches(Call call) {
    List<SearchRequest> searches = JsonCodec.searchBatch(call.body());
    return replies.read(
        call,
        options -> collections.search(call.collection(), searches, options),
        answers -> JsonCodec.array(answers, JsonCodec::scored));
  }

  /** All searches go down together; what is only read in the order of ids goes one by one. */
  private CompletionStage<Answered<List<List<Hit>>>> answer(
      String collection, List<Query> queries, ReadOptions options) {
    List<SearchRequest> searches = new ArrayList<>();
    CompletionStage<Answered<List<List<Hit>>>> pages =
        CompletableFuture.completedFuture(new Answered<>(List.of(), ReadNotes.NONE));
    for (Query query : queries) {
      switch (query) {
        case Query.Nearest nearest -> searches.add(nearest.search());
        case Query.ById byId ->
            pages = pages.thenCombine(page(collection, byId, options), SearchRoutes::appended);
      }
    }
    return searches.isEmpty()
        ? pages
        : collections
            .search(collection, searches, options)
            .thenCombine(
                pages,
                (hits, read) ->
                    hits.map(found -> inOrder(queries, found, read.value())).and(read.notes()));
  }

  private CompletionStage<Answered<List<Hit>>> page(
      String collection, Query.ById query, ReadOptions options) {
    return collections
        .scroll(collection, query.scroll(), options)
        .thenApply(
            answered -> answered.map(page -> page.points().stream().skip(query.offset()).toList()));
  }

  private static Answered<List<List<Hit>>> appended(
      Answered<List<List<Hit>>> pages, Answered<List<Hit>> page) {
    List<List<Hit>> all = new ArrayList<>(pages.value());
    all.add(page.value());
    return new Answered<List<List<Hit>>>(all, pages.notes()).and(page.notes());
  }

  private static List<List<Hit>> inOrder(
      List<Query> queries, List<List<Hit>> hits, List<List<Hit>> pages) {
    var nextHits = hits.iterator();
    var nextPages = pages.iterator();
    List<List<Hit>> answers = new ArrayList<>(queries.size());
    for (Query query : queries) {
      answers.add(
          switch (query) {
            case Query.Nearest _ -> nextHits.next();
            case Query.ById _ -> nextPages.next();
          });
    }
    return answers;
  }
}
