package io.dunlin.http.grpc;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.http.error.RequestException;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CountResult;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchBatchResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SearchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The methods that read points. */
final class SearchGrpc {
  private final Collections collections;

  private SearchGrpc(Collections collections) {
    this.collections = collections;
  }

  /** Adds the methods to the service of which {@link PointGrpc} holds the other half. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    SearchGrpc methods = new SearchGrpc(collections);
    return service
        .method("Get", GetPoints.getDefaultInstance(), methods::get)
        .method("Scroll", ScrollPoints.getDefaultInstance(), methods::scroll)
        .method("Count", CountPoints.getDefaultInstance(), methods::count)
        .method("Search", SearchPoints.getDefaultInstance(), methods::search)
        .method("SearchBatch", SearchBatchPoints.getDefaultInstance(), methods::searchBatch)
        .method("Query", QueryPoints.getDefaultInstance(), methods::query)
        .method("QueryBatch", QueryBatchPoints.getDefaultInstance(), methods::queryBatch);
  }

  private CompletionStage<GetResponse> get(GetPoints request, Call call) {
    SearchProto.refuseShardKeys(request.getShardKeySelector());
    return collections
        .retrieve(
            request.getCollectionName(),
            PointIdProto.decode(request.getIdsList()),
            SelectorProto.payload(request.getWithPayload(), new PayloadSelector.All()),
            SelectorProto.vectors(request.getWithVectors()),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(hits ->
            GetResponse.newBuilder()
                .addAllResult(HitProto.retrieved(hits))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<ScrollResponse> scroll(ScrollPoints request, Call call) {
    return collections
        .scroll(
            request.getCollectionName(),
            SearchProto.decode(request),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(page -> {
          ScrollResponse.Builder response =
              ScrollResponse.newBuilder().addAllResult(HitProto.retrieved(page.points()));
          page.next().map(PointIdProto::encode).ifPresent(response::setNextPageOffset);
          return response.setTime(call.seconds()).build();
        });
  }

  /** Counts are always exact. */
  private CompletionStage<CountResponse> count(CountPoints request, Call call) {
    SearchProto.refuseShardKeys(request.getShardKeySelector());
    return collections
        .count(
            request.getCollectionName(),
            FilterProto.decode(request.getFilter()),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(points ->
            CountResponse.newBuilder()
                .setResult(CountResult.newBuilder().setCount(points))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<SearchResponse> search(SearchPoints request, Call call) {
    return collections
        .search(
            request.getCollectionName(),
            List.of(SearchProto.decode(request)),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(lists ->
            SearchResponse.newBuilder()
                .addAllResult(HitProto.scored(lists.getFirst()))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<SearchBatchResponse> searchBatch(SearchBatchPoints request, Call call) {
    String collection = request.getCollectionName();
    request
        .getSearchPointsList()
        .forEach(search -> requireSame(collection, search.getCollectionName()));
    return collections
        .search(
            collection,
            request.getSearchPointsList().stream().map(SearchProto::decode).toList(),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(lists ->
            SearchBatchResponse.newBuilder()
                .addAllResult(HitProto.batch(lists))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<QueryResponse> query(QueryPoints request, Call call) {
    return query(
            request.getCollectionName(),
            List.of(request),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(lists ->
            QueryResponse.newBuilder()
                .addAllResult(HitProto.scored(lists.getFirst()))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<QueryBatchResponse> queryBatch(QueryBatchPoints request, Call call) {
    String collection = request.getCollectionName();
    request
        .getQueryPointsList()
        .forEach(query -> requireSame(collection, query.getCollectionName()));
    return query(
            collection,
            request.getQueryPointsList(),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(lists ->
            QueryBatchResponse.newBuilder()
                .addAllResult(HitProto.batch(lists))
                .setTime(call.seconds())
                .build());
  }

  /** One list for each query. Those that search go to the shards together. */
  private CompletionStage<List<List<Hit>>> query(
      String collection, List<QueryPoints> queries, Duration timeout) {
    List<SearchRequest> searches = new ArrayList<>();
    List<CompletableFuture<List<Hit>>> listings = new ArrayList<>();
    for (QueryPoints query : queries) {
      if (SearchProto.listsById(query)) {
        listings.add(listById(collection, query, timeout));
      } else {
        searches.add(SearchProto.nearest(query));
      }
    }
    CompletionStage<List<List<Hit>>> found =
        searches.isEmpty() && !queries.isEmpty()
            ? CompletableFuture.completedFuture(List.of())
            : collections.search(collection, searches, timeout);
    return CompletableFuture.allOf(listings.toArray(CompletableFuture<?>[]::new))
        .thenCombine(
            found,
            (_, lists) -> {
              var searched = lists.iterator();
              var listed = listings.iterator();
              return queries.stream()
                  .map(query ->
                      SearchProto.listsById(query) ? listed.next().resultNow() : searched.next())
                  .toList();
            });
  }

  private CompletableFuture<List<Hit>> listById(
      String collection, QueryPoints query, Duration timeout) {
    return collections
        .scroll(collection, SearchProto.byId(query), timeout)
        .thenApply(page -> page.points().stream().skip(Unsigned.toInt(query.getOffset())).toList())
        .toCompletableFuture();
  }

  /** Clients repeat the batch's collection in its parts, or leave it out there. */
  private static void requireSame(String collection, String part) {
    if (!part.isEmpty() && !part.equals(collection)) {
      throw RequestException.invalidMessage(
          "collection_name",
          "a batch is about one collection, got %s and %s".formatted(collection, part));
    }
  }
}
