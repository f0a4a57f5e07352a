package io.dunlin.http.grpc;

import io.qdrant.client.grpc.SnapshotsService;

/** Snapshots, of which nothing is built yet. */
final class SnapshotGrpc {
  private SnapshotGrpc() {}

  static GrpcService service() {
    return GrpcService.of(SnapshotsService.getDescriptor(), "Snapshots");
  }
}
