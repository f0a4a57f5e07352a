package io.dunlin.sharding;

import io.dunlin.actors.query.ClusterStatus;
import io.dunlin.actors.query.CopyFigures;
import io.dunlin.actors.query.PeerStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What operators can ask of a cluster, as both APIs call it. Every stage fails with a {@link
 * io.dunlin.actors.failure.DunlinException}.
 */
public interface ClusterAdmin {
  /** As this node knows it. */
  ClusterStatus status();

  /**
   * True when it is decided and will be done, though that may take long. Fails with BadRequest,
   * which says why it cannot be, or NotFound for a collection that does not exist.
   */
  CompletionStage<Boolean> operate(ClusterOperation operation, Duration timeout);

  /**
   * Fails with BadRequest where no node has the number. While the catalog does not answer, less is
   * known.
   */
  CompletionStage<PeerStatus> peer(long number, Duration timeout);

  /** The copies that this node can answer from, by collection and number of the shard. */
  List<CopyFigures> copiesHere();

  /** True when the catalog answers this node; nothing else can be lost that would come back. */
  CompletionStage<Boolean> recover(Duration timeout);
}
