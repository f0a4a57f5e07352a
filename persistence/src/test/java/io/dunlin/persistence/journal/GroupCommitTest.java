package io.dunlin.persistence.journal;

import static io.dunlin.persistence.journal.StoreFixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private static final byte[] LOG = {0, 1, 'a'};

  private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch proceed = new CountDownLatch(1);

  private void slowSink(List<GroupCommit.Write> writes) throws InterruptedException {
    batches.add(writes.size());
    entered.countDown();
    proceed.await();
  }

  private static CompletableFuture<Void> write(GroupCommit commit, long number) {
    return commit.write(LOG, "a", List.of(event(number)));
  }

  @Test
  void whatComesDuringASyncSharesTheNext() throws Exception {
    try (GroupCommit commit = new GroupCommit(100, 1 << 20, this::slowSink)) {
      List<CompletableFuture<Void>> writes = new ArrayList<>();
      writes.add(write(commit, 1));
      entered.await();
      for (long number = 2; number <= 50; number++) {
        writes.add(write(commit, number));
      }
      assertThat(writes).noneMatch(CompletableFuture::isDone);
      proceed.countDown();
      CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
    }
    assertThat(batches).containsExactly(1, 49);
  }

  @Test
  void aBatchIsBoundedInBytes() throws Exception {
    long twoWrites =
        2 * new GroupCommit.Write(LOG, "a", List.of(event(1)), new CompletableFuture<>()).bytes();
    try (GroupCommit commit = new GroupCommit(100, twoWrites, this::slowSink)) {
      write(commit, 1).isDone();
      entered.await();
      for (long number = 2; number <= 7; number++) {
        var _ = write(commit, number);
      }
      proceed.countDown();
    }
    assertThat(batches).containsExactly(1, 2, 2, 2);
  }

  @Test
  void aFullQueueRefusesAtOnce() throws Exception {
    try (GroupCommit commit = new GroupCommit(2, 1 << 20, this::slowSink)) {
      CompletableFuture<Void> first = write(commit, 1);
      entered.await();
      CompletableFuture<Void> second = write(commit, 2);
      CompletableFuture<Void> third = write(commit, 3);

      CompletableFuture<Void> refused = write(commit, 4);

      assertThatThrownBy(refused::join).hasMessageContaining("overloaded");
      proceed.countDown();
      CompletableFuture.allOf(first, second, third).join();
    }
  }

  @Test
  void aFailedBatchFailsItsWritesAndNoOther() throws Exception {
    List<Integer> seen = new ArrayList<>();
    GroupCommit.Sink failingFirst =
        writes -> {
          seen.add(writes.size());
          if (seen.size() == 1) {
            throw new IllegalStateException("disk full");
          }
        };
    try (GroupCommit commit = new GroupCommit(10, 1 << 20, failingFirst)) {
      assertThatThrownBy(write(commit, 1)::join).hasMessageContaining("disk full");
      write(commit, 2).join();
    }
  }

  @Test
  void anErrorFailsAllThatWaitsAndAllThatComes() throws Exception {
    GroupCommit.Sink sink =
        _ -> {
          entered.countDown();
          proceed.await();
          throw new OutOfMemoryError("of the test");
        };
    try (GroupCommit commit = new GroupCommit(10, 1 << 20, sink)) {
      CompletableFuture<Void> inTheBatch = write(commit, 1);
      entered.await();
      CompletableFuture<Void> queued = write(commit, 2);
      CompletableFuture<String> task = commit.afterWrites(() -> "not done");
      proceed.countDown();
      for (CompletableFuture<?> waiting : List.of(inTheBatch, queued, task)) {
        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
            .cause()
            .isInstanceOf(JournalException.class)
            .hasMessageContaining("takes no more writes")
            .hasRootCauseInstanceOf(OutOfMemoryError.class);
      }
      assertThat(write(commit, 3)).isCompletedExceptionally();
    }
  }

  @Test
  void aTaskRunsBetweenTheWritesAroundIt() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    GroupCommit.Sink sink =
        writes -> writes.forEach(w -> order.add("write " + w.events().getFirst().sequenceNumber()));
    try (GroupCommit commit = new GroupCommit(10, 1 << 20, sink)) {
      var _ = write(commit, 1);
      CompletableFuture<Boolean> task = commit.afterWrites(() -> order.add("task"));
      write(commit, 2).join();
      assertThat(task.join()).isTrue();
    }
    assertThat(order).containsExactly("write 1", "task", "write 2");
  }
}
