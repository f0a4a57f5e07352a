package io.dunlin.actors.log;

import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.fence.LogHistory;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from a point to its end and stops; writes nothing, and so needs no claim. What it
 * reads last may turn out not to count when a new writer begins at this very moment: the reader's
 * next point tells. Where the snapshot offer for the log says a position, Pekko starts behind it.
 *
 * @param <E> events
 * @param <S> what is fed; changed in place
 */
public final class LogReader<E, S> extends EventSourcedBehavior<LogReader.Stop, LogEntry<E>, S> {
  /** Only the reader itself sends it. */
  public static final class Stop {
    private Stop() {}
  }

  /** What was found. */
  public sealed interface Outcome {}

  /** All up to the end was read. */
  public record Read() implements Outcome {}

  /** Rows are missing, or the start is none of this log's. */
  public record Broken(String why) implements Outcome {}

  private final ActorContext<Stop> context;
  private final S fed;
  private final LogPoint start;
  private final LogHistory.Reader<E> reader;
  private final Consumer<Outcome> done;
  private @Nullable Replay<E> replay;
  private @Nullable RuntimeException broken;

  /**
   * A reader, which fails as Pekko's recovery does while the journal is away.
   *
   * @param fed what the snapshot offer offers
   * @param done told the outcome, on the reader's thread
   */
  public static <E, S> Behavior<Stop> create(
      String log, S fed, LogPoint start, LogHistory.Reader<E> reader, Consumer<Outcome> done) {
    return Behaviors.setup(context -> new LogReader<>(context, log, fed, start, reader, done));
  }

  private LogReader(
      ActorContext<Stop> context,
      String log,
      S fed,
      LogPoint start,
      LogHistory.Reader<E> reader,
      Consumer<Outcome> done) {
    super(PersistenceId.ofUniqueId(log));
    this.context = context;
    this.fed = fed;
    this.start = start;
    this.reader = reader;
    this.done = done;
  }

  @Override
  public S emptyState() {
    return fed;
  }

  @Override
  public CommandHandler<Stop, LogEntry<E>, S> commandHandler() {
    return (_, _) -> Effect().stop();
  }

  @Override
  public EventHandler<S, LogEntry<E>> eventHandler() {
    return (state, entry) -> {
      Replay<E> rows = replay;
      if (rows != null) {
        step(() -> rows.offer(lastSequenceNumber(context), entry));
      }
      return state;
    };
  }

  @Override
  public SignalHandler<S> signalHandler() {
    // Asked for once, before the first entry is replayed.
    replay = new Replay<>(persistenceId().id(), start, reader);
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (_, _) -> onRecovered())
        .build();
  }

  private void onRecovered() {
    Replay<E> rows = replay;
    if (rows != null) {
      step(() -> rows.end(lastSequenceNumber(context)));
      replay = null;
    }
    RuntimeException failure = broken;
    done.accept(failure == null ? new Read() : new Broken(String.valueOf(failure.getMessage())));
    context.getSelf().tell(new Stop());
  }

  /**
   * A failure ends the reading, but not by failing: that would look like a journal that is away.
   */
  private void step(Runnable step) {
    if (broken == null) {
      try {
        step.run();
      } catch (RuntimeException e) {
        broken = e;
      }
    }
  }
}
