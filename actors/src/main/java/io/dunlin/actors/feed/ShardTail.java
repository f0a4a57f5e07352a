package io.dunlin.actors.feed;

import io.dunlin.actors.feed.FeedProtocol.EntryPiece;
import io.dunlin.actors.feed.RecentEntries.Recent;
import io.dunlin.actors.files.LogPins;
import io.dunlin.actors.wire.WireLimits;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.jspecify.annotations.Nullable;

/**
 * Lets change feeds read a shard's log, as far as its writer has confirmed it. One for each stretch
 * of writing. Readers ask for as much as they can take, so a slow one holds up nobody and costs no
 * memory here: what is no longer among the recent entries is read from the journal again. While a
 * reader is there, what it has not read is not trimmed.
 */
public final class ShardTail extends AbstractBehavior<ShardTail.Command> {
  private static final long RECENT_BYTES = 2 << 20;
  private static final int MOST_READERS = 1000;
  private static final int MOST_JOURNAL_READS = 4;
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** Without a word for so long a reader is taken for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** What an entry takes in a message beside its bytes, at most. */
  private static final int PIECE_BYTES = 128;

  /** A message to a tail. */
  sealed interface Command {}

  record Begin(LogPoint at) implements Command {}

  record Applied(LogPoint at, LogEntry<?> entry) implements Command {}

  record Read(TailProtocol.Question question) implements Command {}

  private record FoundInJournal(
      TailProtocol.Question question, LogStretch.@Nullable Found found, @Nullable Throwable failure)
      implements Command {}

  private record Look() implements Command {}

  private record Waiting(TailProtocol.Question question, long until) {}

  private static final class Reader {
    final LogPins.Pin pin;
    long heardAt;

    Reader(LogPins.Pin pin) {
      this.pin = pin;
    }
  }

  private final TimerScheduler<Command> timers;
  private final ShardId shard;
  private final Claim claim;
  private final LogPins pins;
  private final Map<UUID, Reader> readers = new HashMap<>();
  private final Map<UUID, Waiting> waiting = new HashMap<>();
  private @Nullable LogPoint last;
  // While there are readers.
  private @Nullable RecentEntries recent;
  private int journalReads;

  /**
   * Starts the tail of a writer.
   *
   * @param context the writer's
   */
  public static <T> TailHandle start(
      ActorContext<T> context, ShardId shard, Claim claim, LogPins pins, Announcer others) {
    Behavior<Command> behavior =
        Behaviors.setup(tail ->
            Behaviors.withTimers(timers -> new ShardTail(tail, timers, shard, claim, pins)));
    return new TailHandle(context.spawnAnonymous(behavior), others);
  }

