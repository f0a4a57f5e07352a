package io.dunlin.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The journal's one writer: a thread that takes all writes that wait, of whatever log, makes one
 * batch of them, writes and syncs it once, and then answers them all. While the disk syncs, the
 * next batch gathers; so the busier the journal, the more writes share a sync.
 *
 * <p>Any thread may submit; order of submission is order of effect. Only the writer's thread runs
 * the {@link Sink} and tasks, and completes the futures.
 */
final class GroupCommit implements AutoCloseable {

  /** Where batches go. */
  interface Sink {
    /** Makes all events of all writes durable, or throws and has an unknown outcome. */
    void commit(List<Write> writes) throws Exception;
  }

  /** Something in the queue. */
  sealed interface Request {
    void fail(Exception reason);
  }

  /** Events of one log that become durable together. */
  record Write(
      byte[] log, String persistenceId, List<StoredEvent> events, CompletableFuture<Void> done)
      implements Request {
    long bytes() {
      long sum = 0;
      for (StoredEvent event : events) {
        sum += log.length + Long.BYTES + event.record().length;
      }
      return sum;
    }

    @Override
    public void fail(Exception reason) {
      done.completeExceptionally(reason);
    }
  }

  /** Runs when every write before it is durable. */
  private record Task<T>(Supplier<T> body, CompletableFuture<T> done) implements Request {
    void run() {
      try {
        done.complete(body.get());
      } catch (RuntimeException failure) {
        done.completeExceptionally(failure);
      }
    }

    @Override
    public void fail(Exception reason) {
      done.completeExceptionally(reason);
    }
  }

  /** Ends the thread. */
  private record Stop() implements Request {
    @Override
    public void fail(Exception reason) {}
  }

  private final BlockingQueue<Request> queue;
  private final long commitBytes;
  private final Sink sink;
  private final Thread writer;
  private volatile boolean closed;
  private volatile @Nullable Throwable death;

  GroupCommit(int queuedWrites, long commitBytes, Sink sink) {
    this.queue = new ArrayBlockingQueue<>(queuedWrites);
    this.commitBytes = commitBytes;
    this.sink = sink;
    this.writer = Thread.ofPlatform().name("dunlin-journal-writer").daemon().start(this::run);
  }

  /** Fails the returned future at once, with nothing written, when too many writes wait. */
  CompletableFuture<Void> write(byte[] log, String persistenceId, List<StoredEvent> events) {
    Write write = new Write(log, persistenceId, events, new CompletableFuture<>());
    submit(write);
    return write.done();
  }

  /** Runs {@code body} on the writer's thread when every write submitted before is durable. */
  <T> CompletableFuture<T> afterWrites(Supplier<T> body) {
    Task<T> task = new Task<>(body, new CompletableFuture<>());
    submit(task);
    return task.done();
  }

  private void submit(Request request) {
    if (closed) {
      request.fail(isClosed());
    } else if (!queue.offer(request)) {
      request.fail(
          new JournalException("The journal is overloaded: " + queue.size() + " writes wait"));
    } else if (closed && queue.remove(request)) {
      // Closed meanwhile: the writer may have gone without having seen the request.
      request.fail(isClosed());
    }
  }

  private JournalException isClosed() {
    Throwable error = death;
    return error == null
        ? new JournalException("The journal is closed")
        : new JournalException("The journal's writer ended and takes no more writes", error);
  }

  private void run() {
    try {
      serveUntilStopped();
    } finally {
      // Also when an Error ended the loop: then nothing may wait for a writer that is gone.
      closed = true;
      failQueued();
    }
  }

  private void serveUntilStopped() {
    List<Request> drained = new ArrayList<>();
    boolean running = true;
    while (running) {
      try {
        drained.add(queue.take());
        long bytes = bytes(drained.getFirst());
        while (bytes < commitBytes && queue.drainTo(drained, 1) > 0) {
          bytes += bytes(drained.getLast());
        }
      } catch (InterruptedException interrupted) {
        // Nobody else knows this thread; stopping has its own request.
        continue;
      }
      try {
        running = serve(drained);
      } catch (Throwable error) {
        // Out of memory, say. Closed before anyone hears of it, so that no retry comes in between.
        death = error;
        closed = true;
        JournalException reason = isClosed();
        // Those that were answered before stay as they are.
        drained.forEach(request -> request.fail(reason));
        throw error;
      }
      drained.clear();
    }
  }

  private static long bytes(Request request) {
    return request instanceof Write write ? write.bytes() : 0;
  }

  /** False when the thread is to end. */
  private boolean serve(List<Request> requests) {
    List<Write> batch = new ArrayList<>();
    boolean running = true;
    for (Request request : requests) {
      switch (request) {
        case Write write -> batch.add(write);
        case Task<?> task -> {
          commit(batch);
          batch.clear();
          task.run();
        }
        case Stop _ -> running = false;
      }
    }
    commit(batch);
    return running;
  }

  private void commit(List<Write> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      sink.commit(batch);
    } catch (Exception failure) {
      batch.forEach(write -> write.fail(failure));
      return;
    }
    batch.forEach(write -> write.done().complete(null));
  }

  private void failQueued() {
    List<Request> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(request -> request.fail(isClosed()));
  }

  /** Serves what was submitted before and ends the writer. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(new Stop());
        writer.join();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
