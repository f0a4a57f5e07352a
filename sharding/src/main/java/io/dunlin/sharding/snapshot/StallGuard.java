package io.dunlin.sharding.snapshot;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a body that stalls: of which nothing came for a time. The client's own timeout is over when
 * the body begins.
 *
 * <p>The client and a timer call; one of them at a time gets through to what takes the body.
 */
final class StallGuard<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> body;
  private final Duration patience;
  private Flow.@Nullable Subscription subscription;
  private long heard;
  private boolean over;

  /**
   * @param body takes what comes in time
   */
  StallGuard(BodySubscriber<T> body, Duration patience) {
    this.body = body;
    this.patience = patience;
  }

  @Override
  public CompletionStage<T> getBody() {
    return body.getBody();
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    heard = System.nanoTime();
    lookAgain(patience.toNanos());
    body.onSubscribe(begun);
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> bytes) {
    if (!over) {
      body.onNext(bytes);
      // The time that a slow disk takes is not the sender's.
      heard = System.nanoTime();
    }
  }

  @Override
  public synchronized void onError(Throwable failure) {
    if (!over) {
      over = true;
      body.onError(failure);
    }
  }

  @Override
  public synchronized void onComplete() {
    if (!over) {
      over = true;
      body.onComplete();
    }
  }

  private void lookAgain(long nanos) {
    Executor later = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
    later.execute(this::look);
  }

  private synchronized void look() {
    Flow.Subscription running = subscription;
    if (over || running == null) {
      return;
    }
    long left = heard + patience.toNanos() - System.nanoTime();
    if (left > 0) {
      lookAgain(left);
      return;
    }
    over = true;
    // First: the client has a failure of its own for a body that is ended.
    body.onError(new HttpTimeoutException("nothing came for %d ms".formatted(patience.toMillis())));
    running.cancel();
  }
}
