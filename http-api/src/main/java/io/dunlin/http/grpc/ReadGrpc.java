package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.http.consistency.ReadTerms;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CountResult;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FacetResponse;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchMatrixOffsetsResponse;
import io.qdrant.client.grpc.Points.SearchMatrixPairsResponse;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The methods that read points without comparing them with what the caller sends. */
final class ReadGrpc {
  private final Collections collections;

  private ReadGrpc(Collections collections) {
    this.collections = collections;
  }

  /** Adds the methods to the service that {@link PointGrpc} begins. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    ReadGrpc methods = new ReadGrpc(collections);
    return service
        .noted("Get", GetPoints.getDefaultInstance(), methods::get)
        .noted("Scroll", ScrollPoints.getDefaultInstance(), methods::scroll)
        .noted("Count", CountPoints.getDefaultInstance(), methods::count)
        .noted("Facet", FacetCounts.getDefaultInstance(), methods::facet)
        .noted("SearchMatrixPairs", SearchMatrixPoints.getDefaultInstance(), methods::pairs)
        .noted("SearchMatrixOffsets", SearchMatrixPoints.getDefaultInstance(), methods::offsets);
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
        collections.scroll(request.getCollectionName(), ReadProto.scroll(request), terms.options()),
        page -> {
          ScrollResponse.Builder response =
              ScrollResponse.newBuilder().addAllResult(HitProto.retrieved(page.points()));
          page.next().map(PointIdProto::encode).ifPresent(response::setNextPageOffset);
          return response.setTime(call.seconds()).build();
        });
  }

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
                ShardKeyProto.decode(request.hasShardKeySelector(), request.getShardKeySelector()),
                !request.hasExact() || request.getExact()),
            terms.options()),
        points ->
            CountResponse.newBuilder()
                .setResult(CountResult.newBuilder().setCount(points))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> facet(FacetCounts request, Call call) {
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        request.getCollectionName(),
        terms,
        collections.facet(
            request.getCollectionName(), AnalysisProto.facet(request), terms.options()),
        facets ->
            FacetResponse.newBuilder()
                .addAllHits(AnalysisProto.hits(facets))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> pairs(SearchMatrixPoints request, Call call) {
    return matrix(
        request,
        call,
        matrix ->
            SearchMatrixPairsResponse.newBuilder()
                .setResult(AnalysisProto.pairs(matrix))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> offsets(SearchMatrixPoints request, Call call) {
    return matrix(
        request,
        call,
        matrix ->
            SearchMatrixOffsetsResponse.newBuilder()
                .setResult(AnalysisProto.offsets(matrix))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> matrix(
      SearchMatrixPoints request, Call call, Function<DistanceMatrix, MessageLite> response) {
    ReadTerms terms =
        call.readTerms(request.getReadConsistency(), request.hasTimeout(), request.getTimeout());
    return reply(
        request.getCollectionName(),
        terms,
        collections.matrix(
            request.getCollectionName(), AnalysisProto.matrix(request), terms.options()),
        response);
  }

  private <T> CompletionStage<Reply> reply(
      String collection,
      ReadTerms terms,
      CompletionStage<Answered<T>> read,
      Function<T, MessageLite> response) {
    return AnswerReplies.reply(collections, collection, terms, read, response);
  }
}
