package io.dunlin.persistence.cassandra;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Finds out whether another node's session is over: it was ended, or its counter stood still for so
 * long that its owner cannot take it for valid any more. Then it is ended here, on condition that
 * the counter still stands, so that it can never be renewed again. Who wants to know looks again
 * and again; what was seen before is remembered. Works on one thread.
 */
final class SessionWatch {
  /** What has not been looked at for so long is forgotten: the next look begins anew. */
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  /** The counter as it was seen, since when, and the last look. */
  private record Seen(long counter, long since, long lookedAt) {}

  private final SessionTable table;
  private final long stillNanos;
  private final Executor thread;
  private final Map<UUID, Seen> seen = new HashMap<>();

  SessionWatch(SessionTable table, FencingTimes times, Executor thread) {
    this.table = table;
    this.stillNanos = times.valid().plus(times.margin()).toNanos();
    this.thread = thread;
  }

  /** True when nobody can write in the session's name any more. */
  CompletionStage<Boolean> isOver(UUID session) {
    return table.find(session).thenComposeAsync(found -> onFound(session, found), thread);
  }

  private CompletionStage<Boolean> onFound(UUID session, Optional<SessionTable.Stored> found) {
    long now = System.nanoTime();
    seen.values().removeIf(old -> now - old.lookedAt() > REMEMBERED.toNanos());
    if (found.isEmpty() || found.get().ended()) {
      seen.remove(session);
      return CompletableFuture.completedStage(true);
    }
    long counter = found.get().counter();
    Seen before = seen.get(session);
    long since = before == null || before.counter() != counter ? now : before.since();
    seen.put(session, new Seen(counter, since, now));
    return now - since > stillNanos
        ? table.end(session, counter)
        : CompletableFuture.completedStage(false);
  }
}
