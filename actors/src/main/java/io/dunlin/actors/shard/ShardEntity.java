package io.dunlin.actors.shard;

import io.dunlin.actors.copy.CopyEvents.CopyEvent;
import io.dunlin.actors.copy.CopyHolders;
import io.dunlin.actors.copy.Progress;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.actors.query.ViewScan;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.actors.snapshot.ViewExport;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.manifest.SnapshotOffers;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * A shard's owner: the sharded entity. Opens the copy, runs the {@link ShardLog}, folds waiting
 * writes into one commit at a time, and has segments built. One writer: everything that changes the
 * shard passes through here.
 */
public final class ShardEntity extends AbstractBehavior<ShardProtocol.Command> {
  private static final Duration REOPEN_AFTER = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** So long a commit under way, and copies that it must be on, hold up a move. */
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(2);

  private static final Duration LOOK_AT_END_EVERY = Duration.ofMillis(10);

  private final TimerScheduler<ShardProtocol.Command> timers;
  private final ShardId shard;
  private final ShardServices services;
  private final ShardOpening opener;
  private final WriteQueue queue;
  private final ShardBuilds builds;
  private final Listeners listeners;
  private final VectorChanges vectors = new VectorChanges();
  private final Holds holds = new Holds();
  private final Resting resting = new Resting();

  private @Nullable ShardCopy copy;
  private @Nullable Claim claim;
  private @Nullable ActorRef<ShardLog.Command> child;
  // What will be heard of as Opened or OpenFailed.
  private @Nullable CompletionStage<OwnerMessage.Opened> opening;
  // The child, once it has recovered.
  private @Nullable ActorRef<ShardLog.Command> log;
  private List<ShardProtocol.Write> inFlight = List.of();
  private List<ActorRef<StatusReply<Boolean>>> waitingForStart = List.of();
  private boolean logBusy;
  private boolean resolving;
  private boolean pausing;
  private boolean dropping;
  private boolean leaving;
  private long leaveBy;

  /** What ends an owner whose shard moves. */
  public static ShardProtocol.Command leave() {
    return new OwnerMessage.Leave();
  }

