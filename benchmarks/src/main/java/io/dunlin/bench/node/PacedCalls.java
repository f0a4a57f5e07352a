package io.dunlin.bench.node;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Keeps as many calls under way as are wanted, for a while, and counts those that are answered. */
final class PacedCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private PacedCalls() {}

  /**
   * @param perSecond answers
   * @param cpuMicros of the node's processors, for each answer
   */
  record Pace(double perSecond, double cpuMicros) {}

  static Pace measure(NodeProcess node, StreamCallers.Caller caller, int inFlight, Duration time)
      throws IOException, InterruptedException {
    Semaphore free = new Semaphore(inFlight);
    LongAdder answered = new LongAdder();
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    StreamCallers.Done done =
        failure -> {
          if (failure == null) {
            answered.increment();
          } else {
            failed.compareAndSet(null, failure);
          }
          free.release();
        };
    caller.begin(done);
    double cpu = node.cpuSeconds();
    long start = System.nanoTime();
    long end = start + time.toNanos();
    while (System.nanoTime() - end < 0 && failed.get() == null) {
      free.acquire();
      caller.send();
    }
    long count = answered.sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = node.cpuSeconds() - cpu;
    if (failed.get() == null
        && !free.tryAcquire(inFlight, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("not all calls were answered");
    }
    caller.end();
    if (failed.get() != null) {
      throw new IOException("a call failed", failed.get());
    }
    return new Pace(count / seconds, cpuSeconds * 1e6 / count);
  }
}
