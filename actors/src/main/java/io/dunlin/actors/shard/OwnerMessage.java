package io.dunlin.actors.shard;

import io.dunlin.actors.build.BuildOrder;
import io.dunlin.actors.build.ShadowBuild;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.segment.SealedSegment;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a shard's owner hears of itself, of its log and of its builds; nobody else sends it. */
sealed interface OwnerMessage extends ShardProtocol.Command {
  record Opened(ShardCopy copy, Claim claim) implements OwnerMessage {}

  record OpenFailed(Throwable cause) implements OwnerMessage {}

  record Reopen() implements OwnerMessage {}

  record Ready(ActorRef<ShardLog.Command> log) implements OwnerMessage {}

  /** The points that the first waiting write's filter selects, or why that is not known. */
  record Matched(ShardProtocol.Write write, List<PointId> ids, @Nullable Throwable failure)
      implements OwnerMessage {}

  record CommitDone() implements OwnerMessage {}

  record VectorsDone() implements OwnerMessage {}

  record Flush() implements OwnerMessage {}

  record Frozen() implements OwnerMessage {}

  record Built(BuildOrder order, ShadowBuild made, long nanos, long inserted)
      implements OwnerMessage {
    ShardView base() {
      return order.base();
    }

    SealedSegment output() {
      return made.output();
    }
  }

  /** Copies have had the time to fetch what was built. */
  record Offered() implements OwnerMessage {}

  record BuildFailed(ShardView base, Throwable cause) implements OwnerMessage {}

  record Installed(Optional<Manifest> manifest) implements OwnerMessage {}

  /** More callers may wait for copies again. */
  record RoomAgain() implements OwnerMessage {}

  record ManifestWritten() implements OwnerMessage {}

  record Look() implements OwnerMessage {}

  /** The shard is to be led elsewhere: what the journal has begun to write is waited for. */
  record Leave() implements OwnerMessage {}

  /** Whoever pinned the shard has had the time to pin the others. */
  record HoldOver(UUID cut) implements OwnerMessage {}

  record LookAtEnd() implements OwnerMessage {}
}
