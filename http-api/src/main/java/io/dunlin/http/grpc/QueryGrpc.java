package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.http.consistency.ReadTerms;
import io.dunlin.http.error.RequestException;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Points.DiscoverBatchPoints;
import io.qdrant.client.grpc.Points.DiscoverBatchResponse;
import io.qdrant.client.grpc.Points.DiscoverPoints;
import io.qdrant.client.grpc.Points.DiscoverResponse;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryGroupsResponse;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.RecommendBatchPoints;
import io.qdrant.client.grpc.Points.RecommendBatchResponse;
import io.qdrant.client.grpc.Points.RecommendGroupsResponse;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.RecommendResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchBatchResponse;
import io.qdrant.client.grpc.Points.SearchGroupsResponse;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SearchResponse;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The methods that find points: queries, and the searches of their own of older clients. */
final class QueryGrpc {
  private final Collections collections;

  private QueryGrpc(Collections collections) {
    this.collections = collections;
  }

  /** Adds the methods to the service that {@link PointGrpc} begins. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    QueryGrpc methods = new QueryGrpc(collections);
    return service
        .noted("Query", QueryPoints.getDefaultInstance(), methods::query)
        .noted("QueryBatch", QueryBatchPoints.getDefaultInstance(), methods::queryBatch)
        .noted("QueryGroups", QueryPointGroups.getDefaultInstance(), methods::queryGroups)
        .noted("Search", SearchPoints.getDefaultInstance(), methods::search)
        .noted("SearchBatch", SearchBatchPoints.getDefaultInstance(), methods::searchBatch)
        .noted("SearchGroups", SearchPointGroups.getDefaultInstance(), methods::searchGroups)
        .noted("Recommend", RecommendPoints.getDefaultInstance(), methods::recommend)
        .noted("RecommendBatch", RecommendBatchPoints.getDefaultInstance(), methods::recommendBatch)
        .noted(
            "RecommendGroups", RecommendPointGroups.getDefaultInstance(), methods::recommendGroups)
        .noted("Discover", DiscoverPoints.getDefaultInstance(), methods::discover)
        .noted("DiscoverBatch", DiscoverBatchPoints.getDefaultInstance(), methods::discoverBatch);
  }

  /** The method Query alone. */
  static UnaryMethod.Body<QueryPoints> query(Collections collections) {
    return new QueryGrpc(collections)::query;
  }

  /** The method QueryBatch alone. */
  static UnaryMethod.Body<QueryBatchPoints> queryBatch(Collections collections) {
    return new QueryGrpc(collections)::queryBatch;
  }

  // ---- queries ----

  private CompletionStage<Reply> query(QueryPoints request, Call call) {
    return one(
        request.getCollectionName(),
        call.queryTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        RerankMetadata.apply(QueryProto.decode(request), call.headers()),
        hits ->
            QueryResponse.newBuilder()
                .addAllResult(HitProto.scored(hits))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> queryBatch(QueryBatchPoints request, Call call) {
    return batch(
        request.getCollectionName(),
        request.getQueryPointsList(),
        QueryPoints::getCollectionName,
        part -> RerankMetadata.apply(QueryProto.decode(part), call.headers()),
        call.queryTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        lists ->
            QueryBatchResponse.newBuilder()
                .addAllResult(HitProto.batch(lists))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> queryGroups(QueryPointGroups request, Call call) {
    return groups(
        request.getCollectionName(),
        call.queryTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        RerankMetadata.apply(QueryProto.decode(request), call.headers()),
        groups ->
            QueryGroupsResponse.newBuilder()
                .setResult(HitProto.groups(groups))
                .setTime(call.seconds())
                .build());
  }

  // ---- searches ----

  private CompletionStage<Reply> search(SearchPoints request, Call call) {
    return one(
        request.getCollectionName(),
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        LegacySearchProto.decode(request),
        hits ->
            SearchResponse.newBuilder()
                .addAllResult(HitProto.scored(hits))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> searchBatch(SearchBatchPoints request, Call call) {
    return batch(
        request.getCollectionName(),
        request.getSearchPointsList(),
        SearchPoints::getCollectionName,
        LegacySearchProto::decode,
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        lists ->
            SearchBatchResponse.newBuilder()
                .addAllResult(HitProto.batch(lists))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> searchGroups(SearchPointGroups request, Call call) {
    return groups(
        request.getCollectionName(),
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        LegacySearchProto.decode(request),
        groups ->
            SearchGroupsResponse.newBuilder()
                .setResult(HitProto.groups(groups))
                .setTime(call.seconds())
                .build());
  }

  // ---- recommending and discovering ----

  private CompletionStage<Reply> recommend(RecommendPoints request, Call call) {
    return one(
        request.getCollectionName(),
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        LegacySearchProto.decode(request),
        hits ->
            RecommendResponse.newBuilder()
                .addAllResult(HitProto.scored(hits))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> recommendBatch(RecommendBatchPoints request, Call call) {
    return batch(
        request.getCollectionName(),
        request.getRecommendPointsList(),
        RecommendPoints::getCollectionName,
        LegacySearchProto::decode,
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        lists ->
            RecommendBatchResponse.newBuilder()
                .addAllResult(HitProto.batch(lists))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> recommendGroups(RecommendPointGroups request, Call call) {
    return groups(
        request.getCollectionName(),
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        LegacySearchProto.decode(request),
        groups ->
            RecommendGroupsResponse.newBuilder()
                .setResult(HitProto.groups(groups))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> discover(DiscoverPoints request, Call call) {
    return one(
        request.getCollectionName(),
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        LegacySearchProto.decode(request),
        hits ->
            DiscoverResponse.newBuilder()
                .addAllResult(HitProto.scored(hits))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> discoverBatch(DiscoverBatchPoints request, Call call) {
    return batch(
        request.getCollectionName(),
        request.getDiscoverPointsList(),
        DiscoverPoints::getCollectionName,
        LegacySearchProto::decode,
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout()),
        lists ->
            DiscoverBatchResponse.newBuilder()
                .addAllResult(HitProto.batch(lists))
                .setTime(call.seconds())
                .build());
  }

  // ---- what all have in common ----

  private CompletionStage<Reply> one(
      String collection,
      ReadTerms terms,
      QueryRequest query,
      Function<List<Hit>, MessageLite> response) {
    return AnswerReplies.reply(
        collections,
        collection,
        terms,
        collections.query(collection, List.of(query), terms.options()),
        lists -> response.apply(lists.getFirst()));
  }

  private <T> CompletionStage<Reply> batch(
      String collection,
      List<T> parts,
      Function<T, String> collectionOf,
      Function<T, QueryRequest> decoder,
      ReadTerms terms,
      Function<List<List<Hit>>, MessageLite> response) {
    parts.forEach(part -> requireSame(collection, collectionOf.apply(part)));
    return AnswerReplies.reply(
        collections,
        collection,
        terms,
        collections.query(collection, parts.stream().map(decoder).toList(), terms.options()),
        response);
  }

  private CompletionStage<Reply> groups(
      String collection,
      ReadTerms terms,
      GroupsRequest request,
      Function<List<PointGroup>, MessageLite> response) {
    return AnswerReplies.reply(
        collections,
        collection,
        terms,
        collections.groups(collection, request, terms.options()),
        response);
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
