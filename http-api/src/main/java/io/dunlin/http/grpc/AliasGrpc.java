package io.dunlin.http.grpc;

import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import io.qdrant.client.grpc.Collections.ListCollectionAliasesRequest;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** The methods that are about names that stand for collections. */
final class AliasGrpc {
  private final Collections collections;

  private AliasGrpc(Collections collections) {
    this.collections = collections;
  }

  /** To the service that has them. */
  static GrpcService addTo(GrpcService service, Collections collections) {
    AliasGrpc methods = new AliasGrpc(collections);
    return service
        .method("UpdateAliases", ChangeAliases.getDefaultInstance(), methods::change)
        .method(
            "ListCollectionAliases",
            ListCollectionAliasesRequest.getDefaultInstance(),
            methods::ofCollection)
        .method("ListAliases", ListAliasesRequest.getDefaultInstance(), methods::all);
  }

  private CompletionStage<CollectionOperationResponse> change(ChangeAliases request, Call call) {
    return collections
        .changeAliases(
            AliasProto.decode(request), call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(done ->
            CollectionOperationResponse.newBuilder()
                .setResult(done)
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<ListAliasesResponse> ofCollection(
      ListCollectionAliasesRequest request, Call call) {
    return collections
        .find(request.getCollectionName())
        .thenCombine(
            collections.aliases(),
            (info, all) -> {
              SortedMap<String, String> own = new TreeMap<>(all);
              own.values().removeIf(name -> !name.equals(info.name()));
              return AliasProto.encode(own, call.seconds());
            });
  }

  private CompletionStage<ListAliasesResponse> all(ListAliasesRequest request, Call call) {
    return collections.aliases().thenApply(all -> AliasProto.encode(all, call.seconds()));
  }
}
