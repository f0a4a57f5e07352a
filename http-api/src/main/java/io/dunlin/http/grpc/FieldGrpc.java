package io.dunlin.http.grpc;

import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The methods that make and drop payload indexes. */
final class FieldGrpc {
  private final Collections collections;

  private FieldGrpc(Collections collections) {
    this.collections = collections;
  }

  /** To the service that has them. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    FieldGrpc methods = new FieldGrpc(collections);
    return service
        .method(
            "CreateFieldIndex", CreateFieldIndexCollection.getDefaultInstance(), methods::create)
        .method(
            "DeleteFieldIndex", DeleteFieldIndexCollection.getDefaultInstance(), methods::delete);
  }

  private CompletionStage<PointsOperationResponse> create(
      CreateFieldIndexCollection request, Call call) {
    return change(
        request.getCollectionName(),
        request.getFieldName(),
        Optional.of(FieldSchemaProto.decode(request)),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> delete(
      DeleteFieldIndexCollection request, Call call) {
    return change(
        request.getCollectionName(),
        request.getFieldName(),
        Optional.empty(),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> change(
      String collection,
      String field,
      Optional<FieldSchema> schema,
      WriteOptions options,
      Call call) {
    return collections
        .changeField(collection, PathProto.decode(field).text(), schema, options)
        .thenApply(result ->
            PointsOperationResponse.newBuilder()
                .setResult(OperationProto.encode(result))
                .setTime(call.seconds())
                .build());
  }
}
