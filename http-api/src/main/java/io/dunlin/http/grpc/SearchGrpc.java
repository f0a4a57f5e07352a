package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.http.consistency.ReadTerms;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

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
        .noted("Get", GetPoints.getDefaultInstance(), methods::get)
        .noted("Scroll", ScrollPoints.getDefaultInstance(), methods::scroll)
        .noted("Count", CountPoints.getDefaultInstance(), methods::count)
        .noted("Search", SearchPoints.getDefaultInstance(), methods::search)
        .noted("SearchBatch", SearchBatchPoints.getDefaultInstance(), methods::searchBatch)
        .noted("Query", QueryPoints.getDefaultInstance(), methods::query)
        .noted("QueryBatch", QueryBatchPoints.getDefaultInstance(), methods::queryBatch);
  }

  private CompletionStage<Reply> get(GetPoints request, Call call) {
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        request.getCollectionName(),
        terms,
        collections.retrieve(
            request.getCollectionName(),
            new RetrieveRequest(
                PointIdProto.decode(request.getIdsList()),
                SelectorProto.payload(request.getWithPayload(), new PayloadSelector.All()),
                SelectorProto.vectors(request.getWithVectors()),
                ShardKeyProto.decode(request.hasShardKeySelector(), request.getShardKeySelector())),
            terms.options()),
        hits ->
            GetResponse.newBuilder()
                .addAllResult(HitProto.retrieved(hits))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> scroll(ScrollPoints request, Call call) {
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        request.getCollectionName(),
        terms,
        collections.scroll(
            request.getCollectionName(), SearchProto.decode(request), terms.options()),
        page -> {
          ScrollResponse.Builder response =
              ScrollResponse.newBuilder().addAllResult(HitProto.retrieved(page.points()));
          page.next().map(PointIdProto::encode).ifPresent(response::setNextPageOffset);
          return response.setTime(call.seconds()).build();
        });
  }

  /** Counts are always exact. */
  private CompletionStage<Reply> count(CountPoints request, Call call) {
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        request.getCollectionName(),
        terms,
        collections.count(
            request.getCollectionName(),
            new CountRequest(
                FilterProto.decode(request.getFilter()),
                ShardKeyProto.decode(request.hasShardKeySelector(), request.getShardKeySelector())),
            terms.options()),
        points ->
            CountResponse.newBuilder()
                .setResult(CountResult.newBuilder().setCount(points))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> search(SearchPoints request, Call call) {
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        request.getCollectionName(),
        terms,
        collections.search(
            request.getCollectionName(), List.of(SearchProto.decode(request)), terms.options()),
        lists ->
            SearchResponse.newBuilder()
                .addAllResult(HitProto.scored(lists.getFirst()))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> searchBatch(SearchBatchPoints request, Call call) {
    String collection = request.getCollectionName();
    request
        .getSearchPointsList()
        .forEach(search -> requireSame(collection, search.getCollectionName()));
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        collection,
        terms,
        collections.search(
            collection,
            request.getSearchPointsList().stream().map(SearchProto::decode).toList(),
            terms.options()),
        lists ->
            SearchBatchResponse.newBuilder()
                .addAllResult(HitProto.batch(lists))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> query(QueryPoints request, Call call) {
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        request.getCollectionName(),
        terms,
        query(request.getCollectionName(), List.of(request), terms.options()),
        lists ->
            QueryResponse.newBuilder()
                .addAllResult(HitProto.scored(lists.getFirst()))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> queryBatch(QueryBatchPoints request, Call call) {
    String collection = request.getCollectionName();
    request
        .getQueryPointsList()
        .forEach(query -> requireSame(collection, query.getCollectionName()));
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        collection,
        terms,
        query(collection, request.getQueryPointsList(), terms.options()),
        lists ->
            QueryBatchResponse.newBuilder()
                .addAllResult(HitProto.batch(lists))
                .setTime(call.seconds())
                .build());
  }

  private <T> CompletionStage<Reply> reply(
      String collection,
      ReadTerms terms,
      CompletionStage<Answered<T>> read,
      Function<T, MessageLite> response) {
    return read.thenCompose(answered ->
        AnswerNotes.ofRead(collections, collection, terms, answered.notes())
            .thenApply(notes -> new Reply(response.apply(answered.value()), notes)));
  }

  /** One list for each query. Those that search go to the shards together. */
  private CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryPoints> queries, ReadOptions options) {
    List<SearchRequest> searches = new ArrayList<>();
    List<CompletableFuture<Answered<List<Hit>>>> listings = new ArrayList<>();
    for (QueryPoints query : queries) {
      if (SearchProto.listsById(query)) {
        listings.add(listById(collection, query, options));
      } else {
        searches.add(SearchProto.nearest(query));
      }
    }
    CompletionStage<Answered<List<List<Hit>>>> found =
        searches.isEmpty() && !queries.isEmpty()
            ? CompletableFuture.completedFuture(new Answered<>(List.of(), ReadNotes.NONE))
            : collections.search(collection, searches, options);
    return CompletableFuture.allOf(listings.toArray(CompletableFuture<?>[]::new))
        .thenCombine(
            found,
            (_, searched) ->
                inOrder(
                    queries,
                    searched,
                    listings.stream().map(CompletableFuture::resultNow).toList()));
  }

  private static Answered<List<List<Hit>>> inOrder(
      List<QueryPoints> queries,
      Answered<List<List<Hit>>> searched,
      List<Answered<List<Hit>>> listed) {
    var nextSearched = searched.value().iterator();
    var nextListed = listed.iterator();
    Answered<List<List<Hit>>> all =
        searched.map(_ ->
            queries.stream()
                .map(query ->
                    SearchProto.listsById(query) ? nextListed.next().value() : nextSearched.next())
                .toList());
    for (Answered<List<Hit>> one : listed) {
      all = all.and(one.notes());
    }
    return all;
  }

  private CompletableFuture<Answered<List<Hit>>> listById(
      String collection, QueryPoints query, ReadOptions options) {
    return collections
        .scroll(collection, SearchProto.byId(query), options)
        .thenApply(answered ->
            answered.map(
                page -> page.points().stream().skip(Unsigned.toInt(query.getOffset())).toList()))
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
