package io.dunlin.actors.shard;

import io.dunlin.actors.copy.CopyEvents.CopyEvent;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.feed.Announcer;
import io.dunlin.actors.feed.FeedHandle;
import io.dunlin.actors.feed.FeedSettings;
import io.dunlin.actors.feed.ShardFeed;
import io.dunlin.actors.feed.ShardTail;
import io.dunlin.actors.feed.TailHandle;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what a shard's writer writes: change feeds, and the copies on other nodes. Part of
 * {@link ShardEntity} and used on its thread only.
 */
final class Listeners {
  private final ActorContext<ShardProtocol.Command> context;
  private final ShardId shard;
  private final ShardServices services;

  private @Nullable TailHandle tail;
  private @Nullable FeedHandle feed;

  Listeners(ActorContext<ShardProtocol.Command> context, ShardId shard, ShardServices services) {
    this.context = context;
    this.shard = shard;
    this.services = services;
  }

  /** For one stretch of writing. */
  Announcer start(Claim claim) {
    TailHandle started =
        ShardTail.start(context, shard, claim, services.segmentFiles().logPins(), startFeed(claim));
    tail = started;
    return started;
  }

  /** Other nodes may have copies where they may write the log. */
  private Announcer startFeed(Claim claim) {
    if (!services.fencing().shared()) {
      return Announcer.ALONE;
    }
    ActorRef<ShardProtocol.Command> self = context.getSelf();
    FeedHandle started =
        ShardFeed.start(
            context,
            claim,
            copiesNeeded(),
            FeedSettings.DEFAULTS,
            new ShardFeed.Owner() {
              @Override
              public void roomAgain() {
                self.tell(new OwnerMessage.RoomAgain());
              }

              @Override
              public void leaseRevoked() {
                services.metrics().happened(CopyEvent.LEASE_REVOKED);
              }
            });
    feed = started;
    return started;
  }

  /** Copies that a write must be on. */
  private int copiesNeeded() {
    return services
        .catalog()
        .collectionOf(shard)
        .map(CollectionInfo::config)
        .map(config -> Math.min(config.writeConsistencyFactor(), config.replicationFactor()))
        .orElse(1);
  }

  /** Of the writer's own copy. */
  Standing standing(Claim claim) {
    FeedHandle running = feed;
    return running == null ? Standing.ALONE : new Leading(claim, running);
  }

  /** Who cannot be fed now asks again. */
  void follow(ShardProtocol.Follow follow) {
    FeedHandle running = feed;
    if (running != null) {
      running.feed().tell(new ShardFeed.Join(follow.node(), follow.at(), follow.follower()));
    }
  }

  void read(TailProtocol.Question question) {
    TailHandle running = tail;
    if (running == null) {
      question.replyTo().tell(new TailProtocol.NotNow());
    } else {
      running.read(question);
    }
  }

  /** What the log will name is first brought to where there are copies. */
  void offer(ShardBuilds builds) {
    FeedHandle running = feed;
    ActorRef<ShardProtocol.Command> self = context.getSelf();
    builds
        .unoffered()
        .ifPresent(file -> {
          if (running == null) {
            builds.offered();
          } else {
            running.offer(file, () -> self.tell(new OwnerMessage.Offered()));
          }
        });
  }

  /** Whether not too many callers wait for other copies. */
  boolean hasRoom() {
    FeedHandle running = feed;
    return running == null || running.hasRoom();
  }

  /** Whether a caller waits for other copies. */
  boolean isAwaited() {
    FeedHandle running = feed;
    return running != null && running.isAwaited();
  }

  void stop() {
    TailHandle read = tail;
    if (read != null) {
      tail = null;
      context.stop(read.ref());
    }
    FeedHandle running = feed;
    if (running != null) {
      feed = null;
      context.stop(running.feed());
    }
  }
}
