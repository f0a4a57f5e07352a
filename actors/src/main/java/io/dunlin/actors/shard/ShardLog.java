package io.dunlin.actors.shard;

import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.Ack;
import io.dunlin.actors.feed.Announcer;
import io.dunlin.actors.log.FencedLog;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.segment.SealedSegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.jspecify.annotations.Nullable;

/**
 * A shard's log: turns commits into events and, once the journal has them, applies them to the
 * copy. Child of {@link ShardEntity}, which never has more than one command under way here.
 */
final class ShardLog extends FencedLog<ShardLog.Command, ShardEvent, ShardCopy> {
  sealed interface Command {}

  private record Begin() implements Command {}

  /** Writes whose time has come, in order. Each caller is answered here. */
  record Commit(List<ShardProtocol.Write> writes) implements Command {}

  /** What is left to be written of a commit that makes several events. */
  private record Rest(Planned commit) implements Command {}

  record Freeze() implements Command {}

  /** Lets points have these vectors from here on, unless they are known already. */
  record ChangeVectors(VectorColumns vectors, List<ShardProtocol.ChangeVectors> callers)
      implements Command {}

  /** Puts a finished build in the place of its inputs; {@code base} is what it was built from. */
  record Install(ShardView base, List<Long> inputs, SealedSegment output) implements Command {}

  /** A commit whose outcome is decided: events, in order, and what its callers are told. */
  private record Planned(
      List<ShardProtocol.Write> writes,
      List<Optional<DunlinFailure>> refusals,
      Queue<ShardEvent> events,
      int size,
      long started) {}

  private final ActorContext<Command> context;
  private final ActorRef<ShardProtocol.Command> parent;
  private final ShardSettings settings;
  private final ShardMetrics metrics;
  private final ShardCopy copy;
  private final Announcer announcer;
  private final int damagedBefore;
  private boolean replaying = true;
  // The output of the merge that is being written.
  private @Nullable SealedSegment installing;

  static Behavior<Command> create(
      ShardCopy copy,
      Claim claim,
      Announcer announcer,
      ShardSettings settings,
      ShardMetrics metrics,
      ActorRef<ShardProtocol.Command> parent) {
    return Behaviors.setup(
        context -> new ShardLog(context, copy, claim, announcer, settings, metrics, parent));
  }

  private ShardLog(
      ActorContext<Command> context,
      ShardCopy copy,
      Claim claim,
      Announcer announcer,
      ShardSettings settings,
      ShardMetrics metrics,
      ActorRef<ShardProtocol.Command> parent) {
    super(context, PersistenceId.ofUniqueId(copy.shard().toString()), claim);
    this.context = context;
    this.copy = copy;
    this.announcer = announcer;
    this.damagedBefore = copy.damagedOutputs();
    this.settings = settings;
    this.metrics = metrics;
    this.parent = parent;
  }

  /** The copy already holds what the offered snapshot says; see {@link ShardEntity}. */
  @Override
  public ShardCopy emptyState() {
    return copy;
  }

  @Override
  protected LogPoint at() {
    return copy.at();
  }

  @Override
  protected void apply(long position, LogEntry<ShardEvent> entry) {
    SealedSegment open = installing;
    installing = null;
    copy.apply(position, entry, open);
    if (!replaying) {
      announcer.applied(copy.at(), entry);
    }
  }

  @Override
  protected void onBrokenHistory() {
    copy.disown();
  }

  @Override
  protected Command begin() {
    return new Begin();
  }

  @Override
  protected void ready() {
    copy.publish();
    replaying = false;
    announcer.begin(copy.at());
    for (int i = damagedBefore; i < copy.damagedOutputs(); i++) {
      metrics.segmentDamaged();
    }
    parent.tell(new OwnerMessage.Ready(context.getSelf()));
  }

  @Override
  protected Effect<LogEntry<ShardEvent>, ShardCopy> onCommand(Command command) {
    return switch (command) {
      case Begin _ -> Effect().unhandled();
      case Commit commit -> onCommit(commit);
      case Rest(Planned commit) -> writeNext(commit);
      case Freeze _ -> onFreeze();
      case Install install -> onInstall(install);
      case ChangeVectors change -> onChangeVectors(change);
    };
  }

