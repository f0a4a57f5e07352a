package io.dunlin.http.route;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.Query;
import io.dunlin.sharding.Collections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Nearest points: queries, and the legacy search. */
final class SearchRoutes {
  private static final String POINTS = "/collections/{collection_name}/points";

  private final Collections collections;

  private SearchRoutes(Collections collections) {
    this.collections = collections;
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
    return answer(call.collection(), queries, call.readTimeout())
        .thenApply(answers -> new Reply.Result(JsonCodec.points(answers.getFirst())));
  }

  private CompletionStage<Reply> queries(Call call) {
    List<Query> queries = JsonCodec.queries(call.body());
    return answer(call.collection(), queries, call.readTimeout())
        .thenApply(answers -> new Reply.Result(JsonCodec.array(answers, JsonCodec::points)));
  }

  private CompletionStage<Reply> search(Call call) {
    List<SearchRequest> searches = List.of(JsonCodec.search(call.body()));
    return collections
        .search(call.collection(), searches, call.readTimeout())
        .thenApply(answers -> new Reply.Result(JsonCodec.scored(answers.getFirst())));
  }

  private CompletionStage<Reply> searches(Call call) {
    List<SearchRequest> searches = JsonCodec.searchBatch(call.body());
    return collections
        .search(call.collection(), searches, call.readTimeout())
        .thenApply(answers -> new Reply.Result(JsonCodec.array(answers, JsonCodec::scored)));
  }

  /** All searches go down together; what is only read in the order of ids goes one by one. */
  private CompletionStage<List<List<Hit>>> answer(
      String collection, List<Query> queries, Duration timeout) {
    List<SearchRequest> searches = new ArrayList<>();
    CompletionStage<List<List<Hit>>> pages = CompletableFuture.completedFuture(List.of());
    for (Query query : queries) {
      switch (query) {
        case Query.Nearest nearest -> searches.add(nearest.search());
        case Query.ById byId ->
            pages = pages.thenCombine(page(collection, byId, timeout), SearchRoutes::appended);
      }
    }
    return searches.isEmpty()
        ? pages
        : collections
            .search(collection, searches, timeout)
            .thenCombine(pages, (hits, read) -> inOrder(queries, hits, read));
  }

  private CompletionStage<List<Hit>> page(String collection, Query.ById query, Duration timeout) {
    return collections
        .scroll(collection, query.scroll(), timeout)
        .thenApply(page -> page.points().stream().skip(query.offset()).toList());
  }

  private static List<List<Hit>> appended(List<List<Hit>> pages, List<Hit> page) {
    List<List<Hit>> all = new ArrayList<>(pages);
    all.add(page);
    return all;
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
