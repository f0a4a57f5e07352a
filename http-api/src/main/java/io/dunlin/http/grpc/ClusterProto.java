package io.dunlin.http.grpc;

import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.sharding.ClusterOperation;
import io.qdrant.client.grpc.Collections.AbortShardTransfer;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoResponse;
import io.qdrant.client.grpc.Collections.LocalShardInfo;
import io.qdrant.client.grpc.Collections.MoveShard;
import io.qdrant.client.grpc.Collections.RemoteShardInfo;
import io.qdrant.client.grpc.Collections.Replica;
import io.qdrant.client.grpc.Collections.ReplicaState;
import io.qdrant.client.grpc.Collections.ReplicateShard;
import io.qdrant.client.grpc.Collections.RestartTransfer;
import io.qdrant.client.grpc.Collections.ShardTransferInfo;
import io.qdrant.client.grpc.Collections.UpdateCollectionClusterSetupRequest;

/** Where shards are, and where they are to be. */
final class ClusterProto {
  private ClusterProto() {}

  /** The method of a transfer is read over: Dunlin has one, the log. */
  static ClusterOperation decode(UpdateCollectionClusterSetupRequest request) {
    String collection = request.getCollectionName();
    return switch (request.getOperationCase()) {
      case MOVE_SHARD -> {
        MoveShard move = request.getMoveShard();
        refuseResharding(move.hasToShardId());
        yield new ClusterOperation.MoveShard(
            collection, move.getShardId(), move.getFromPeerId(), move.getToPeerId());
      }
      case REPLICATE_SHARD -> {
        ReplicateShard replicate = request.getReplicateShard();
        refuseResharding(replicate.hasToShardId());
        yield new ClusterOperation.ReplicateShard(
            collection, replicate.getShardId(), replicate.getFromPeerId(), replicate.getToPeerId());
      }
      case ABORT_TRANSFER -> {
        AbortShardTransfer abort = request.getAbortTransfer();
        refuseResharding(abort.hasToShardId());
        yield new ClusterOperation.AbortTransfer(
            collection, abort.getShardId(), abort.getFromPeerId(), abort.getToPeerId());
      }
      case RESTART_TRANSFER -> {
        RestartTransfer restart = request.getRestartTransfer();
        refuseResharding(restart.hasToShardId());
        yield new ClusterOperation.RestartTransfer(
            collection, restart.getShardId(), restart.getFromPeerId(), restart.getToPeerId());
      }
      case DROP_REPLICA -> {
        Replica drop = request.getDropReplica();
        yield new ClusterOperation.DropReplica(collection, drop.getShardId(), drop.getPeerId());
      }
      case CREATE_SHARD_KEY ->
          new ClusterOperation.CreateShardKey(
              collection, ShardKeyProto.decode(request.getCreateShardKey()));
      case DELETE_SHARD_KEY ->
          new ClusterOperation.DropShardKey(
              collection, ShardKeyProto.decode(request.getDeleteShardKey()));
      case REPLICATE_POINTS -> throw ErrorMapping.notBuilt(request.getOperationCase().name());
      case OPERATION_NOT_SET ->
          throw RequestException.invalidMessage("operation", "no operation is given");
    };
  }

  private static void refuseResharding(boolean toOtherShard) {
    if (toOtherShard) {
      throw ErrorMapping.notBuilt("to_shard_id");
    }
  }

  /**
   * @param self the number of the node that was asked
   */
  static CollectionClusterInfoResponse encode(
      long self, CollectionStatus status, CollectionCopies copies) {
    CollectionClusterInfoResponse.Builder info =
        CollectionClusterInfoResponse.newBuilder()
            .setPeerId(self)
            .setShardCount(status.shards().size());
    for (CollectionCopies.Copy copy : copies.copies()) {
      status.shard(copy.shard()).ifPresent(shard -> add(info, copy, shard));
    }
    for (CollectionCopies.Transfer transfer : copies.transfers()) {
      info.addShardTransfers(
          ShardTransferInfo.newBuilder()
              .setShardId(transfer.shard())
              .setFrom(transfer.from().number())
              .setTo(transfer.to().number())
              .setSync(transfer.sync()));
    }
    return info.build();
  }

  private static void add(
      CollectionClusterInfoResponse.Builder info, CollectionCopies.Copy copy, ShardStatus shard) {
    if (copy.here()) {
      LocalShardInfo.Builder local =
          LocalShardInfo.newBuilder()
              .setShardId(copy.shard())
              .setPointsCount(shard.points())
              .setState(state(copy, shard));
      shard.key().map(ShardKeyProto::encode).ifPresent(local::setShardKey);
      info.addLocalShards(local);
    } else {
      RemoteShardInfo.Builder remote =
          RemoteShardInfo.newBuilder()
              .setShardId(copy.shard())
              .setPeerId(copy.node().number())
              .setState(state(copy, shard));
      shard.key().map(ShardKeyProto::encode).ifPresent(remote::setShardKey);
      info.addRemoteShards(remote);
    }
  }

  private static ReplicaState state(CollectionCopies.Copy copy, ShardStatus shard) {
    return switch (copy.stateOf(shard)) {
      case ACTIVE -> ReplicaState.Active;
      case PARTIAL -> ReplicaState.Partial;
      case DEAD -> ReplicaState.Dead;
    };
  }
}
