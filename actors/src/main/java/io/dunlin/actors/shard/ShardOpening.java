package io.dunlin.actors.shard;

import io.dunlin.actors.copy.CopyHolders;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The way to a shard that can be written: the log is claimed, whoever fed the node's copy stops,
 * and the copy is opened, if it is not open. The claim comes first: while it is waited for the copy
 * follows and is read.
 */
final class ShardOpening {
  private final ShardId shard;
  private final ShardServices services;
  private final CopyHolders holders;
  private final ActorRef<?> owner;

  ShardOpening(ShardId shard, ShardServices services, CopyHolders holders, ActorRef<?> owner) {
    this.shard = shard;
    this.services = services;
    this.holders = holders;
    this.owner = owner;
  }

  CompletionStage<OwnerMessage.Opened> open(CollectionInfo collection) {
    return services
        .fencing()
        .claim(shard.toString())
        .thenCompose(claim ->
            holders
                .takeOver(shard, owner)
                .thenApplyAsync(_ -> opened(claim, collection), services.files())
                .whenComplete((_, failure) -> {
                  if (failure != null) {
                    claim.release();
                  }
                }));
  }

  private OwnerMessage.Opened opened(Claim claim, CollectionInfo collection) {
    return new OwnerMessage.Opened(new ShardOpener(services).open(shard, collection), claim);
  }

  /** Lets go of what is being opened for nobody. */
  void abandon(CompletionStage<OwnerMessage.Opened> opening) {
    CompletionStage<Void> _ =
        opening.thenAccept(opened -> {
          opened.claim().release();
          if (!isRegistered(opened.copy())) {
            opened.copy().close();
          }
        });
  }

  /** Whether the copy is the one that this node answers from. */
  boolean isRegistered(ShardCopy copy) {
    return services.copies().find(shard).filter(copy::equals).isPresent();
  }
}
