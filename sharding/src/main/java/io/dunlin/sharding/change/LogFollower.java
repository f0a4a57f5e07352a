package io.dunlin.sharding.change;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.EntryAssembly;
import io.dunlin.actors.feed.FeedProtocol.EntryPiece;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.ShardId;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads one shard's log from where it stands, one question to the shard's writer after the other.
 * Whoever that is, now or after a failover: an answer that does not come is asked for again. Not
 * thread-safe; one question at a time.
 */
public final class LogFollower {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofMillis(200);

  /** The way to the shards' writers. Fails when there is no answer in time. */
  @FunctionalInterface
  public interface Logs {
    CompletionStage<TailProtocol.Answer> ask(
        ShardId shard, UUID reader, LogPoint after, int had, int maxBytes, Duration patience);
  }

  /** An entry and where a reader stands behind it. */
  record Entry(LogPoint at, LogEntry<ShardEvent> entry) {}

  private final Logs logs;
  private final ShardId shard;
  private final UUID reader;
  private final int maxBytes;
  private final Executor executor;
  private EntryAssembly assembly = new EntryAssembly();
  private LogPoint at;

  /**
   * @param maxBytes of entries that are asked for at once
   * @param executor for what comes later
   */
  LogFollower(Logs logs, ShardId shard, UUID reader, LogPoint at, int maxBytes, Executor executor) {
    this.logs = logs;
    this.shard = shard;
    this.reader = reader;
    this.at = at;
    this.maxBytes = maxBytes;
    this.executor = executor;
  }

  /** What comes next; none when there is nothing yet. Fails only where there is no way on. */
  CompletionStage<List<Entry>> next() {
    return logs.ask(shard, reader, at, assembly.held(), maxBytes, PATIENCE)
        .handle((answer, _) -> answer)
        .thenCompose(this::taken);
  }

  private CompletionStage<List<Entry>> taken(TailProtocol.@Nullable Answer answer) {
    return switch (answer) {
      case null -> later();
      case TailProtocol.NotNow _ -> later();
      case TailProtocol.Entries entries -> assembled(entries.pieces());
      case TailProtocol.Trimmed(long first) ->
          failed(
              new DunlinFailure.OutOfRange(
                  ("the log of shard %s no longer has what comes after position %d, only from %d on;"
                          + " begin with `present`, which tells the points that are there first")
                      .formatted(shard, at.position(), first)));
      case TailProtocol.Foreign(LogPoint last) ->
          failed(
              new DunlinFailure.OutOfRange(
                  ("the log of shard %s, which ends at position %d, has never had position %d as the"
                          + " token knows it; begin with `present`")
                      .formatted(shard, last.position(), at.position())));
    };
  }

  private CompletionStage<List<Entry>> later() {
    return CompletableFuture.supplyAsync(
        List::of,
        CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS, executor));
  }

  private static <T> CompletionStage<T> failed(DunlinFailure failure) {
    return CompletableFuture.failedStage(failure.asException());
  }

  private CompletionStage<List<Entry>> assembled(List<EntryPiece> pieces) {
    List<Entry> entries = new ArrayList<>();
    for (EntryPiece piece : pieces) {
      if (piece.after() != at.position()) {
        // Of another question: what is wanted is asked for again.
        assembly = new EntryAssembly();
        break;
      }
      Optional<EntryPiece> whole = assembly.add(piece);
      if (whole.isPresent()) {
        LogEntry<ShardEvent> entry = read(whole.get());
        at = at.next(piece.position(), entry);
        entries.add(new Entry(at, entry));
        if (at.prefix() != piece.prefix()) {
          return failed(
              new DunlinFailure.OutOfRange(
                  "the token is of another log than shard %s has; begin with `present`"
                      .formatted(shard)));
        }
      }
    }
    return CompletableFuture.completedStage(entries);
  }

  @SuppressWarnings("unchecked") // a shard's log has a shard's events
  private LogEntry<ShardEvent> read(EntryPiece whole) {
    try {
      return (LogEntry<ShardEvent>) LogEntry.read(whole.bytes(), whole.manifest());
    } catch (NotSerializableException e) {
      throw new DunlinFailure.Internal(
              "entry %d of shard %s cannot be read here: %s"
                  .formatted(whole.position(), shard, e.getMessage()))
          .asException();
    }
  }
}
