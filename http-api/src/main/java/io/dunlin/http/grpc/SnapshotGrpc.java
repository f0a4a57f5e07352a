package io.dunlin.http.grpc;

import com.google.protobuf.Timestamp;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.snapshot.Snapshots;
import io.qdrant.client.grpc.SnapshotsService;
import io.qdrant.client.grpc.SnapshotsService.CreateFullSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.CreateSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.CreateSnapshotResponse;
import io.qdrant.client.grpc.SnapshotsService.DeleteFullSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.DeleteSnapshotRequest;
import io.qdrant.client.grpc.SnapshotsService.DeleteSnapshotResponse;
import io.qdrant.client.grpc.SnapshotsService.ListFullSnapshotsRequest;
import io.qdrant.client.grpc.SnapshotsService.ListSnapshotsRequest;
import io.qdrant.client.grpc.SnapshotsService.ListSnapshotsResponse;
import java.util.concurrent.CompletionStage;

/** Making, listing and removing snapshots. */
final class SnapshotGrpc {
  private static final SnapshotScope FULL = new SnapshotScope.Full();

  private final Collections collections;

  private SnapshotGrpc(Collections collections) {
    this.collections = collections;
  }

  static GrpcService service(Collections collections) {
    SnapshotGrpc methods = new SnapshotGrpc(collections);
    return GrpcService.of(SnapshotsService.getDescriptor(), "Snapshots")
        .method(
            "Create",
            CreateSnapshotRequest.getDefaultInstance(),
            (request, call) -> methods.create(of(request.getCollectionName()), call))
        .method(
            "List",
            ListSnapshotsRequest.getDefaultInstance(),
            (request, call) -> methods.list(of(request.getCollectionName()), call))
        .method(
            "Delete",
            DeleteSnapshotRequest.getDefaultInstance(),
            (request, call) ->
                methods.delete(of(request.getCollectionName()), request.getSnapshotName(), call))
        .method(
            "CreateFull",
            CreateFullSnapshotRequest.getDefaultInstance(),
            (_, call) -> methods.create(FULL, call))
        .method(
            "ListFull",
            ListFullSnapshotsRequest.getDefaultInstance(),
            (_, call) -> methods.list(FULL, call))
        .method(
            "DeleteFull",
            DeleteFullSnapshotRequest.getDefaultInstance(),
            (request, call) -> methods.delete(FULL, request.getSnapshotName(), call));
  }

  private static SnapshotScope of(String collection) {
    return new SnapshotScope.OfCollection(collection);
  }

  private CompletionStage<CreateSnapshotResponse> create(SnapshotScope scope, Call call) {
    return snapshots()
        .create(scope)
        .thenApply(made ->
            CreateSnapshotResponse.newBuilder()
                .setSnapshotDescription(encode(made))
                .setTime(call.seconds())
                .build());
  }

  private CompletionStage<ListSnapshotsResponse> list(SnapshotScope scope, Call call) {
    return snapshots()
        .list(scope)
        .thenApply(all -> {
          ListSnapshotsResponse.Builder answer = ListSnapshotsResponse.newBuilder();
          all.forEach(one -> answer.addSnapshotDescriptions(encode(one)));
          return answer.setTime(call.seconds()).build();
        });
  }

  private CompletionStage<DeleteSnapshotResponse> delete(
      SnapshotScope scope, String name, Call call) {
    return snapshots()
        .delete(scope, name)
        .thenApply(_ -> DeleteSnapshotResponse.newBuilder().setTime(call.seconds()).build());
  }

  private static SnapshotsService.SnapshotDescription encode(SnapshotDescription snapshot) {
    SnapshotsService.SnapshotDescription.Builder proto =
        SnapshotsService.SnapshotDescription.newBuilder()
            .setName(snapshot.name())
            .setCreationTime(Timestamp.newBuilder().setSeconds(snapshot.created().getEpochSecond()))
            .setSize(snapshot.size());
    snapshot.checksum().ifPresent(proto::setChecksum);
    return proto.build();
  }

  private Snapshots snapshots() {
    return collections.snapshots().orElseThrow(ErrorMapping::noSnapshots);
  }
}
