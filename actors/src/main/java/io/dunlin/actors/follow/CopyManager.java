package io.dunlin.actors.follow;

import io.dunlin.actors.catalog.CatalogState;
import io.dunlin.actors.copy.CopyHolders;
import io.dunlin.actors.shard.ShardServices;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Has this node's copies follow where the placement table wants a replica here, and closes those
 * that it wants here no longer, or whose collection is released. A copy is fed by its follower or
 * by the shard's writer, never by both: the writer, which Cluster Sharding starts where and when it
 * sees fit, takes it over.
 */
public final class CopyManager extends AbstractBehavior<CopyManager.Command> {
  /** So long a copy stays that is not wanted here: the next table may want it again. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration TAKE_OVER_WITHIN = Duration.ofSeconds(60);

  /** A message to the manager. */
  public sealed interface Command {}

  /** What the catalog's table says now. */
  public record Placed(CatalogState state) implements Command {}

  private record TakeOver(ShardId shard, ActorRef<?> holder, ActorRef<Done> replyTo)
      implements Command {}

  private record FollowerEnded(ShardId shard, ActorRef<CopyFollower.Command> follower)
      implements Command {}

  private record HolderEnded(ShardId shard, ActorRef<?> holder) implements Command {}

  private record Look() implements Command {}

  private final ShardServices services;
  private final NodeId node;
  private final Primaries primaries;
  private final DispatcherSelector threads;
  private final Map<ShardId, ActorRef<CopyFollower.Command>> followers = new HashMap<>();
  private final Map<ShardId, ActorRef<?>> holders = new HashMap<>();
  private final Map<ShardId, List<ActorRef<Done>>> takingOver = new HashMap<>();
  private final Map<ShardId, Long> unwantedSince = new HashMap<>();
  private CatalogState catalog = CatalogState.EMPTY;
  private Set<ShardId> released = Set.of();

  /**
   * @param node this one
   * @param threads where followers run, which may wait for the disk
   */
  public static Behavior<Command> create(
      ShardServices services, NodeId node, Primaries primaries, DispatcherSelector threads) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new CopyManager(context, timers, services, node, primaries, threads)));
  }

  /** The manager as those that write shards know it. */
  public static CopyHolders holders(ActorRef<Command> manager, Scheduler scheduler) {
    return new CopyHolders() {
      @Override
      public CompletionStage<Done> takeOver(ShardId shard, ActorRef<?> holder) {
        return AskPattern.ask(
            manager, replyTo -> new TakeOver(shard, holder, replyTo), TAKE_OVER_WITHIN, scheduler);
      }
    };
  }

  private CopyManager(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ShardServices services,
      NodeId node,
      Primaries primaries,
      DispatcherSelector threads) {
    super(context);
    this.services = services;
    this.node = node;
    this.primaries = primaries;
    this.threads = threads;
    timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onMessage).build();
  }

  private Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Placed(CatalogState state) -> {
        catalog = state;
        released = state.releasedShards();
        shardsHere().forEach(this::settle);
      }
      case TakeOver takeOver -> onTakeOver(takeOver);
      case FollowerEnded(ShardId shard, ActorRef<CopyFollower.Command> follower) -> {
        if (followers.remove(shard, follower)) {
          settle(shard);
        }
      }
      case HolderEnded(ShardId shard, ActorRef<?> holder) -> {
        if (holders.remove(shard, holder)) {
          settle(shard);
        }
      }
      case Look _ -> shardsHere().forEach(this::settle);
    }
    return this;
  }

  private void onTakeOver(TakeOver takeOver) {
    ShardId shard = takeOver.shard();
    ActorRef<?> before = holders.put(shard, takeOver.holder());
    if (before != null) {
      getContext().unwatch(before);
    }
    getContext().watchWith(takeOver.holder(), new HolderEnded(shard, takeOver.holder()));
    takingOver.computeIfAbsent(shard, _ -> new ArrayList<>()).add(takeOver.replyTo());
    settle(shard);
  }

  /** What the table wants here, what is open here, and what is followed. */
  private Set<ShardId> shardsHere() {
    Set<ShardId> shards = new HashSet<>(services.copies().shards());
    shards.addAll(followers.keySet());
    catalog
        .placements()
        .placements()
        .forEach((shard, placement) -> {
          if (placement.replicas().contains(node)) {
            shards.add(shard);
          }
        });
    return shards;
  }

  /** Does what is to be done next for a shard; may be called at any time. */
  private void settle(ShardId shard) {
    Optional<Placement> place = catalog.placements().find(shard);
    boolean held = holders.containsKey(shard);
    boolean placedHere = place.isPresent() && place.get().holds(node);
    boolean resting = released.contains(shard);
    @Nullable ActorRef<CopyFollower.Command> follower = followers.get(shard);
    if (follower != null) {
      if (held || !placedHere || resting) {
        getContext().stop(follower);
      }
      return;
    }
    List<ActorRef<Done>> waiting = takingOver.remove(shard);
    if (waiting != null) {
      CrashPoint.COPY_HANDED_OVER.reach();
      waiting.forEach(caller -> caller.tell(Done.getInstance()));
    }
    if (held || placedHere) {
      unwantedSince.remove(shard);
      if (!held && resting) {
        services.copies().remove(shard);
      } else if (!held && place.get().replicas().contains(node)) {
        follow(shard);
      }
    } else {
      closeInTime(shard);
    }
  }

  private void follow(ShardId shard) {
    ActorRef<CopyFollower.Command> follower =
        getContext().spawnAnonymous(CopyFollower.create(shard, node, services, primaries), threads);
    getContext().watchWith(follower, new FollowerEnded(shard, follower));
    followers.put(shard, follower);
  }

  /** Its table has it elsewhere. What is read of it here was read as stale all the while. */
  private void closeInTime(ShardId shard) {
    long now = System.nanoTime();
    long since = unwantedSince.computeIfAbsent(shard, _ -> now);
    if (now - since >= GRACE.toNanos()) {
      unwantedSince.remove(shard);
      getContext().getLog().info("The copy of shard {} is not wanted here and is removed", shard);
      services.copies().remove(shard);
      CrashPoint.COPY_CLOSED.reach();
      services
          .files()
          .execute(() -> {
            try {
              services.manifests().drop(shard);
            } catch (IOException e) {
              getContext()
                  .getSystem()
                  .log()
                  .warn("Files of shard {} stay: {}", shard, e.toString());
            }
          });
    }
  }
}
