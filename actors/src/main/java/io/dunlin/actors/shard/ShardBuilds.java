package io.dunlin.actors.shard;

import io.dunlin.actors.build.BuildOrder;
import io.dunlin.actors.build.IndexWishes;
import io.dunlin.actors.build.MergeCandidates;
import io.dunlin.actors.build.MergePolicy;
import io.dunlin.actors.build.ShadowBuild;
import io.dunlin.actors.copy.BuildReport;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * A shard's segments to be: when to freeze, what to seal or merge next, and the one build that
 * runs. Part of {@link ShardEntity} and used on its thread only; the work itself is done elsewhere
 * and comes back as messages.
 *
 * <p>A build goes through: running, built (waits for the log), installing (in the log's hands),
 * and, where everything frozen before it is sealed, keeping its manifest. Only then does the next
 * one start, since keeping a manifest removes files that nothing names.
 */
final class ShardBuilds {
  private final ActorContext<ShardProtocol.Command> context;
  private final ShardId shard;
  private final ShardServices services;
  private final WritePace pace = new WritePace();
  private final Shadows shadows;
  private final BuildDiary diary = new BuildDiary();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  private @Nullable ShardCopy copy;
  private boolean running;
  private boolean resting;
  private boolean freezeWanted;
  private boolean freezing;
  private @Nullable Underway underway;
  private OwnerMessage.@Nullable Built built;
  // Whether other copies have had the time to fetch what was built.
  private boolean offered;
  private OwnerMessage.@Nullable Built installing;
  private final List<ActorRef<StatusReply<Boolean>>> optimizing = new ArrayList<>();
  // Those whose rows are in the build that runs.
  private final List<ActorRef<StatusReply<Boolean>>> round = new ArrayList<>();
  private final List<ActorRef<StatusReply<Boolean>>> sealing = new ArrayList<>();
  private long lookedAt;

  /** A build whose end was not heard of yet. */
  private record Underway(ShardView base, CompletableFuture<ShadowBuild> result) {}

  ShardBuilds(ActorContext<ShardProtocol.Command> context, ShardId shard, ShardServices services) {
    this.context = context;
    this.shard = shard;
    this.services = services;
    this.shadows = new Shadows(shard, services);
  }

  /** Called by the writer, before anything that came after the manifest is replayed. */
  void opened(ShardCopy opened) {
    copy = opened;
    long position = opened.position();
    services.files().execute(() -> new ManifestKeeper(services).resume(opened.shard(), position));
  }

  /** The copy is let go of, while no build runs and none is asked for. */
  void closed() {
    copy = null;
  }

  /** Whether something is to be frozen or built that somebody waits for. */
  boolean areAskedFor() {
    return freezeWanted || freezing || !optimizing.isEmpty() || !sealing.isEmpty();
  }

  /** How fast writers may go on. */
  WritePace pace() {
    return pace;
  }

  /** Whether a build is under way, in any of its stages. */
  boolean running() {
    return running;
  }

  /** What the log should do next for builds, if anything. */
  Optional<ShardLog.Command> wanted() {
    OwnerMessage.Built finished = built;
    if (finished != null && offered) {
      built = null;
      installing = finished;
      return Optional.of(
          new ShardLog.Install(finished.base(), finished.order().inputs(), finished.output()));
    }
    if (freezeWanted) {
      freezeWanted = false;
      freezing = true;
      return Optional.of(new ShardLog.Freeze());
    }
    return Optional.empty();
  }

  /** The file of a finished build that other copies have not been told of. */
  Optional<String> unoffered() {
    return Optional.ofNullable(built)
        .filter(_ -> !offered)
        .map(finished -> finished.output().file().getFileName().toString());
  }

  /** Other copies have the finished build's file, or need not be waited for. */
  void offered() {
    offered = true;
  }

  void frozen() {
    freezing = false;
  }

  /** Makes everything one segment; answered when that is searched. */
  void optimize(ActorRef<StatusReply<Boolean>> caller) {
    optimizing.add(caller);
    freezeWanted = true;
    resting = false;
  }

  /** Freezes what grows; answered when nothing is left to be built. */
  void seal(ActorRef<StatusReply<Boolean>> caller) {
    sealing.add(caller);
    freezeWanted = true;
    resting = false;
  }

  /**
   * Called now and then; sees to what no freeze by size would: dead rows in sealed segments become
   * visible to the policy, and rows that have stopped growing get their graph.
   */
  void look() {
    resting = false;
    ShardCopy open = copy;
    Optional<CollectionInfo> collection = services.catalog().collectionOf(shard);
    if (open == null || running || collection.isEmpty()) {
      return;
    }
    IndexWishes wishes = shadows.wishes(collection.get());
    ShardView view = open.acquire();
    ShardView frozen = open.acquireFrozen();
    try {
      boolean changed = view.position() > frozen.position();
      boolean idle = view.position() == lookedAt;
      lookedAt = view.position();
      freezeWanted |=
          changed && (wantsVacuum(view, wishes) || (idle && isWorthAnIndex(view, wishes)));
    } finally {
      view.release();
      frozen.release();
    }
  }

  private boolean wantsVacuum(ShardView view, IndexWishes wishes) {
    MergePolicy.Vacuum vacuum = MergeCandidates.vacuum(wishes.config());
    return MergeCandidates.of(view, wishes).stream()
        .anyMatch(candidate -> MergePolicy.wantsVacuum(candidate, vacuum));
  }

  /** Whether what grows is large enough to be sealed before its time. */
  private boolean isWorthAnIndex(ShardView view, IndexWishes wishes) {
    Part growing = view.parts().getLast();
    return growing.slice().segment().vectorBytes() > services.settings().freezeBytes() / 8
        && !wishes.indexes(view.points(), view.points(), wishes.recipes(List.of())).isEmpty();
  }

  /** Starts a build when one is due and none runs. */
  void start() {
    ShardCopy open = copy;
    Optional<CollectionInfo> collection = services.catalog().collectionOf(shard);
    if (open == null || running || resting || freezeWanted || freezing || collection.isEmpty()) {
      return;
    }
    ShardView base = open.acquireFrozen();
    IndexWishes wishes = shadows.wishes(collection.get());
    List<MergePolicy.Candidate> candidates = MergeCandidates.of(base, wishes);
    Set<Long> inputs =
        optimizing.isEmpty()
            ? MergePolicy.next(candidates, MergeCandidates.vacuum(wishes.config()))
            : MergePolicy.toOne(candidates);
    if (inputs.isEmpty()) {
      base.release();
      answer(optimizing);
      answer(sealing);
      return;
    }
    running(true);
    round.addAll(optimizing);
    optimizing.clear();
    run(open, BuildOrder.of(base, inputs, wishes));
  }

  private void run(ShardCopy open, BuildOrder order) {
    LongAdder inserted = new LongAdder();
    long started = System.nanoTime();
    CompletableFuture<ShadowBuild> result =
        new BuildRun(services, open, cancelled::get)
            .start(order, shadows.areToBeCompared(order), inserted);
    underway = new Underway(order.base(), result);
    diary.began(order, inserted);
    diary.show(open, shadows.compared());
    context.pipeToSelf(
        result,
        (made, failure) ->
            failure == null
                ? new OwnerMessage.Built(order, made, System.nanoTime() - started, inserted.sum())
                : new OwnerMessage.BuildFailed(order.base(), failure));
  }

  void built(OwnerMessage.Built finished) {
    services.metrics().built(finished.nanos(), finished.output().rows(), finished.inserted());
    pace.built(unsealedRows(finished), finished.nanos());
    context
        .getLog()
        .debug(
            "Shard {}: {} segments became one of {} rows in {} ms",
            shard,
            finished.order().parts().size(),
            finished.output().rows(),
            finished.nanos() / 1_000_000);
    CrashPoint.MERGE_DUE.reach();
    underway = null;
    built = finished;
    offered = false;
    if (cancelled.get()) {
      discard();
      return;
    }
    boolean taken = shadows.take(finished.order(), finished.made());
    if (!finished.made().recall().isEmpty()) {
      services.metrics().compared(taken);
    }
    ended(taken ? BuildReport.Outcome.DONE : BuildReport.Outcome.REFUSED);
    if (!taken) {
      refuse(finished);
    }
  }

  /** What is there stays; whoever waits for a whole is served without what was refused. */
  private void refuse(OwnerMessage.Built unwanted) {
    built = null;
    unwanted.base().release();
    unwanted.output().release();
    optimizing.addAll(round);
    round.clear();
    ShardCopy open = copy;
    if (open == null) {
      done();
      return;
    }
    thenNext(() -> new ManifestKeeper(services).sweep(open));
  }

  private static long unsealedRows(OwnerMessage.Built finished) {
    return finished.order().parts().stream()
        .filter(part -> !part.sealed())
        .mapToLong(part -> part.slice().rows())
        .sum();
  }

  void failed(OwnerMessage.BuildFailed failed) {
    underway = null;
    failed.base().release();
    ended(BuildReport.Outcome.FAILED);
    running(false);
    // What failed once, as on a full disk, would fail again at once.
    resting = true;
    if (!cancelled.get()) {
      context.getLog().error("A segment of shard {} could not be built", shard, failed.cause());
      DunlinFailure failure =
          new DunlinFailure.Internal(
              "a segment could not be built: " + failed.cause().getMessage());
      Stream.concat(round.stream(), sealing.stream())
          .forEach(caller -> caller.tell(StatusReply.error(failure.asException())));
    }
    round.clear();
    sealing.clear();
  }

  /**
   * The merge is in the log and in the copy; its manifest, if there is one, is still to be kept.
   */
  void installed(Optional<Manifest> manifest) {
    OwnerMessage.Built finished = installing;
    ShardCopy open = copy;
    if (finished != null) {
      installing = null;
      finished.base().release();
    }
    if (manifest.isEmpty() || open == null) {
      done();
      return;
    }
    thenNext(() -> new ManifestKeeper(services).keep(manifest.get(), open));
  }

  /** The next build begins when this is done, which waits for the disk. */
  private void thenNext(Runnable keeping) {
    context.pipeToSelf(
        CompletableFuture.runAsync(keeping, services.files()),
        (_, failure) -> {
          if (failure != null) {
            context.getLog().error("The files of shard {} could not be kept", shard, failure);
          }
          return new OwnerMessage.ManifestWritten();
        });
  }

  /** The build is over in all its stages. */
  void done() {
    running(false);
    answer(round);
  }

  /** The log stopped. If it has the merge after all, the replay opens the file again. */
  void logLost() {
    freezeWanted |= freezing;
    freezing = false;
    OwnerMessage.Built lost = installing;
    if (lost != null) {
      installing = null;
      lost.base().release();
      if (!inUse(lost.output())) {
        lost.output().release();
      }
      running(false);
      optimizing.addAll(round);
      round.clear();
    }
  }

  /** No message comes any more: lets go of what a build holds, once it has ended. */
  void stopped() {
    cancel();
    logLost();
    Underway orphan = underway;
    if (orphan != null) {
      CompletableFuture<ShadowBuild> _ =
          orphan
              .result()
              .whenComplete((made, _) -> {
                orphan.base().release();
                if (made != null) {
                  made.output().release();
                }
              });
    }
  }

  /** Whether the copy took the segment over. */
  private boolean inUse(SealedSegment segment) {
    Optional<ShardView> held = Optional.ofNullable(copy).flatMap(ShardCopy::tryAcquire);
    try {
      return held.isPresent()
          && held.get().parts().stream()
              .map(part -> part.slice().segment())
              .anyMatch(segment::equals);
    } finally {
      held.ifPresent(ShardView::release);
    }
  }

  /** Breaks off the build that runs, which ends as failed, or discards what waits for the log. */
  void cancel() {
    cancelled.set(true);
    discard();
  }

  private void discard() {
    OwnerMessage.Built unwanted = built;
    if (unwanted != null) {
      built = null;
      unwanted.base().release();
      unwanted.output().release();
      running(false);
    }
  }

  private void ended(BuildReport.Outcome how) {
    diary.ended(how);
    ShardCopy open = copy;
    if (open != null) {
      diary.show(open, shadows.compared());
    }
  }

  private void running(boolean now) {
    running = now;
    ShardCopy open = copy;
    if (open != null) {
      open.building(now);
    }
  }

  private static void answer(List<ActorRef<StatusReply<Boolean>>> callers) {
    callers.forEach(caller -> caller.tell(StatusReply.success(true)));
    callers.clear();
  }
}
