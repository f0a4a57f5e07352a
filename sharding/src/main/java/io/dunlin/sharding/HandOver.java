package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.route.ShardRegion;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Gives away what this node leads, before it stops. The node tells all others that it will leave;
 * so the catalog has others lead its shards, whose owners stop here and start there, while this
 * node goes on answering requests. Done when all of them are open elsewhere.
 *
 * <p>Only then it leaves Pekko's cluster. A member that leaves is an exiting one within moments,
 * and then the coordinator of the shards, if it runs there, ends without the others asking its
 * successor before the member is gone: no shard would be opened meanwhile. A node that was told to
 * leave by its cluster is in that state already, and waits for no more than its own shards' end.
 */
final class HandOver {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** As long as this node is there, since the catalog may move to another meanwhile. */
  private static final Duration TELL_EVERY = Duration.ofMillis(500);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  sealed interface Command {}

  private record Tell() implements Command {}

  private record Look() implements Command {}

  /** The shards whose owners are still here, or why that is not known. */
  private record Here(Set<ShardId> shards) implements Command {}

  private record NotKnown() implements Command {}

  /** A shard's owner said that it is open, or it did not answer. */
  private record Asked(ShardId shard, boolean open) implements Command {}

  private record OutOfPatience() implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Members members;
  private final CatalogCopy catalog;
  private final ShardRegion region;
  private final CompletableFuture<Done> done;
  private final Set<ShardId> waiting = new HashSet<>();
  private final Set<ShardId> asking = new HashSet<>();

  private HandOver(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Members members,
      CatalogCopy catalog,
      ShardRegion region,
      CompletableFuture<Done> done) {
    this.context = context;
    this.timers = timers;
    this.members = members;
    this.catalog = catalog;
    this.region = region;
    this.done = done;
  }

  /**
   * Makes it the first thing of all when the node stops, while the ports still answer. The phase's
   * own timeout bounds it.
   */
  static void beforeStop(
      ActorSystem<?> system, Members members, CatalogCopy catalog, ShardRegion region) {
    CoordinatedShutdown stop = CoordinatedShutdown.get(system);
    String phase = CoordinatedShutdown.PhaseBeforeServiceUnbind();
    // A little less, so that it is told what nobody has taken over.
    Duration patience = Duration.ofNanos(stop.timeout(phase).toNanos() / 10 * 9);
    stop.addTask(
        phase,
        "hand-over-shards",
        () -> {
          CompletableFuture<Done> done = new CompletableFuture<>();
          system.systemActorOf(
              create(members, catalog, region, patience, done), "hand-over", Props.empty());
          return done;
        });
  }

  /**
   * @param patience how long the others may take
   * @param done completed when nothing is left to wait for, or patience is over
   */
  private static Behavior<Command> create(
      Members members,
      CatalogCopy catalog,
      ShardRegion region,
      Duration patience,
      CompletableFuture<Done> done) {
    return Behaviors.setup(context -> {
      if (!members.othersStay()) {
        done.complete(Done.getInstance());
        return Behaviors.stopped();
      }
      return Behaviors.withTimers(timers -> {
        timers.startSingleTimer(new OutOfPatience(), patience);
        timers.startTimerWithFixedDelay(new Tell(), Duration.ZERO, TELL_EVERY);
        timers.startSingleTimer(new Look(), LOOK_EVERY);
        HandOver handOver = new HandOver(context, timers, members, catalog, region, done);
        return Behaviors.receiveMessage(handOver::onMessage);
      });
    });
  }

  private Behavior<Command> onMessage(Command command) {
    boolean over =
        switch (command) {
          case Tell _ -> {
            members.tellThatThisOneStops(ActorRefResolver.get(context.getSystem()));
            yield false;
          }
          case Look _ -> look();
          case Here(Set<ShardId> shards) -> onHere(shards);
          case NotKnown _ -> lookAgain();
          case Asked(ShardId shard, boolean open) -> onAsked(shard, open);
          case OutOfPatience _ -> {
            context.getLog().warn("Stopping though nobody has taken over {}", waiting);
            yield true;
          }
        };
    if (!over) {
      return Behaviors.same();
    }
    done.complete(Done.getInstance());
    return Behaviors.stopped();
  }

  /** Each of these is true when nothing is left to wait for. */
  private boolean look() {
    Map<ShardId, Placement> placed = catalog.state().placements().placements();
    placed.forEach((shard, placement) -> {
      if (members.isSelf(placement.primary())) {
        waiting.add(shard);
      }
    });
    waiting.retainAll(placed.keySet());
    context.pipeToSelf(
        region.here(context.getSystem(), ANSWER_WITHIN),
        (shards, failure) -> failure == null ? new Here(shards) : new NotKnown());
    return waiting.isEmpty() || !members.othersStay();
  }

  private boolean lookAgain() {
    timers.startSingleTimer(new Look(), LOOK_EVERY);
    return false;
  }

  /** What is not here and yet open is open elsewhere. */
  private boolean onHere(Set<ShardId> here) {
    if (members.selfLeaves() && here.isEmpty()) {
      return true;
    }
    for (ShardId shard : waiting) {
      if (!here.contains(shard) && asking.add(shard)) {
        context.pipeToSelf(
            region.open(shard, ANSWER_WITHIN, context.getSystem().scheduler()),
            (open, failure) -> new Asked(shard, failure == null));
      }
    }
    return lookAgain();
  }

  private boolean onAsked(ShardId shard, boolean open) {
    asking.remove(shard);
    if (open && !isLedHere(shard)) {
      waiting.remove(shard);
    }
    return waiting.isEmpty();
  }

  private boolean isLedHere(ShardId shard) {
    return catalog
        .state()
        .placements()
        .find(shard)
        .filter(placement -> members.isSelf(placement.primary()))
        .isPresent();
  }
}