  private ShardTail(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ShardId shard,
      Claim claim,
      LogPins pins) {
    super(context);
    this.timers = timers;
    this.shard = shard;
    this.claim = claim;
    this.pins = pins;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onMessage)
        .onSignal(PostStop.class, _ -> onStop())
        .build();
  }

  private Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Begin(LogPoint at) -> last = at;
      case Applied applied -> onApplied(applied);
      case Read(TailProtocol.Question question) -> onRead(question);
      case FoundInJournal found -> onFound(found);
      case Look _ -> onLook();
    }
    return this;
  }

  private void onApplied(Applied applied) {
    last = applied.at();
    RecentEntries entries = recent;
    if (entries != null) {
      entries.add(applied.at(), applied.entry());
      List<Waiting> all = List.copyOf(waiting.values());
      waiting.clear();
      all.forEach(one -> serve(one.question(), one.until()));
    }
  }

  private void onRead(TailProtocol.Question question) {
    if (hear(question)) {
      serve(question, System.nanoTime() + question.patience().toNanos());
    } else {
      question.replyTo().tell(new TailProtocol.NotNow());
    }
  }

  /** False when there are too many readers, or nothing to read yet. */
  private boolean hear(TailProtocol.Question question) {
    LogPoint end = last;
    if (end == null
        || (readers.size() >= MOST_READERS && !readers.containsKey(question.reader()))) {
      return false;
    }
    long position =
        question.after().equals(TailProtocol.END) ? end.position() : question.after().position();
    Reader reader =
        readers.computeIfAbsent(question.reader(), _ -> new Reader(pins.pin(shard, position)));
    reader.pin.moveTo(position);
    reader.heardAt = System.nanoTime();
    if (recent == null) {
      recent = new RecentEntries(end, RECENT_BYTES);
    }
    if (!timers.isTimerActive(LOOK_EVERY)) {
      timers.startTimerWithFixedDelay(LOOK_EVERY, new Look(), LOOK_EVERY);
    }
    return true;
  }

  /** Answers, or has the reader wait, or looks in the journal. */
  private void serve(TailProtocol.Question question, long until) {
    LogPoint end = last;
    RecentEntries entries = recent;
    LogPoint after = question.after();
    if (end == null || entries == null || !claim.valid()) {
      question.replyTo().tell(new TailProtocol.NotNow());
    } else if (after.equals(TailProtocol.END)) {
      question.replyTo().tell(new TailProtocol.Entries(end, List.of()));
    } else if (after.position() >= end.position()) {
      if (after.equals(end)) {
        waiting.put(question.reader(), new Waiting(question, until));
      } else {
        question.replyTo().tell(new TailProtocol.Foreign(end));
      }
    } else if (entries.has(after)) {
      List<Recent> next = new ArrayList<>();
      long bytes = 0;
      Optional<Recent> one = entries.next(after.position());
      while (one.isPresent() && bytes < question.maxBytes()) {
        next.add(one.get());
        bytes += one.get().entry().bytes().length;
        one = entries.next(one.get().at().position());
      }
      answer(question, end, next);
    } else {
      readJournal(question, end);
    }
  }

  private void readJournal(TailProtocol.Question question, LogPoint end) {
    if (journalReads >= MOST_JOURNAL_READS) {
      question.replyTo().tell(new TailProtocol.NotNow());
      return;
    }
    journalReads++;
    LogStretch stretch = new LogStretch(question.after(), end.position(), question.maxBytes());
    CurrentEventsByPersistenceIdQuery journal =
        PersistenceQuery.get(getContext().getSystem())
            .getReadJournalFor(
                CurrentEventsByPersistenceIdQuery.class,
                getContext().getSystem().settings().config().getString("dunlin.journal-query"));
    getContext()
        .pipeToSelf(
            journal
                .currentEventsByPersistenceId(
                    shard.toString(), question.after().position() + 1, end.position())
                .takeWhile(_ -> !stretch.isFull())
                .runForeach(
                    row -> stretch.offer(row.sequenceNr(), row.event()), getContext().getSystem())
                .thenApply(_ -> stretch.end()),
            (found, failure) -> new FoundInJournal(question, found, failure));
  }

  private void onFound(FoundInJournal read) {
    journalReads--;
    LogPoint end = last;
    LogStretch.Found found = read.found();
    TailProtocol.Question question = read.question();
    if (found == null || end == null) {
      getContext()
          .getLog()
          .warn("The log of shard {} cannot be read for a change feed", shard, read.failure());
      question.replyTo().tell(new TailProtocol.NotNow());
      return;
    }
    switch (found) {
      case LogStretch.Missing(long first) ->
          question.replyTo().tell(new TailProtocol.Trimmed(first));
      case LogStretch.Elsewhere _ -> question.replyTo().tell(new TailProtocol.Foreign(end));
      case LogStretch.Following(List<Recent> entries) -> answer(question, end, entries);
    }
  }

  private static void answer(TailProtocol.Question question, LogPoint end, List<Recent> entries) {
    int room = Math.min(question.maxBytes(), WireLimits.MAX_CONTENT_BYTES - PIECE_BYTES);
    List<EntryPiece> pieces = new ArrayList<>();
    for (Recent entry : entries) {
      int from = pieces.isEmpty() ? question.had() : 0;
      int left = entry.entry().bytes().length - from;
      if (!pieces.isEmpty() && left > room) {
        break;
      }
      EntryPiece piece = entry.piece(from, Math.max(1, room));
      pieces.add(piece);
      room -= piece.bytes().length + PIECE_BYTES;
    }
    question.replyTo().tell(new TailProtocol.Entries(end, pieces));
  }

  private void onLook() {
    long now = System.nanoTime();
    LogPoint end = last;
    List<Waiting> over = waiting.values().stream().filter(one -> now - one.until() >= 0).toList();
    for (Waiting one : over) {
      waiting.remove(one.question().reader());
      one.question()
          .replyTo()
          .tell(
              end != null && claim.valid()
                  ? new TailProtocol.Entries(end, List.of())
                  : new TailProtocol.NotNow());
    }
    readers
        .entrySet()
        .removeIf(one -> {
          boolean gone = now - one.getValue().heardAt > SILENCE.toNanos();
          if (gone) {
            one.getValue().pin.close();
          }
          return gone;
        });
    if (readers.isEmpty()) {
      recent = null;
      timers.cancel(LOOK_EVERY);
    }
  }

  private Behavior<Command> onStop() {
    readers.values().forEach(reader -> reader.pin.close());
    waiting.values().forEach(one -> one.question().replyTo().tell(new TailProtocol.NotNow()));
    return this;
  }
}
