package io.dunlin.persistence.cassandra;

import io.dunlin.persistence.model.NodeId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's session alive, and opens another when one could not be renewed in time. Works
 * on one thread; any thread may ask for the session.
 */
final class SessionKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);

  private final SessionTable table;
  private final NodeId node;
  private final FencingTimes times;
  private final ScheduledExecutorService thread;
  private final Optional<SessionFile> file;

  private volatile @Nullable WriterSession session;
  private long counter;
  private boolean stopped;

  /**
   * @param file where sessions are remembered for the process after this one
   */
  SessionKeeper(
      SessionTable table,
      NodeId node,
      FencingTimes times,
      ScheduledExecutorService thread,
      Optional<SessionFile> file) {
    this.table = table;
    this.node = node;
    this.times = times;
    this.thread = thread;
    this.file = file;
    thread.execute(
        () -> file.flatMap(SessionFile::last).ifPresentOrElse(this::endFormer, this::open));
  }

  /** Its process is gone: nobody need wait until that shows. */
  private void endFormer(UUID former) {
    if (stopped) {
      return;
    }
    var _ =
        table
            .end(former)
            .whenCompleteAsync(
                (ended, failure) -> {
                  if (failure == null) {
                    if (ended) {
                      LOG.info("Writer session {} of the process before is ended", former);
                    }
                    open();
                  } else {
                    LOG.warn("No writer session: {}; trying again", failure.toString());
                    after(() -> endFormer(former));
                  }
                },
                thread);
  }

  /** The session, if there is one that is valid now. */
  Optional<WriterSession> session() {
    return Optional.ofNullable(session).filter(WriterSession::valid);
  }

  /** Ends the session, so that others need not wait; nothing may be under way any more. */
  CompletionStage<Boolean> stop() {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    thread.execute(() -> end(ended));
    return ended;
  }

  private void end(CompletableFuture<Boolean> ended) {
    stopped = true;
    WriterSession ending = session;
    if (ending == null) {
      ended.complete(true);
      return;
    }
    ending.end();
    var _ =
        table
            .end(ending.id(), counter)
            .whenComplete((done, failure) -> ended.complete(failure == null && done));
  }

  private void open() {
    if (stopped) {
      return;
    }
    UUID id = UUID.randomUUID();
    file.ifPresent(to -> to.remember(id));
    long sentAt = System.nanoTime();
    // Of an insert whose end is not known nothing is held: the row disappears by itself.
    var _ =
        table
            .open(id, node)
            .whenCompleteAsync(
                (made, failure) -> {
                  if (failure == null && made) {
                    counter = 0;
                    session = new WriterSession(id, times.valid(), sentAt);
                    LOG.info("Writer session {} is open", id);
                    after(this::renew);
                  } else {
                    LOG.warn("No writer session: {}; trying again", String.valueOf(failure));
                    after(this::open);
                  }
                },
                thread);
  }

  private void renew() {
    WriterSession current = session;
    if (stopped || current == null) {
      return;
    }
    if (!current.valid()) {
      lapsed(current);
      return;
    }
    long sentAt = System.nanoTime();
    var _ =
        table
            .renew(current.id(), node, counter)
            .whenCompleteAsync(
                (moved, failure) -> {
                  if (failure != null) {
                    LOG.warn(
                        "Writer session {} was not renewed: {}", current.id(), failure.toString());
                    after(this::renew);
                  } else if (moved) {
                    counter++;
                    current.renewed(sentAt);
                    after(this::renew);
                  } else {
                    findOut(current);
                  }
                },
                thread);
  }

  /**
   * An earlier renewal may have been made without our knowing, or someone has ended the session.
   */
  private void findOut(WriterSession current) {
    var _ =
        table
            .find(current.id())
            .whenCompleteAsync(
                (found, failure) -> {
                  if (failure != null) {
                    after(this::renew);
                  } else if (found.isPresent() && !found.get().ended()) {
                    counter = found.get().counter();
                    renew();
                  } else {
                    lapsed(current);
                  }
                },
                thread);
  }

  private void lapsed(WriterSession old) {
    LOG.warn(
        "Writer session {} is over: its shards stop writing until they are claimed anew", old.id());
    old.end();
    // Others need not wait for what will not come back.
    var _ = table.end(old.id(), counter);
    open();
  }

  private void after(Runnable action) {
    if (!stopped) {
      var _ = thread.schedule(action, times.renew().toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
