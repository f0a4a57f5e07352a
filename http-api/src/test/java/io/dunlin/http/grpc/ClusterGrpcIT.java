package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.http.InMemoryCluster;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.sharding.ClusterOperation;
import io.dunlin.sharding.NewShardKey;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.qdrant.client.ShardKeyFactory;
import io.qdrant.client.grpc.Collections.AbortShardTransfer;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoRequest;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoResponse;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.CreateShardKey;
import io.qdrant.client.grpc.Collections.DeleteShardKey;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.MoveShard;
import io.qdrant.client.grpc.Collections.Replica;
import io.qdrant.client.grpc.Collections.ReplicaState;
import io.qdrant.client.grpc.Collections.ReplicateShard;
import io.qdrant.client.grpc.Collections.RestartTransfer;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupRequest;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.CollectionsGrpc;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClusterGrpcIT {
  private static GrpcServer server;
  private static ManagedChannel channel;
  private static CollectionsGrpc.CollectionsBlockingStub collections;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    collections = CollectionsGrpc.newBlockingStub(channel);
    VectorParams vectors = VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build();
    var _ =
        collections.create(
            CreateCollection.newBuilder()
                .setCollectionName("birds")
                .setVectorsConfig(VectorsConfig.newBuilder().setParams(vectors))
                .build());
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static InMemoryCluster join() {
    InMemoryCluster cluster = new InMemoryCluster();
    server.collections().join(Optional.of(cluster));
    return cluster;
  }

  private static UpdateCollectionClusterSetupRequest.Builder request() {
    return UpdateCollectionClusterSetupRequest.newBuilder().setCollectionName("birds");
  }

  private static boolean change(UpdateCollectionClusterSetupRequest.Builder request) {
    return collections.updateCollectionClusterSetup(request.build()).getResult();
  }

  private static Code refusal(UpdateCollectionClusterSetupRequest.Builder request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> change(request))
        .getStatus()
        .getCode();
  }

  @Test
  void operationsOnShardsAreReadAsTheyStand() {
    InMemoryCluster cluster = join();
    assertThat(
            change(
                request()
                    .setMoveShard(
                        MoveShard.newBuilder().setShardId(1).setFromPeerId(2).setToPeerId(3))))
        .isTrue();
    change(
        request()
            .setReplicateShard(
                ReplicateShard.newBuilder().setShardId(1).setFromPeerId(2).setToPeerId(3)));
    change(
        request()
            .setAbortTransfer(
                AbortShardTransfer.newBuilder().setShardId(1).setFromPeerId(2).setToPeerId(3)));
    change(
        request()
            .setRestartTransfer(
                RestartTransfer.newBuilder().setShardId(1).setFromPeerId(2).setToPeerId(3)));
    change(request().setDropReplica(Replica.newBuilder().setShardId(4).setPeerId(5)));
    change(
        request()
            .setCreateShardKey(
                CreateShardKey.newBuilder()
                    .setShardKey(ShardKeyFactory.shardKey("a"))
                    .addPlacement(3)));
    change(
        request()
            .setDeleteShardKey(
                DeleteShardKey.newBuilder().setShardKey(ShardKeyFactory.shardKey(7))));
    assertThat(cluster.operations())
        .containsExactly(
            new ClusterOperation.MoveShard("birds", 1, 2, 3),
            new ClusterOperation.ReplicateShard("birds", 1, 2, 3),
            new ClusterOperation.AbortTransfer("birds", 1, 2, 3),
            new ClusterOperation.RestartTransfer("birds", 1, 2, 3),
            new ClusterOperation.DropReplica("birds", 4, 5),
            new ClusterOperation.CreateShardKey(
                "birds",
                new NewShardKey(ShardKey.of("a"), Optional.empty(), Optional.empty(), List.of(3L))),
            new ClusterOperation.DropShardKey("birds", ShardKey.of(7)));
  }

  @Test
  void whatCannotBeIsRefused() {
    join();
    assertThat(refusal(request())).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusal(request().setDropReplica(Replica.newBuilder().setShardId(404))))
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusal(request().setCreateShardKey(CreateShardKey.getDefaultInstance())))
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusal(request().setMoveShard(MoveShard.newBuilder().setToShardId(3))))
        .isEqualTo(Code.UNIMPLEMENTED);
    server.collections().join(Optional.empty());
    assertThat(refusal(request().setDropReplica(Replica.newBuilder().setShardId(0))))
        .isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void copiesAndTransfersAreShown() {
    join();
    CollectionClusterInfoResponse info =
        collections.collectionClusterInfo(
            CollectionClusterInfoRequest.newBuilder().setCollectionName("birds").build());
    long other = InMemoryCluster.OTHER.number();
    assertThat(info.getPeerId()).isEqualTo(InMemoryCluster.SELF.number());
    assertThat(info.getLocalShards(0).getState()).isEqualTo(ReplicaState.Active);
    assertThat(info.getRemoteShards(0).getPeerId()).isEqualTo(other);
    assertThat(info.getRemoteShards(0).getState()).isEqualTo(ReplicaState.Partial);
    assertThat(info.getShardTransfers(0).getTo()).isEqualTo(other);
    assertThat(info.getShardTransfers(0).getSync()).isFalse();
  }
}
