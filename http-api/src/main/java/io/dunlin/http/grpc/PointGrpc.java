package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.KeyedOperation;
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
import java.util.function.Function;

/** The methods that write points. */
final class PointGrpc {
  private final Collections collections;

  private PointGrpc(Collections collections) {
    this.collections = collections;
  }

  /** Adds the methods to the service that {@link ReadGrpc} and {@link QueryGrpc} complete. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    PointGrpc methods = new PointGrpc(collections);
    return service
        .noted("Upsert", UpsertPoints.getDefaultInstance(), methods::upsert)
        .noted("Delete", DeletePoints.getDefaultInstance(), methods::delete)
        .noted("UpdateVectors", UpdatePointVectors.getDefaultInstance(), methods::updateVectors)
        .noted("DeleteVectors", DeletePointVectors.getDefaultInstance(), methods::deleteVectors)
        .noted("SetPayload", SetPayloadPoints.getDefaultInstance(), methods::setPayload)
        .noted("OverwritePayload", SetPayloadPoints.getDefaultInstance(), methods::overwritePayload)
        .noted("DeletePayload", DeletePayloadPoints.getDefaultInstance(), methods::deletePayload)
        .noted("ClearPayload", ClearPayloadPoints.getDefaultInstance(), methods::clearPayload)
        .noted("UpdateBatch", UpdateBatchPoints.getDefaultInstance(), methods::updateBatch);
  }

  /** The method Upsert alone. */
  static UnaryMethod.Body<UpsertPoints> upsert(Collections collections) {
    return new PointGrpc(collections)::upsert;
  }

  private CompletionStage<Reply> upsert(UpsertPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<Reply> delete(DeletePoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<Reply> updateVectors(UpdatePointVectors request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<Reply> deleteVectors(DeletePointVectors request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<Reply> setPayload(SetPayloadPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.setPayload(request),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<Reply> overwritePayload(SetPayloadPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.overwritePayload(request),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<Reply> deletePayload(DeletePayloadPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<Reply> clearPayload(ClearPayloadPoints request, Call call) {
    return write(
        request.getCollectionName(),
        OperationProto.decode(request),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<Reply> updateBatch(UpdateBatchPoints request, Call call) {
    List<KeyedOperation> operations =
        request.getOperationsList().stream().map(OperationProto::decode).toList();
    return write(
        request.getCollectionName(),
        operations,
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        results ->
            UpdateBatchResponse.newBuilder()
                .addAllResult(results.stream().map(OperationProto::encode).toList())
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> write(
      String collection, KeyedOperation operation, WriteOptions options, Call call) {
    return write(
        collection,
        List.of(operation),
        options,
        results ->
            PointsOperationResponse.newBuilder()
                .setResult(OperationProto.encode(results.getFirst()))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<Reply> write(
      String collection,
      List<KeyedOperation> operations,
      WriteOptions options,
      Function<List<WriteResult>, MessageLite> response) {
    return collections
        .find(collection)
        .thenCompose(info ->
            collections
                .writeKeyed(collection, operations, options)
                .thenApply(results ->
                    new Reply(response.apply(results), AnswerNotes.ofWrite(info, results))));
  }
}