  private Effect<LogEntry<ShardEvent>, ShardCopy> onCommit(Commit commit) {
    CommitPlanner planner = new CommitPlanner(copy);
    long time = Math.max(copy.time(), System.currentTimeMillis());
    List<Optional<DunlinFailure>> refusals = new ArrayList<>();
    for (ShardProtocol.Write write : commit.writes()) {
      refusals.add(planner.plan(write.operation(), write.lineage(time)));
    }
    List<ShardEvent> events = events(planner, time);
    Planned planned =
        new Planned(
            commit.writes(), refusals, new ArrayDeque<>(events), events.size(), System.nanoTime());
    if (events.isEmpty()) {
      answer(planned);
      return Effect().none();
    }
    return writeNext(planned);
  }

  /** One event after the other: each is one row of the journal, there or not there. */
  private Effect<LogEntry<ShardEvent>, ShardCopy> writeNext(Planned commit) {
    ShardEvent event = commit.events().remove();
    return write(entry(event))
        .thenRun(_ -> {
          if (event instanceof ShardEvent.SegmentFrozen) {
            CrashPoint.SEGMENT_FROZEN.reach();
          }
          if (!commit.events().isEmpty()) {
            context.getSelf().tell(new Rest(commit));
            return;
          }
          metrics.committed(
              commit.writes().size(), commit.size(), System.nanoTime() - commit.started());
          copy.publish();
          answer(commit);
        });
  }

  private void answer(Planned commit) {
    List<Ack> done = new ArrayList<>();
    ShardProtocol.Written written = new ShardProtocol.Written(copy.shard(), copy.position());
    for (int i = 0; i < commit.writes().size(); i++) {
      ShardProtocol.Write write = commit.writes().get(i);
      Optional<DunlinFailure> refusal = commit.refusals().get(i);
      if (refusal.isPresent()) {
        write.fail(refusal.get());
      } else if (write.untilVisible()) {
        write.done(written).ifPresent(done::add);
      } else {
        write.done(written).ifPresent(Ack::succeed);
      }
    }
    announcer.acknowledge(copy.position(), done);
    parent.tell(new OwnerMessage.CommitDone());
  }

  /**
   * The changes in events of about the aimed size, and a freeze where the growing segment becomes
   * full.
   */
  private List<ShardEvent> events(CommitPlanner planner, long time) {
    List<ShardEvent> events = new ArrayList<>();
    List<RowChange> changes = new ArrayList<>();
    long growing = copy.growingBytes();
    long bytes = 0;
    for (RowChange change : planner.changes()) {
      changes.add(change);
      long size = EventBytes.sizeOf(change);
      bytes += size;
      growing += size;
      boolean full = growing >= settings.freezeBytes();
      if (bytes >= settings.eventBytes() || full) {
        events.add(new ShardEvent.Committed(time, List.copyOf(changes)));
        changes.clear();
        bytes = 0;
      }
      if (full) {
        events.add(new ShardEvent.SegmentFrozen());
        growing = 0;
      }
    }
    if (!changes.isEmpty()) {
      events.add(new ShardEvent.Committed(time, List.copyOf(changes)));
    }
    return events;
  }

  private Effect<LogEntry<ShardEvent>, ShardCopy> onFreeze() {
    return write(entry(new ShardEvent.SegmentFrozen()))
        .thenRun(_ -> {
          copy.publish();
          parent.tell(new OwnerMessage.Frozen());
        });
  }

  private Effect<LogEntry<ShardEvent>, ShardCopy> onChangeVectors(ChangeVectors change) {
    if (change.vectors().changes() <= copy.vectors().changes()) {
      answer(change);
      return Effect().none();
    }
    return write(entry(new ShardEvent.VectorsChanged(change.vectors())))
        .thenRun(_ -> {
          copy.publish();
          answer(change);
        });
  }

  private void answer(ChangeVectors change) {
    ShardProtocol.Written written = new ShardProtocol.Written(copy.shard(), copy.position());
    announcer.acknowledge(
        copy.position(), change.callers().stream().map(caller -> caller.done(written)).toList());
    parent.tell(new OwnerMessage.VectorsDone());
  }

  private Effect<LogEntry<ShardEvent>, ShardCopy> onInstall(Install install) {
    SealedSegment output = install.output();
    ShardEvent.SegmentsMerged event =
        new ShardEvent.SegmentsMerged(
            install.inputs(),
            install.base().position(),
            output.file().getFileName().toString(),
            output.rows());
    installing = output;
    return write(entry(event))
        .thenRun(_ -> {
          CrashPoint.MERGE_LOGGED.reach();
          copy.publish();
          parent.tell(
              new OwnerMessage.Installed(
                  copy.manifest(install.base(), event, copy.position(), output)));
        });
  }
}
