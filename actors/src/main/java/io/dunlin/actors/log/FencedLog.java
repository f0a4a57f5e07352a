package io.dunlin.actors.log;

import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.fence.BrokenHistoryException;
import io.dunlin.persistence.fence.Claim;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * An event-sourced log that may have had, and may still seem to have, several writers. Replay takes
 * the one history that counts; then this writer's epoch begins; and what the journal has confirmed
 * counts only while this writer is still the rightful one.
 *
 * <p>Pekko calls the event handler <em>before</em> the journal has answered. Nothing may show what
 * the journal can still lose, so the handler applies entries in replay only; in operation they are
 * applied after the persist.
 *
 * <p>One entry is written at a time: {@link io.dunlin.persistence.fence.LogHistory} relies on it.
 *
 * @param <C> commands
 * @param <E> events
 * @param <S> what the log feeds; changed in place
 */
public abstract class FencedLog<C, E, S> extends EventSourcedBehavior<C, LogEntry<E>, S> {
  private final ActorContext<C> context;
  private final Claim claim;
  private @Nullable Replay<E> replay;
  private boolean begun;

  protected FencedLog(ActorContext<C> context, PersistenceId log, Claim claim) {
    super(log);
    this.context = context;
    this.claim = claim;
  }

  /** How far what this log feeds has come. */
  protected abstract LogPoint at();

  /** Takes the next entry: in replay as it comes, later once the journal has it. */
  protected abstract void apply(long position, LogEntry<E> entry);

  /** The rows do not go on from {@link #at}: what this log feeds holds what never counted. */
  protected abstract void onBrokenHistory();

  /** The message to self that begins the epoch. */
  protected abstract C begin();

  /** All is applied, and this is the writer. */
  protected abstract void ready();

  /** Handles all commands but {@link #begin}, once {@link #ready} was called. */
  protected abstract Effect<LogEntry<E>, S> onCommand(C command);

  /**
   * Whether this is still the rightful writer, as far as can be known without asking the journal.
   */
  protected final boolean isWriter() {
    return claim.valid();
  }

  @Override
  public final CommandHandler<C, LogEntry<E>, S> commandHandler() {
    C begin = begin();
    return (_, command) -> {
      if (command.equals(begin)) {
        return onBegin();
      }
      // What came while the log was read stands before the beginning: written there, it would be of
      // an epoch that has not begun, and the log could never be read again.
      return begun ? onCommand(command) : Effect().stash();
    };
  }

  @Override
  public final EventHandler<S, LogEntry<E>> eventHandler() {
    return (state, entry) -> {
      Replay<E> rows = replay;
      if (rows != null) {
        replay(() -> rows.offer(lastSequenceNumber(context), entry));
      }
      return state;
    };
  }

  @Override
  public final SignalHandler<S> signalHandler() {
    // Asked for once, before the first entry is replayed.
    replay = new Replay<>(persistenceId().id(), at(), this::apply);
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (_, _) -> onRecovered())
        .build();
  }

  private void onRecovered() {
    Replay<E> rows = replay;
    if (rows != null) {
      replay(() -> rows.end(lastSequenceNumber(context)));
      replay = null;
    }
    context.getSelf().tell(begin());
  }

  private void replay(Runnable step) {
    try {
      step.run();
    } catch (BrokenHistoryException e) {
      onBrokenHistory();
      throw e;
    }
  }

  private Effect<LogEntry<E>, S> onBegin() {
    if (claim.epoch() == 0) {
      begun = true;
      ready();
      return Effect().none().thenUnstashAll();
    }
    CrashPoint.EPOCH_DUE.reach();
    LogPoint before = at();
    LogEntry<E> started =
        LogEntry.epochStarted(claim.epoch(), before.position(), before.epoch(), before.prefix());
    return persist(started)
        .thenRun(_ -> {
          CrashPoint.EPOCH_BEGUN.reach();
          confirm(started);
          begun = true;
          ready();
        })
        .thenUnstashAll();
  }

  /**
   * Writes an event; it is applied when the journal has it. Nothing else may be written before
   * that.
   */
  protected final EffectBuilder<LogEntry<E>, S> write(LogEntry<E> entry) {
    return persist(entry).thenRun(_ -> confirm(entry));
  }

  /** An entry of this writer's epoch. */
  protected final LogEntry<E> entry(E event) {
    return LogEntry.written(claim.epoch(), event);
  }

  private EffectBuilder<LogEntry<E>, S> persist(LogEntry<E> entry) {
    return Effect().persist(entry);
  }

  /**
   * What is confirmed too late may have been passed over by the next writer: it is not ours to say.
   */
  private void confirm(LogEntry<E> entry) {
    if (!claim.valid()) {
      throw new IllegalStateException(
          "log %s: epoch %d is over; whether its last entry counts is not known"
              .formatted(persistenceId().id(), claim.epoch()));
    }
    apply(lastSequenceNumber(context), entry);
  }
}
