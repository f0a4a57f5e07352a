package io.dunlin.http.grpc;

import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Names;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Points.CreateVectorNameRequest;
import io.qdrant.client.grpc.Points.DeleteVectorNameRequest;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The methods that make and drop vectors of a collection that is there. */
final class VectorGrpc {
  private final Collections collections;

  private VectorGrpc(Collections collections) {
    this.collections = collections;
  }

  /** To the service that has them. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    VectorGrpc methods = new VectorGrpc(collections);
    return service
        .method("CreateVectorName", CreateVectorNameRequest.getDefaultInstance(), methods::create)
        .method("DeleteVectorName", DeleteVectorNameRequest.getDefaultInstance(), methods::delete);
  }

  private CompletionStage<PointsOperationResponse> create(
      CreateVectorNameRequest request, Call call) {
    return change(
        request.getCollectionName(),
        request.getVectorName(),
        Optional.of(kind(request)),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private static VectorKind kind(CreateVectorNameRequest request) {
    return switch (request.getVectorConfigCase()) {
      case DENSE_CONFIG -> VectorSpecProto.decode(request.getDenseConfig());
      case SPARSE_CONFIG -> SparseSpecProto.decode(request.getSparseConfig());
      case VECTORCONFIG_NOT_SET ->
          throw RequestException.invalidMessage(
              "vector_config", "expected dense_config or sparse_config");
    };
  }

  private CompletionStage<PointsOperationResponse> delete(
      DeleteVectorNameRequest request, Call call) {
    return change(
        request.getCollectionName(),
        request.getVectorName(),
        Optional.empty(),
        call.writeOptions(request.getWait(), request.hasTimeout(), request.getTimeout()),
        call);
  }

  private CompletionStage<PointsOperationResponse> change(
      String collection,
      String vector,
      Optional<VectorKind> kind,
      WriteOptions options,
      Call call) {
    Names.problemOfVector(vector)
        .ifPresent(problem -> {
          throw RequestException.invalidMessage("vector_name", problem);
        });
    return collections
        .changeVector(collection, vector, kind, options)
        .thenApply(result ->
            PointsOperationResponse.newBuilder()
                .setResult(OperationProto.encode(result))
                .setTime(call.seconds())
                .build());
  }
}
