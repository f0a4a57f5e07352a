package io.dunlin.http.grpc;

import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Collections.CreateShardKeyRequest;
import io.qdrant.client.grpc.Collections.CreateShardKeyResponse;
import io.qdrant.client.grpc.Collections.DeleteShardKeyRequest;
import io.qdrant.client.grpc.Collections.DeleteShardKeyResponse;
import io.qdrant.client.grpc.Collections.ListShardKeysRequest;
import io.qdrant.client.grpc.Collections.ListShardKeysResponse;
import io.qdrant.client.grpc.Collections.ShardKeyDescription;
import java.util.concurrent.CompletionStage;

/** The methods that are about shard keys. */
final class ShardKeyGrpc {
  private final Collections collections;

  private ShardKeyGrpc(Collections collections) {
    this.collections = collections;
  }

  /** Adds the methods to the service of which {@link CollectionGrpc} holds the others. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    ShardKeyGrpc methods = new ShardKeyGrpc(collections);
    return service
        .method("CreateShardKey", CreateShardKeyRequest.getDefaultInstance(), methods::create)
        .method("DeleteShardKey", DeleteShardKeyRequest.getDefaultInstance(), methods::drop)
        .method("ListShardKeys", ListShardKeysRequest.getDefaultInstance(), methods::list);
  }

  private CompletionStage<CreateShardKeyResponse> create(CreateShardKeyRequest request, Call call) {
    return collections
        .createShardKey(
            request.getCollectionName(),
            ShardKeyProto.decode(request.getRequest()),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(done -> CreateShardKeyResponse.newBuilder().setResult(done).build());
  }

  private CompletionStage<DeleteShardKeyResponse> drop(DeleteShardKeyRequest request, Call call) {
    return collections
        .dropShardKey(
            request.getCollectionName(),
            ShardKeyProto.decode(request.getRequest()),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(done -> DeleteShardKeyResponse.newBuilder().setResult(done).build());
  }

  private CompletionStage<ListShardKeysResponse> list(ListShardKeysRequest request, Call call) {
    return collections
        .find(request.getCollectionName())
        .thenApply(collection -> {
          ListShardKeysResponse.Builder response = ListShardKeysResponse.newBuilder();
          for (KeyedShards keyed : collection.keys()) {
            response.addShardKeys(
                ShardKeyDescription.newBuilder().setKey(ShardKeyProto.encode(keyed.key())));
          }
          return response.setTime(call.seconds()).build();
        });
  }
}
