package io.dunlin.http.grpc;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePointVectors;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdateBatchResponse;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The methods that write points. */
final class PointGrpc {
  private final Collections collections;

  private PointGrpc(Collections collections) {
    this.collections = collections;
  }

  /** Adds the methods to the service of which {@link SearchGrpc} holds the other half. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    PointGrpc methods = new PointGrpc(collections);
    return service
        .method("Upsert", UpsertPoints.getDefaultInstance(), methods::upsert)
        .method("Delete", DeletePoints.getDefaultInstance(), methods::delete)
        .method("UpdateVectors", UpdatePointVectors.getDefaultInstance(), methods::updateVectors)
        .method("DeleteVectors", DeletePointVectors.getDefaultInstance(), methods::deleteVectors)
        .method("SetPayload", SetPayloadPoints.getDefaultInstance(), methods::setPayload)
        .method(
            "OverwritePayload", SetPayloadPoints.getDefaultInstance(), methods::overwritePayload)
        .method("DeletePayload", DeletePayloadPoints.getDefaultInstance(), methods::deletePayload)
        .method("ClearPayload", ClearPayloadPoints.getDefaultInstance(), methods::clearPayload)
        .method("UpdateBatch", UpdateBatchPoints.getDefaultInstance(), methods::updateBatch);
  }

  private CompletionStage<PointsOperationResponse> upsert(UpsertPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> delete(DeletePoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> updateVectors(
      UpdatePointVectors request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> deleteVectors(
      DeletePointVectors request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> setPayload(SetPayloadPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.setPayload(request),
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> overwritePayload(
      SetPayloadPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.overwritePayload(request),
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> deletePayload(
      DeletePayloadPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> clearPayload(
      ClearPayloadPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<UpdateBatchResponse> updateBatch(UpdateBatchPoints request, Call call) {
    List<PointOperation> operations =
        request.getOperationsList().stream().map(OperationProto::decode).toList();
    WriteOptions options =
        options(call, request.getWait(), request.hasTimeout(), request.getTimeout());
    return collections
        .write(request.getCollectionName(), operations, options)
        .thenApply(results ->
            UpdateBatchResponse.newBuilder()
                .addAllResult(results.stream().map(OperationProto::encode).toList())
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<PointsOperationResponse> write(
      String collection, PointOperation operation, WriteOptions options, Call call) {
    return collections
        .write(collection, List.of(operation), options)
        .thenApply((List<WriteResult> results) ->
            PointsOperationResponse.newBuilder()
                .setResult(OperationProto.encode(results.getFirst()))
                .setTime(call.seconds())
                .build());
  }

  private static WriteOptions options(
      Call call, boolean wait, boolean timeoutGiven, long timeoutSeconds) {
    return new WriteOptions(wait, call.timeout(timeoutGiven, timeoutSeconds));
  }
}
