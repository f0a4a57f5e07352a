package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.CatalogProtocol.Command;
import io.dunlin.actors.placement.Membership;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.fence.Fencing;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The one truth about which collections there are. A cluster singleton: claims the catalog's log,
 * runs it, and starts it again, a little later each time, when the journal fails or the claim is
 * lost; the caller of a change that failed so hears nothing and times out.
 */
public final class Catalog extends AbstractBehavior<Command> {
  private static final Duration SOONEST = Duration.ofMillis(200);
  private static final Duration LATEST = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int STASHED = 10_000;

  /** To itself. */
  sealed interface Message extends Command {}

  private record Open() implements Message {}

  private record Look() implements Message {}

  private record Claimed(Claim claim) implements Message {}

  private record NotClaimed(Throwable cause) implements Message {}

  /** The log was read, and takes commands: what it got before would be lost if reading failed. */
  record Opened(ActorRef<Command> log) implements Message {}

  private final TimerScheduler<Command> timers;
  private final StashBuffer<Command> stash;
  private final Fencing fencing;
  private final Placing placing;
  private final MessageCodec codec;
  private @Nullable CompletionStage<Claim> claiming;
  private @Nullable Claim claim;
  private @Nullable ActorRef<Command> log;
  private boolean opened;
  private Duration pause = SOONEST;

  public static Behavior<Command> create(
      Fencing fencing,
      Membership membership,
      PlannerLimits limits,
      MessageCodec codec,
      TransferMetrics metrics) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers ->
            Behaviors.withStash(
                STASHED,
                stash ->
                    new Catalog(
                        context,
                        timers,
                        stash,
                        fencing,
                        new Placing(membership, limits, metrics),
                        codec))));
  }

  private Catalog(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StashBuffer<Command> stash,
      Fencing fencing,
      Placing placing,
      MessageCodec codec) {
    super(context);
    this.timers = timers;
    this.stash = stash;
    this.fencing = fencing;
    this.placing = placing;
    this.codec = codec;
    timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
    context.getSelf().tell(new Open());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onMessage)
        .onSignal(ChildFailed.class, failed -> onLogGone(failed.getCause()))
        .onSignal(Terminated.class, _ -> onLogGone(null))
        .onSignal(PostStop.class, _ -> onStop())
        .build();
  }

  private Behavior<Command> onMessage(Command command) {
    return switch (command) {
      case Open _ -> open();
      case Claimed claimed -> onClaimed(claimed.claim());
      case NotClaimed(Throwable cause) -> {
        claiming = null;
        getContext().getLog().warn("The catalog cannot be claimed: {}", cause.toString());
        yield again();
      }
      case Opened(ActorRef<Command> reader) -> onOpened(reader);
      case Look _ -> onLook();
      default -> forward(command);
    };
  }

  private Behavior<Command> forward(Command command) {
    ActorRef<Command> open = log;
    if (open != null && opened) {
      open.tell(command);
    } else if (!(command instanceof CatalogProtocol.Report) && !stash.isFull()) {
      // A report that had to wait would tell what was: the next one comes soon.
      stash.stash(command);
    }
    return this;
  }

  private Behavior<Command> open() {
    CompletionStage<Claim> stage = fencing.claim(CatalogLog.PERSISTENCE_ID);
    claiming = stage;
    getContext()
        .pipeToSelf(
            stage,
            (claimed, failure) -> failure == null ? new Claimed(claimed) : new NotClaimed(failure));
    return this;
  }

  private Behavior<Command> onClaimed(Claim claimed) {
    claiming = null;
    claim = claimed;
    ActorRef<Command> child =
        getContext()
            .spawnAnonymous(CatalogLog.create(claimed, placing, codec, getContext().getSelf()));
    getContext().watch(child);
    log = child;
    return this;
  }

  private Behavior<Command> onOpened(ActorRef<Command> reader) {
    if (!reader.equals(log)) {
      return this;
    }
    opened = true;
    return stash.unstashAll(this);
  }

  /** A claim that is lost would be noticed at the next change only, whose caller should not pay. */
  private Behavior<Command> onLook() {
    Claim held = claim;
    ActorRef<Command> running = log;
    if (held == null || running == null) {
      return this;
    }
    if (held.valid()) {
      pause = SOONEST;
    } else {
      close();
      getContext().stop(running);
    }
    return this;
  }

  private Behavior<Command> onLogGone(@Nullable Throwable cause) {
    close();
    claim = null;
    getContext().getLog().error("The catalog's log stopped; it is opened again", cause);
    return again();
  }

  private void close() {
    log = null;
    opened = false;
  }

  private Behavior<Command> again() {
    timers.startSingleTimer(new Open(), pause);
    pause = pause.multipliedBy(2).compareTo(LATEST) < 0 ? pause.multipliedBy(2) : LATEST;
    return this;
  }

  private Behavior<Command> onStop() {
    placing.end();
    Claim held = claim;
    if (held != null) {
      held.release();
    }
    CompletionStage<Claim> orphan = claiming;
    if (orphan != null) {
      var _ = orphan.thenAccept(Claim::release);
    }
    return this;
  }
}
