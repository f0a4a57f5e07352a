package io.dunlin.actors.shard;

import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.segment.SealedSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * A shard's log: turns commits into events and, once the journal has them, applies them to the
 * copy. Child of {@link ShardEntity}, which never has more than one command under way here.
 *
 * <p>Pekko calls the event handler <em>before</em> the journal has answered. A copy must not show
 * what the journal may still lose, so the handler applies events in replay only; in operation they
 * are applied after the persist.
 */
final class ShardLog extends EventSourcedBehavior<ShardLog.Command, ShardEvent, ShardCopy> {
  sealed interface Command {}

  /** Writes whose time has come, in order. Each caller is answered here. */
  record Commit(List<ShardProtocol.Write> writes) implements Command {}

  record Freeze() implements Command {}

  /** Puts a finished build in the place of its inputs; {@code base} is what it was built from. */
  record Install(ShardView base, Set<Long> inputs, SealedSegment output) implements Command {}

  private final ActorContext<Command> context;
  private final ActorRef<ShardProtocol.Command> parent;
  private final ShardSettings settings;
  private final ShardMetrics metrics;
  private final ShardCopy copy;
  private final int damagedBefore;
  private boolean replaying = true;

  static Behavior<Command> create(
      ShardCopy copy,
      ShardSettings settings,
      ShardMetrics metrics,
      ActorRef<ShardProtocol.Command> parent) {
    return Behaviors.setup(context -> new ShardLog(context, copy, settings, metrics, parent));
  }

  private ShardLog(
      ActorContext<Command> context,
      ShardCopy copy,
      ShardSettings settings,
      ShardMetrics metrics,
      ActorRef<ShardProtocol.Command> parent) {
    super(PersistenceId.ofUniqueId(copy.shard().toString()));
    this.context = context;
    this.copy = copy;
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
  public CommandHandler<Command, ShardEvent, ShardCopy> commandHandler() {
    return (_, command) ->
        switch (command) {
          case Commit commit -> onCommit(commit);
          case Freeze _ -> onFreeze();
          case Install install -> onInstall(install);
        };
  }

  @Override
  public EventHandler<ShardCopy, ShardEvent> eventHandler() {
    return (state, event) -> {
      if (replaying) {
        long number = lastSequenceNumber(context);
        checkNoGap(number - 1);
        copy.apply(event);
      }
      return state;
    };
  }

  @Override
  public SignalHandler<ShardCopy> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (_, _) -> onRecovered())
        .build();
  }

  private void onRecovered() {
    // A log that was trimmed to its end replays nothing, but it still knows its last position.
    checkNoGap(lastSequenceNumber(context));
    replaying = false;
    copy.publish();
    for (int i = damagedBefore; i < copy.damagedOutputs(); i++) {
      metrics.segmentDamaged();
    }
    parent.tell(new ShardEntity.Ready(context.getSelf()));
  }

  /** Refuses to go on without the events after the copy's position up to {@code reached}. */
  private void checkNoGap(long reached) {
    if (reached != copy.position()) {
      throw new IllegalStateException(
          "Shard %s: its files reach log position %d but the log goes on after %d: the events between are gone"
              .formatted(copy.shard(), copy.position(), reached));
    }
  }

  private Effect<ShardEvent, ShardCopy> onCommit(Commit commit) {
    CommitPlanner planner = new CommitPlanner(copy);
    List<Optional<DunlinFailure>> refusals = new ArrayList<>();
    for (ShardProtocol.Write write : commit.writes()) {
      refusals.add(planner.plan(write.operation()));
    }
    List<ShardEvent> events = events(planner);
    if (events.isEmpty()) {
      answer(commit, refusals);
      return Effect().none();
    }
    long started = System.nanoTime();
    return Effect()
        .persist(events)
        .thenRun(_ -> {
          metrics.committed(commit.writes().size(), events.size(), System.nanoTime() - started);
          events.forEach(copy::apply);
          copy.publish();
          answer(commit, refusals);
        });
  }

  private void answer(Commit commit, List<Optional<DunlinFailure>> refusals) {
    for (int i = 0; i < refusals.size(); i++) {
      ShardProtocol.Write write = commit.writes().get(i);
      refusals.get(i).ifPresentOrElse(write::fail, () -> write.succeed(copy.position()));
    }
    parent.tell(new ShardEntity.CommitDone());
  }

  /**
   * The changes in events of about the aimed size, and a freeze where the growing segment becomes
   * full.
   */
  private List<ShardEvent> events(CommitPlanner planner) {
    List<ShardEvent> events = new ArrayList<>();
    List<RowChange> changes = new ArrayList<>();
    long time = Math.max(copy.time(), System.currentTimeMillis());
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

  private Effect<ShardEvent, ShardCopy> onFreeze() {
    ShardEvent event = new ShardEvent.SegmentFrozen();
    return Effect()
        .persist(event)
        .thenRun(_ -> {
          copy.apply(event);
          copy.publish();
          parent.tell(new ShardEntity.Frozen());
        });
  }

  private Effect<ShardEvent, ShardCopy> onInstall(Install install) {
    SealedSegment output = install.output();
    ShardEvent.SegmentsMerged event =
        new ShardEvent.SegmentsMerged(
            List.copyOf(install.inputs()),
            install.base().position(),
            output.file().getFileName().toString(),
            output.rows());
    return Effect()
        .persist(event)
        .thenRun(_ -> {
          copy.apply(event, output);
          copy.publish();
          parent.tell(
              new ShardEntity.Installed(
                  copy.manifest(install.base(), event, copy.position(), output)));
        });
  }
}