  /**
   * @param holders who feeds this node's copies while their shards are written elsewhere
   */
  public static Behavior<ShardProtocol.Command> create(
      ShardId shard, ShardServices services, CopyHolders holders) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new ShardEntity(context, timers, shard, services, holders)));
  }

  private ShardEntity(
      ActorContext<ShardProtocol.Command> context,
      TimerScheduler<ShardProtocol.Command> timers,
      ShardId shard,
      ShardServices services,
      CopyHolders holders) {
    super(context);
    this.timers = timers;
    this.shard = shard;
    this.services = services;
    this.opener = new ShardOpening(shard, services, holders, context.getSelf());
    this.queue = new WriteQueue(services.settings().queueBytes());
    this.builds = new ShardBuilds(context, shard, services);
    this.listeners = new Listeners(context, shard, services);
    timers.startTimerWithFixedDelay(new OwnerMessage.Look(), LOOK_EVERY);
    context.getSelf().tell(new OwnerMessage.Reopen());
  }

  @Override
  public Receive<ShardProtocol.Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onMessage)
        .onSignal(ChildFailed.class, failed -> onLogGone(failed.getCause()))
        .onSignal(Terminated.class, _ -> onLogGone(null))
        .onSignal(PostStop.class, _ -> onStop())
        .build();
  }

  private Behavior<ShardProtocol.Command> onMessage(ShardProtocol.Command command) {
    return switch (command) {
      case ShardProtocol.Start start -> onStart(start);
      case ShardProtocol.Write write -> onWrite(write);
      case ShardProtocol.Optimize optimize -> {
        builds.optimize(optimize.replyTo());
        yield next();
      }
      case ShardProtocol.Seal seal -> {
        builds.seal(seal.replyTo());
        yield next();
      }
      case ShardProtocol.ChangeVectors change -> {
        vectors.want(change);
        yield next();
      }
      case ShardProtocol.Rest rest -> {
        resting.want(rest.replyTo());
        yield next();
      }
      case ShardProtocol.Follow follow -> onFollow(follow);
      case ShardProtocol.Tail(TailProtocol.Question question) -> onTail(question);
      case ShardProtocol.Pin pin -> onPin(pin);
      case ShardProtocol.Release(UUID cut) -> endHold(cut);
      case OwnerMessage.HoldOver(UUID cut) -> endHold(cut);
      case ShardProtocol.Drop _ -> onDrop();
      case OwnerMessage.Opened opened -> onOpened(opened);
      case OwnerMessage.OpenFailed failed -> onOpenFailed(failed);
      case OwnerMessage.Reopen _ -> dropping ? next() : open();
      case OwnerMessage.Ready ready -> onReady(ready);
      case OwnerMessage.Matched matched -> onMatched(matched);
      case OwnerMessage.CommitDone _ -> onLogFree();
      case OwnerMessage.VectorsDone _ -> {
        vectors.done();
        yield onLogFree();
      }
      case OwnerMessage.RoomAgain _ -> next();
      case OwnerMessage.Flush _ -> onFlush();
      case OwnerMessage.Frozen _ -> {
        builds.frozen();
        yield onLogFree();
      }
      case OwnerMessage.Built built -> {
        builds.built(built);
        listeners.offer(builds);
        yield next();
      }
      case OwnerMessage.Offered _ -> {
        builds.offered();
        yield next();
      }
      case OwnerMessage.BuildFailed failed -> {
        builds.failed(failed);
        yield next();
      }
      case OwnerMessage.Installed installed -> {
        builds.installed(installed.manifest());
        yield onLogFree();
      }
      case OwnerMessage.ManifestWritten _ -> {
        builds.done();
        yield next();
      }
      case OwnerMessage.Look _ -> onLook();
      case OwnerMessage.Leave _ -> onLeave();
      case OwnerMessage.LookAtEnd _ -> mayLeave() ? Behaviors.stopped() : this;
    };
  }

  // ---- opening ----

  private Behavior<ShardProtocol.Command> onStart(ShardProtocol.Start start) {
    waitingForStart = Stream.concat(waitingForStart.stream(), Stream.of(start.replyTo())).toList();
    return next();
  }

  /** Also of a shard that is younger than some of its collection's vectors: it has them first. */
  private void answerStarted() {
    if (!waitingForStart.isEmpty() && vectors.areIn(copy())) {
      waitingForStart.forEach(caller -> caller.tell(StatusReply.success(true)));
      waitingForStart = List.of();
    }
  }

  /** What the catalog says may not have been told, or not to this owner. */
  private void wantVectors() {
    services.catalog().collectionOf(shard).map(CollectionInfo::config).ifPresent(vectors::want);
  }

  private Behavior<ShardProtocol.Command> open() {
    Optional<CollectionInfo> collection = services.catalog().collectionOf(shard);
    if (collection.isEmpty()) {
      if (services.catalog().state().dropped().contains(shard)) {
        getContext().getLog().info("Shard {} belongs to no collection any more", shard);
        return drop();
      }
      // Its collection has yet to be heard of, or was forgotten; who needs it asks again.
      getContext().getLog().debug("Shard {} belongs to no collection that is known here", shard);
      return Behaviors.stopped();
    }
    if (services.catalog().isReleased(shard) && !isAskedFor()) {
      resting.asleep();
      return this;
    }
    resting.awake();
    CompletionStage<OwnerMessage.Opened> stage = opener.open(collection.get());
    opening = stage;
    getContext()
        .pipeToSelf(
            stage,
            (opened, failure) -> failure == null ? opened : new OwnerMessage.OpenFailed(failure));
    return this;
  }

  private Behavior<ShardProtocol.Command> onOpened(OwnerMessage.Opened opened) {
    opening = null;
    copy = opened.copy();
    claim = opened.claim();
    if (opened.claim().epoch() > 0) {
      services.metrics().happened(CopyEvent.EPOCH_CLAIMED);
    }
    if (dropping) {
      return next();
    }
    builds.opened(copy);
    // Recovery goes on where the copy stands: it must neither apply an event twice nor miss one.
    SnapshotOffers.get(getContext().getSystem())
        .offer(shard.toString(), new SnapshotOffers.Offer(copy.position(), copy));
    child =
        getContext()
            .spawnAnonymous(
                ShardLog.create(
                    copy,
                    opened.claim(),
                    listeners.start(opened.claim()),
                    services.settings(),
                    services.metrics(),
                    getContext().getSelf()));
    getContext().watch(child);
    return this;
  }

  /** Who is not fed now asks again. */
  private Behavior<ShardProtocol.Command> onFollow(ShardProtocol.Follow follow) {
    if (log != null) {
      listeners.follow(follow);
    }
    return this;
  }

  private Behavior<ShardProtocol.Command> onTail(TailProtocol.Question question) {
    if (log != null) {
      listeners.read(question);
    } else {
      question.replyTo().tell(new TailProtocol.NotNow());
    }
    return this;
  }

  private Behavior<ShardProtocol.Command> onOpenFailed(OwnerMessage.OpenFailed failed) {
    opening = null;
    if (dropping) {
      return next();
    }
    getContext()
        .getLog()
        .error("Shard {} could not be opened; trying again", shard, failed.cause());
    refuseWaiting("the shard could not be opened: " + failed.cause().getMessage());
    timers.startSingleTimer(new OwnerMessage.Reopen(), REOPEN_AFTER);
    return this;
  }

  private Behavior<ShardProtocol.Command> onReady(OwnerMessage.Ready ready) {
    CrashPoint.SHARD_READY.reach();
    log = ready.log();
    logBusy = false;
    if (copy().standing().progress(0).filter(Progress.Follows.class::isInstance).isPresent()) {
      services.metrics().happened(CopyEvent.COPY_PROMOTED);
    }
    Claim held = claim;
    copy().standing(held == null ? Standing.ALONE : listeners.standing(held));
    services.copies().register(copy());
    wantVectors();
    SnapshotOffers.get(getContext().getSystem()).withdraw(shard.toString());
    getContext().getLog().debug("Shard {} is at log position {}", shard, copy().position());
    return next();
  }

  private Behavior<ShardProtocol.Command> onLogGone(@Nullable Throwable cause) {
    child = null;
    log = null;
    logBusy = false;
    listeners.stop();
    if (resting.isFallingAsleep() && !dropping) {
      return onAsleep();
    }
    builds.offered();
    builds.logLost();
    refuseInFlight();
    vectors.refuse(new DunlinFailure.Unavailable("the journal did not confirm the change"));
    if (dropping) {
      return next();
    }
    getContext().getLog().error("The log of shard {} stopped; it is opened again", shard, cause);
    ShardCopy open = copy;
    if (open != null && open.broken()) {
      services.copies().remove(shard);
    }
    closeUnlessRegistered();
    timers.startSingleTimer(new OwnerMessage.Reopen(), REOPEN_AFTER);
    return this;
  }

  private void refuseInFlight() {
    for (ShardProtocol.Write write : inFlight) {
      refuse(
          write,
          new DunlinFailure.Unavailable(
              "the journal did not confirm the write, which may or may not be stored; send it"
                  + " again"));
    }
    inFlight = List.of();
  }

  // ---- writing ----

  private Behavior<ShardProtocol.Command> onWrite(ShardProtocol.Write write) {
    if (dropping) {
      refuse(write, new DunlinFailure.NotFound("the collection is being deleted"));
    } else if (leaving) {
      refuse(write, new DunlinFailure.NotDelivered(shard));
    } else if (backlogShare() >= 1) {
      refuse(
          write,
          new DunlinFailure.Overloaded(
              "more vectors wait for their index than this shard may hold; send more slowly",
              Duration.ofSeconds(1)));
    } else if (isAhead(write)) {
      refuse(
          write,
          new DunlinFailure.Unavailable(
              "this shard's node has yet to hear of a vector that was just made; send the request"
                  + " again"));
    } else if (!queue.offer(write)) {
      refuse(
          write,
          new DunlinFailure.Overloaded(
              "more writes wait for this shard's journal than it may hold; send more slowly",
              Duration.ofSeconds(1)));
    }
    return next();
  }

  /** Whether it brings a vector of which neither the shard nor, by now, this node has heard. */
  private boolean isAhead(ShardProtocol.Write write) {
    long youngest = write.operation().youngestVector();
    if (youngest > vectors.known()) {
      wantVectors();
    }
    return youngest > vectors.known();
  }

  private Behavior<ShardProtocol.Command> onLogFree() {
    logBusy = false;
    long vectors = inFlight.stream().mapToLong(write -> write.operation().vectors()).sum();
    inFlight = List.of();
    Duration pause = builds.pace().pause(vectors, backlogShare());
    if (pause.isPositive()) {
      pausing = true;
      timers.startSingleTimer(new OwnerMessage.Flush(), pause);
    }
    return next();
  }

  private Behavior<ShardProtocol.Command> onFlush() {
    pausing = false;
    return next();
  }

  /** Does what can be done now: at most one command at a time goes to the log. */
  private Behavior<ShardProtocol.Command> next() {
    if (dropping && !builds.running() && !logBusy && opening == null) {
      return stopLogAndDrop();
    }
    if (resting.isAsleep()) {
      return stayAsleep();
    }
    if (log != null && !logBusy && lostClaim()) {
      return stopLog(log);
    }
    if (log != null) {
      answerStarted();
    }
    if (log != null && mayRest()) {
      resting.fallAsleep();
      return stopLog(log);
    }
    if (log != null && !logBusy) {
      holds.begin().forEach(this::pin);
      Optional<ShardLog.Command> first =
          dropping || leaving ? Optional.empty() : vectors.next(copy()).or(builds::wanted);
      if (first.isPresent()) {
        toLog(first.get());
      } else if (!pausing && !resolving && !holds.any() && listeners.hasRoom()) {
        commit();
      }
    }
    if (log != null && !dropping && !leaving && (!resting.isWanted() || builds.areAskedFor())) {
      builds.start();
    }
    return this;
  }

  /** Whether another node may write by now: then what is written here would not count. */
  private boolean lostClaim() {
    Claim held = claim;
    return held != null && !held.valid();
  }

  /** It ends, and is started again under a new claim. */
  private Behavior<ShardProtocol.Command> stopLog(ActorRef<ShardLog.Command> running) {
    log = null;
    getContext().stop(running);
    return this;
  }

  private void commit() {
    Optional<ShardProtocol.Write> unresolved = queue.unresolvedHead();
    if (unresolved.isPresent()) {
      resolve(unresolved.get());
      return;
    }
    List<ShardProtocol.Write> writes = queue.take(services.settings().eventBytes());
    if (!writes.isEmpty()) {
      inFlight = writes;
      toLog(new ShardLog.Commit(writes));
    }
  }

  /**
   * Finds the points of a filter off this thread; until then no later write is committed, so what
   * it sees stays true.
   */
  private void resolve(ShardProtocol.Write write) {
    if (write.operation().selection().orElseThrow() instanceof PointOperation.ByFilter byFilter) {
      resolving = true;
      ShardView view = copy().acquire();
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                      () -> ViewScan.ids(view, byFilter.filter()), services.readers())
                  .whenComplete((_, _) -> view.release()),
              (ids, failure) ->
                  new OwnerMessage.Matched(write, failure == null ? ids : List.of(), failure));
    }
  }

  private Behavior<ShardProtocol.Command> onMatched(OwnerMessage.Matched matched) {
    resolving = false;
    Throwable failure = matched.failure();
    if (failure == null) {
      queue.resolve(matched.write(), matched.ids());
    } else {
      getContext().getLog().error("A filter could not be evaluated", failure);
      queue.refuse(
          matched.write(),
          new DunlinFailure.Internal("the filter could not be evaluated: " + failure.getMessage()));
    }
    return next();
  }

  private void toLog(ShardLog.Command command) {
    ActorRef<ShardLog.Command> to = log;
    if (to != null) {
      logBusy = true;
      to.tell(command);
    }
  }

  // ---- standing still ----

  private Behavior<ShardProtocol.Command> onPin(ShardProtocol.Pin pin) {
    if (dropping || leaving) {
      pin.replyTo()
          .tell(
              StatusReply.error(
                  new DunlinFailure.Unavailable("shard " + shard + " is moving or being deleted")
                      .asException()));
      return this;
    }
    holds.add(pin);
    return next();
  }

  /** No commit is under way, and this node may still write: what is here is all there is. */
  private void pin(ShardProtocol.Pin pin) {
    timers.startSingleTimer(pin.cut(), new OwnerMessage.HoldOver(pin.cut()), ShardProtocol.HOLD);
    ShardView view = copy().acquire();
    pin.replyTo()
        .tell(
            StatusReply.success(
                new ExportProtocol.Pinned(
                    shard,
                    view.position(),
                    view.points(),
                    ViewExport.bytes(view),
                    getContext().spawnAnonymous(ViewExport.create(view, services.files())))));
  }

  private Behavior<ShardProtocol.Command> endHold(UUID cut) {
    timers.cancel(cut);
    holds.end(cut);
    return next();
  }

  // ---- rest ----

  /** Whether anybody waits for something that takes an open shard. */
  private boolean isAskedFor() {
    return !queue.isEmpty()
        || !waitingForStart.isEmpty()
        || vectors.areAskedFor()
        || holds.areAskedFor()
        || builds.areAskedFor();
  }

  /** Whether the collection is released and nothing of the shard is under way. */
  private boolean mayRest() {
    return resting.isWanted()
        && !(logBusy || resolving || dropping || leaving)
        && !isAskedFor()
        && !holds.any()
        && !builds.running()
        && !listeners.isAwaited()
        && services.catalog().isReleased(shard);
  }

  /** The log has stopped: what is left is let go of, and the next claim opens it again. */
  private Behavior<ShardProtocol.Command> onAsleep() {
    letGo();
    services.copies().remove(shard);
    copy = null;
    builds.closed();
    getContext().getLog().info("Shard {} is let go of until somebody asks for it", shard);
    resting.asleep();
    return stayAsleep();
  }

  /** Until somebody asks, or the collection is released no more. */
  private Behavior<ShardProtocol.Command> stayAsleep() {
    if (isAskedFor() || !services.catalog().isReleased(shard)) {
      return open();
    }
    resting.answer(true);
    return this;
  }

  // ---- now and then ----

  private Behavior<ShardProtocol.Command> onLook() {
    report();
    resting.look(services.catalog().isReleased(shard));
    if (log != null) {
      wantVectors();
    }
    if (log != null && !resting.isWanted()) {
      builds.look();
    }
    return next();
  }

  // ---- the end ----

  private Behavior<ShardProtocol.Command> onLeave() {
    leaving = true;
    leaveBy = System.nanoTime() + LEAVE_WITHIN.toNanos();
    queue.handBack(shard);
    if (mayLeave()) {
      return Behaviors.stopped();
    }
    timers.startTimerWithFixedDelay(new OwnerMessage.LookAtEnd(), LOOK_AT_END_EVERY);
    return this;
  }

  /** Whether nobody waits for what was begun, or has waited long enough. */
  private boolean mayLeave() {
    boolean awaited = log != null && (logBusy || listeners.isAwaited());
    return !awaited || System.nanoTime() - leaveBy >= 0;
  }

  private Behavior<ShardProtocol.Command> onDrop() {
    dropping = true;
    builds.cancel();
    vectors.refuse(new DunlinFailure.NotFound("the collection is being deleted"));
    holds.refuse(new DunlinFailure.NotFound("the collection is being deleted"));
    refuseWaiting("the collection is being deleted");
    return next();
  }

  /** A log that still replays writes to the copy: its end is waited for. */
  private Behavior<ShardProtocol.Command> stopLogAndDrop() {
    ActorRef<ShardLog.Command> running = child;
    return running == null ? drop() : stopLog(running);
  }

  private Behavior<ShardProtocol.Command> drop() {
    letGo();
    ShardCleaner cleaner = new ShardCleaner(services);
    ShardId gone = shard;
    services.files().execute(() -> cleaner.remove(gone));
    return Behaviors.stopped();
  }

  private Behavior<ShardProtocol.Command> onStop() {
    builds.stopped();
    refuseInFlight();
    vectors.refuse(new DunlinFailure.Unavailable("the shard is moving or its node is stopping"));
    holds.refuse(new DunlinFailure.Unavailable("the shard is moving or its node is stopping"));
    refuseWaiting("the shard is moving or its node is stopping");
    resting.answer(false);
    waitingForStart.forEach(caller ->
        caller.tell(
            StatusReply.error(
                new DunlinFailure.Unavailable("shard " + shard + " stopped").asException())));
    SnapshotOffers.get(getContext().getSystem()).withdraw(shard.toString());
    closeUnlessRegistered();
    letGo();
    CompletionStage<OwnerMessage.Opened> orphan = opening;
    if (orphan != null) {
      opener.abandon(orphan);
    }
    return this;
  }

  /** Others need not wait. What may still be under way will not count. */
  private void letGo() {
    Claim held = claim;
    if (held != null) {
      claim = null;
      ShardCopy open = copy;
      if (open != null && open.standing() instanceof Leading leading) {
        open.standing(leading.left());
      }
      held.release();
    }
  }

  /** A copy whose recovery did not end well is nobody's: the next try opens another. */
  private void closeUnlessRegistered() {
    ShardCopy open = copy;
    if (open != null && !opener.isRegistered(open)) {
      open.close();
      copy = null;
    }
  }

  private void refuseWaiting(String why) {
    queue.refuseAll(new DunlinFailure.Unavailable(why));
  }

  private static void refuse(ShardProtocol.Write write, DunlinFailure failure) {
    write.replyTo().tell(StatusReply.error(failure.asException()));
  }

  // ---- what is known ----

  private ShardCopy copy() {
    ShardCopy open = copy;
    if (open == null) {
      throw new IllegalStateException("shard " + shard + " is not open yet");
    }
    return open;
  }

  /** How much of the bound on vectors without an index is used: 1 is all of it. */
  private double backlogShare() {
    ShardCopy open = copy;
    if (open == null) {
      return 0;
    }
    return services.settings().shareUsed(open.backlog());
  }

  private void report() {
    ShardCopy open = copy;
    Optional<CollectionInfo> collection = services.catalog().collectionOf(shard);
    if (open != null && collection.isPresent()) {
      ShardView view = open.acquire();
      try {
        services
            .metrics()
            .shard(
                collection.get().name(),
                collection.get().number(shard),
                view.points(),
                open.backlog().rows(),
                view.parts().size());
      } finally {
        view.release();
      }
    }
  }
}
