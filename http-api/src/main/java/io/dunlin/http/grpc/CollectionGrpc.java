package io.dunlin.http.grpc;

import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Names;
import io.dunlin.sharding.ClusterOperation;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoRequest;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoResponse;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExists;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CollectionExistsResponse;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsResponse;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupRequest;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupResponse;
import io.qdrant.client.grpc.CollectionsService;
import java.util.concurrent.CompletionStage;

/** The methods that are about whole collections. */
final class CollectionGrpc {
  /** The number of a node that is alone. */
  private static final long ALONE = 1;

  private final Collections collections;

  private CollectionGrpc(Collections collections) {
    this.collections = collections;
  }

  static GrpcService service(Collections collections) {
    CollectionGrpc methods = new CollectionGrpc(collections);
    GrpcService service =
        GrpcService.of(CollectionsService.getDescriptor(), "Collections")
            .method("Get", GetCollectionInfoRequest.getDefaultInstance(), methods::get)
            .method("List", ListCollectionsRequest.getDefaultInstance(), methods::list)
            .method("Create", CreateCollection.getDefaultInstance(), methods::create)
            .method("Update", UpdateCollection.getDefaultInstance(), methods::update)
            .method("Delete", DeleteCollection.getDefaultInstance(), methods::delete)
            .method(
                "CollectionExists", CollectionExistsRequest.getDefaultInstance(), methods::exists)
            .method(
                "CollectionClusterInfo",
                CollectionClusterInfoRequest.getDefaultInstance(),
                methods::clusterInfo)
            .method(
                "UpdateCollectionClusterSetup",
                UpdateCollectionClusterSetupRequest.getDefaultInstance(),
                methods::clusterSetup);
    return AliasGrpc.addTo(service, collections);
  }

  private CompletionStage<GetCollectionInfoResponse> get(
      GetCollectionInfoRequest request, Call call) {
    return collections
        .find(request.getCollectionName())
        .thenCombine(
            collections.status(request.getCollectionName(), call.timeout()),
            (info, status) ->
                GetCollectionInfoResponse.newBuilder()
                    .setResult(CollectionProto.encode(info.config(), status))
                    .setTime(call.seconds())
                    .build());
  }

  private CompletionStage<ListCollectionsResponse> list(ListCollectionsRequest request, Call call) {
    return collections
        .list()
        .thenApply(all -> {
          ListCollectionsResponse.Builder response = ListCollectionsResponse.newBuilder();
          for (CollectionInfo info : all) {
            response.addCollections(CollectionDescription.newBuilder().setName(info.name()));
          }
          return response.setTime(call.seconds()).build();
        });
  }

  private CompletionStage<CollectionOperationResponse> create(CreateCollection request, Call call) {
    Names.problemOfCollection(request.getCollectionName())
        .ifPresent(problem -> {
          throw RequestException.invalidMessage("collection_name", problem);
        });
    return done(
        collections.create(
            request.getCollectionName(),
            CollectionProto.decode(request),
            call.timeout(request.hasTimeout(), request.getTimeout())),
        call);
  }

  private CompletionStage<CollectionOperationResponse> update(UpdateCollection request, Call call) {
    return done(
        collections.update(
            request.getCollectionName(),
            CollectionProto.decode(request),
            call.timeout(request.hasTimeout(), request.getTimeout())),
        call);
  }

  private CompletionStage<CollectionOperationResponse> delete(DeleteCollection request, Call call) {
    return done(
        collections.drop(
            request.getCollectionName(), call.timeout(request.hasTimeout(), request.getTimeout())),
        call);
  }

  private CompletionStage<CollectionExistsResponse> exists(
      CollectionExistsRequest request, Call call) {
    return collections
        .exists(request.getCollectionName())
        .thenApply(found ->
            CollectionExistsResponse.newBuilder()
                .setResult(CollectionExists.newBuilder().setExists(found))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<CollectionClusterInfoResponse> clusterInfo(
      CollectionClusterInfoRequest request, Call call) {
    String name = request.getCollectionName();
    long self =
        collections.cluster().map(cluster -> cluster.status().self().number()).orElse(ALONE);
    return collections
        .status(name, call.timeout())
        .thenCombine(
            collections.copies(name, call.timeout()),
            (status, copies) -> ClusterProto.encode(self, status, copies));
  }

  private CompletionStage<UpdateCollectionClusterSetupResponse> clusterSetup(
      UpdateCollectionClusterSetupRequest request, Call call) {
    ClusterOperation operation = ClusterProto.decode(request);
    return collections
        .cluster()
        .orElseThrow(ErrorMapping::noCluster)
        .operate(operation, call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(
            done -> UpdateCollectionClusterSetupResponse.newBuilder().setResult(done).build());
  }

  private static CompletionStage<CollectionOperationResponse> done(
      CompletionStage<Boolean> changed, Call call) {
    return changed.thenApply(result ->
        CollectionOperationResponse.newBuilder().setResult(result).setTime(call.seconds()).build());
  }
}
