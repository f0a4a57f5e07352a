package io.dunlin.http.grpc;

import grpc.health.v1.HealthCheck.HealthCheckResponse;
import grpc.health.v1.HealthCheck.HealthCheckResponse.ServingStatus;
import io.dunlin.http.codec.ServiceJson;
import io.qdrant.client.grpc.QdrantOuterClass;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import java.util.concurrent.CompletableFuture;

/** The two services by which clients and orchestrators ask whether the server is there. */
final class HealthGrpc {
  private HealthGrpc() {}

  /** The contract's own: tells clients which version of the contract they talk to. */
  static GrpcService contractService() {
    HealthCheckReply reply =
        HealthCheckReply.newBuilder()
            .setTitle("dunlin - vector database")
            .setVersion(ServiceJson.CONTRACT_VERSION)
            .build();
    return GrpcService.of(QdrantOuterClass.getDescriptor(), "Qdrant")
        .method(
            "HealthCheck",
            HealthCheckRequest.getDefaultInstance(),
            (_, _) -> CompletableFuture.completedFuture(reply));
  }

  /** The gRPC project's standard one. */
  static GrpcService standardService() {
    HealthCheckResponse serving =
        HealthCheckResponse.newBuilder().setStatus(ServingStatus.SERVING).build();
    return GrpcService.of(grpc.health.v1.HealthCheck.getDescriptor(), "Health")
        .method(
            "Check",
            grpc.health.v1.HealthCheck.HealthCheckRequest.getDefaultInstance(),
            (_, _) -> CompletableFuture.completedFuture(serving));
  }
}
