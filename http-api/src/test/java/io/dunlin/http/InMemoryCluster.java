package io.dunlin.http;

import io.dunlin.actors.copy.Progress;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.placement.NodeRoles;
import io.dunlin.actors.query.ClusterStatus;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CopyFigures;
import io.dunlin.actors.query.PeerStatus;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.sharding.ClusterAdmin;
import io.dunlin.sharding.ClusterOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A cluster of two nodes that keeps what it is asked to do and does nothing. Each shard has a
 * second copy under way to the other node.
 */
public final class InMemoryCluster implements ClusterAdmin {
  public static final NodeId SELF = new NodeId(new UUID(1L << 20, 0));
  public static final NodeId OTHER = new NodeId(new UUID(1L << 21, 0));

  private final List<ClusterOperation> operations = new ArrayList<>();

  /** All that was asked for, in order. */
  public synchronized List<ClusterOperation> operations() {
    return List.copyOf(operations);
  }

  @Override
  public ClusterStatus status() {
    return new ClusterStatus(
        SELF, OTHER, 7, List.of(peer(SELF, NodeMark.NONE), peer(OTHER, NodeMark.DRAINING)));
  }

  private static ClusterStatus.Peer peer(NodeId id, NodeMark mark) {
    return new ClusterStatus.Peer(id, "10.0.0.1:17355", "a", NodeRoles.EVERYTHING, true, mark, 2);
  }

  CollectionCopies copies(List<CollectionCopies.Copy> here) {
    List<CollectionCopies.Copy> copies = new ArrayList<>(here);
    List<CollectionCopies.Transfer> transfers = new ArrayList<>();
    for (CollectionCopies.Copy copy : here) {
      copies.add(
          new CollectionCopies.Copy(
              copy.shard(), OTHER, false, false, CollectionCopies.State.PARTIAL));
      transfers.add(
          new CollectionCopies.Transfer(copy.shard(), SELF, OTHER, false, "somebody wants it"));
    }
    return new CollectionCopies(copies, transfers);
  }

  /** Shard 404 does not exist. */
  @Override
  public synchronized CompletionStage<Boolean> operate(
      ClusterOperation operation, Duration timeout) {
    if (operation instanceof ClusterOperation.OfShard ofShard && ofShard.shard() == 404) {
      return CompletableFuture.failedStage(
          new DunlinFailure.BadRequest("there is no such shard").asException());
    }
    operations.add(operation);
    return CompletableFuture.completedStage(true);
  }

  @Override
  public CompletionStage<Boolean> recover(Duration timeout) {
    return CompletableFuture.completedStage(true);
  }

  /** One that is written here, and one that follows and never had everything. */
  @Override
  public List<CopyFigures> copiesHere() {
    return List.of(
        new CopyFigures("birds", 0, 0, Optional.of(new Progress.Leads(3, 1_500_000_000, 70)), 2, 1),
        new CopyFigures("birds", 1, Standing.NEVER, Optional.of(new Progress.Follows(9)), 2, 1));
  }

  @Override
  public CompletionStage<PeerStatus> peer(long number, Duration timeout) {
    return CompletableFuture.completedStage(
        new PeerStatus(
            peer(SELF, NodeMark.NONE),
            Optional.of(new PeerStatus.Fill(1000, 10, 2.5)),
            List.of(new PeerStatus.Held("birds", 1, true))));
  }
}
