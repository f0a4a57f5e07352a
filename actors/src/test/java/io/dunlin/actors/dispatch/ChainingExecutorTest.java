package io.dunlin.actors.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainingExecutorTest {
  private final ChainingExecutor executor = new ChainingExecutor(Executors.newFixedThreadPool(4));

  @AfterEach
  void stop() {
    executor.close();
  }

  @Test
  void whatATaskSetsOffRunsAfterItInOrderOnItsThread() throws Exception {
    List<String> ran = new ArrayList<>();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch over = new CountDownLatch(1);
    executor.execute(() -> {
      executor.execute(() -> {
        ran.add("second");
        threads.add(Thread.currentThread());
        executor.execute(over::countDown);
      });
      executor.execute(() -> ran.add("third"));
      ran.add("first");
      threads.add(Thread.currentThread());
    });
    assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).containsExactly("first", "second", "third");
    assertThat(threads).hasSize(1);
  }

  @Test
  void whatThereIsTooMuchOfGoesToOtherThreads() throws Exception {
    CountDownLatch others = new CountDownLatch(1);
    Future<Boolean> taken =
        executor.submit(() -> {
          IntStream.range(0, 20).forEach(_ -> executor.execute(others::countDown));
          return others.await(20, TimeUnit.SECONDS);
        });
    assertThat(taken.get()).isTrue();
  }

  @Test
  void whatTakesLongLetsGoOfWhatWaitsForIt() throws Exception {
    CountDownLatch other = new CountDownLatch(1);
    Future<Boolean> taken =
        executor.submit(() -> {
          executor.execute(other::countDown);
          ChainingExecutor.release();
          return other.await(20, TimeUnit.SECONDS);
        });
    assertThat(taken.get()).isTrue();
    ChainingExecutor.release();
  }

  @Test
  void aChainWithoutEndLetsOthersIn() throws Exception {
    ChainingExecutor alone = new ChainingExecutor(Executors.newSingleThreadExecutor());
    AtomicInteger links = new AtomicInteger();
    CountDownLatch stop = new CountDownLatch(1);
    alone.execute(
        new Runnable() {
          @Override
          public void run() {
            links.incrementAndGet();
            if (stop.getCount() > 0) {
              alone.execute(this);
            }
          }
        });
    Future<Integer> other = alone.submit(links::get);
    assertThat(other.get(20, TimeUnit.SECONDS)).isPositive();
    stop.countDown();
    alone.close();
    assertThat(alone.isTerminated()).isTrue();
  }

  @Test
  void aTaskThatFailsLosesNoneOfTheOthers() throws Exception {
    CountDownLatch others = new CountDownLatch(3);
    Future<?> failing =
        executor.submit(() -> {
          IntStream.range(0, 3).forEach(_ -> executor.execute(others::countDown));
          throw new IllegalStateException("on purpose");
        });
    assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> failing.get()).isInstanceOf(ExecutionException.class);
    // One that does not even catch what goes wrong.
    CountDownLatch more = new CountDownLatch(3);
    executor.execute(() -> {
      IntStream.range(0, 3).forEach(_ -> executor.execute(more::countDown));
      throw new ExpectedError();
    });
    assertThat(more.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingWaitsForWhatWasSetOff() {
    AtomicInteger done = new AtomicInteger();
    IntStream.range(0, 1000).forEach(_ -> executor.execute(done::incrementAndGet));
    executor.close();
    assertThat(done).hasValue(1000);
  }

  private static final class ExpectedError extends Error {
    private static final long serialVersionUID = 1;
  }
}
