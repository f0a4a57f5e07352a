package io.dunlin.actors.copy;

import io.dunlin.persistence.model.ShardId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;

/** Sees to it that a node's copy of a shard has one who feeds it at a time. */
public interface CopyHolders {
  /**
   * Has whoever feeds the node's copy of a shard stop; completed when that is so. The copy stays
   * open. The new holder holds it until it stops.
   */
  CompletionStage<Done> takeOver(ShardId shard, ActorRef<?> holder);

  /** Where a copy is fed by its shard's writer only. */
  CopyHolders NONE = (_, _) -> CompletableFuture.completedStage(Done.getInstance());
}
