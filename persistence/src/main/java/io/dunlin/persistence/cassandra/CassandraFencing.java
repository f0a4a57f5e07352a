package io.dunlin.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.fence.ClaimRefusedException;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.model.NodeId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Fencing by leases in Cassandra, after Gray and Cheriton (Leases, SOSP 1989), with one lease for
 * all that a node writes: a session. A claim holds as long as its session does, so that a thousand
 * logs cost one renewal; it is taken over by ending the session first. Any thread may call.
 */
public final class CassandraFencing implements Fencing, AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("dunlin-writer-session").daemon().factory());
  private final EpochTable epochs;
  private final FencingTimes times;
  private final SessionKeeper sessions;
  private final SessionWatch watch;
  // The newest claim of this node on each log: an older one is void even where its session is not.
  private final ConcurrentMap<String, Long> newest = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens a session as soon as Cassandra answers.
   *
   * @param file has the session of the process before, which is ended first
   */
  public CassandraFencing(
      CqlSession cql,
      String keyspace,
      NodeId node,
      FencingTimes times,
      Optional<SessionFile> file) {
    SessionTable table = new SessionTable(new Cql(cql), CassandraSchema.sessionsTable(keyspace));
    this.epochs = new EpochTable(new Cql(cql), CassandraSchema.epochsTable(keyspace));
    this.times = times;
    this.sessions = new SessionKeeper(table, node, times, thread, file);
    this.watch = new SessionWatch(table, times, thread);
  }

  @Override
  public CompletionStage<Claim> claim(String log) {
    return claim(log, System.nanoTime() + times.patience().toNanos());
  }

  @Override
  public boolean shared() {
    return true;
  }

  /** Looks at the counter of the writer's session, which is the same for all that it writes. */
  @Override
  public void suspect(String log) {
    var _ =
        epochs
            .find(log)
            .thenCompose(known ->
                known.isEmpty() || known.get().released()
                    ? CompletableFuture.completedStage(true)
                    : watch.isOver(known.get().session()));
  }

  private CompletionStage<Claim> claim(String log, long deadline) {
    Optional<WriterSession> session = sessions.session();
    if (session.isEmpty()) {
      return refused("this node has no writer session: Cassandra does not answer");
    }
    return epochs
        .find(log)
        .thenCompose(known ->
            known.isEmpty()
                ? claimed(log, 1, session.get(), epochs.first(log, session.get().id()), deadline)
                : claimAfter(known.get(), log, session.get(), deadline));
  }

  /** Takes the log over when nobody writes in its owner's name any more; else waits a little. */
  private CompletionStage<Claim> claimAfter(
      EpochTable.Stored owner, String log, WriterSession session, long deadline) {
    CompletionStage<Boolean> free =
        owner.released() || owner.session().equals(session.id())
            ? CompletableFuture.completedStage(true)
            : watch.isOver(owner.session());
    return free.thenCompose(mayTake -> {
      if (mayTake) {
        return claimed(
            log, owner.epoch() + 1, session, epochs.next(log, owner, session.id()), deadline);
      }
      return System.nanoTime() - deadline > 0
          ? refused(
              "log %s is written by another node, which is alive; its session is %s"
                  .formatted(log, owner.session()))
          : later(() -> claim(log, deadline));
    });
  }

  private CompletionStage<Claim> claimed(
      String log,
      long epoch,
      WriterSession session,
      CompletionStage<Boolean> applied,
      long deadline) {
    CompletionStage<Boolean> known =
        applied.whenComplete((_, failure) -> {
          if (failure != null) {
            letGo(log, epoch, session);
          }
        });
    return known.thenCompose(mine -> {
      if (!mine) {
        // Another was faster, and may let go or be gone in its turn.
        return claim(log, deadline);
      }
      CrashPoint.LOG_CLAIMED.reach();
      newest.merge(log, epoch, Math::max);
      return CompletableFuture.completedStage(new Held(log, epoch, session));
    });
  }

  /**
   * Releases what is ours and not used, also when it is not known whether it is ours: while this
   * session lives nobody else could take it.
   */
  private void letGo(String log, long epoch, WriterSession session) {
    var _ =
        epochs
            .release(log, epoch, session.id())
            .whenComplete((_, failure) -> {
              if (failure != null && session.valid() && !closed.get()) {
                var _ =
                    thread.schedule(
                        () -> letGo(log, epoch, session),
                        times.renew().toNanos(),
                        TimeUnit.NANOSECONDS);
              }
            });
  }

  /** For tests: waits until there is a session. */
  void awaitSession() throws InterruptedException {
    while (sessions.session().isEmpty()) {
      Thread.sleep(10);
    }
  }

  /** For tests: does nothing any more until the returned future is completed. */
  CompletableFuture<Void> pause() {
    CompletableFuture<Void> awake = new CompletableFuture<>();
    thread.execute(awake::join);
    return awake;
  }

  /** Ends the session: what this node wrote may be claimed by others at once. Once is enough. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      // Where Cassandra is away others will see the session stand still.
      boolean _ = sessions.stop().toCompletableFuture().join();
      thread.shutdownNow();
    }
  }

  private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> action) {
    return CompletableFuture.supplyAsync(
            () -> true,
            CompletableFuture.delayedExecutor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS, thread))
        .thenCompose(_ -> action.get());
  }

  private static <T> CompletionStage<T> refused(String why) {
    return CompletableFuture.failedStage(new ClaimRefusedException(why));
  }

  private final class Held implements Claim {
    private final String log;
    private final long epoch;
    private final WriterSession session;
    private volatile boolean released;

    Held(String log, long epoch, WriterSession session) {
      this.log = log;
      this.epoch = epoch;
      this.session = session;
    }

    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public boolean valid() {
      return !released && session.valid() && newest.getOrDefault(log, epoch) == epoch;
    }

    @Override
    public void release() {
      if (!released) {
        released = true;
        letGo(log, epoch, session);
      }
    }

    /** What is newest stays known: an older claim of this node must not come to life again. */
    @Override
    public CompletionStage<Void> forget() {
      released = true;
      return epochs
          .remove(log, epoch, session.id())
          .thenAccept(removed -> {
            if (!removed) {
              throw new IllegalStateException("log " + log + " has another writer by now");
            }
          });
    }
  }
}
