package io.dunlin.persistence.journal;

import static io.dunlin.persistence.journal.StoreFixture.event;
import static io.dunlin.persistence.journal.StoreFixture.events;
import static io.dunlin.persistence.journal.StoreFixture.sequenceNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.journal.JournalMetrics.GroupCommitted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest {
  @TempDir Path directory;

  private static void write(RocksStore store, String id, List<StoredEvent> events) {
    store.write(id, events).toCompletableFuture().join();
  }

  @Test
  void everyAckComesAfterASync() {
    try (RocksStore store = StoreFixture.open(directory)) {
      for (long number = 1; number <= 20; number++) {
        long before = store.syncs();
        write(store, "log", List.of(event(number)));
        assertThat(store.syncs()).isGreaterThan(before);
      }
    }
  }

  @Test
  void manyWritersShareSyncs() throws Exception {
    int writers = 64;
    int writesEach = 25;
    ConcurrentLinkedQueue<GroupCommitted> commits = new ConcurrentLinkedQueue<>();
    try (RocksStore store = StoreFixture.open(directory);
        ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      store.report(commits::add);
      long total = (long) writers * writesEach;
      long before = store.syncs();
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String id = "log-" + writer;
        tasks.add(() -> {
          for (long number = 1; number <= writesEach; number++) {
            write(store, id, List.of(event(number)));
          }
          return null;
        });
      }
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get();
      }

      long syncs = store.syncs() - before;
      assertThat(syncs).isBetween(1L, total / 4);
      assertThat(commits).hasSizeLessThanOrEqualTo((int) syncs);
      assertThat(commits.stream().mapToInt(GroupCommitted::writes).sum()).isEqualTo((int) total);
      assertThat(commits)
          .allSatisfy(commit -> {
            assertThat(commit.events()).isEqualTo(commit.writes());
            assertThat(commit.bytes()).isPositive();
            assertThat(commit.nanos()).isPositive();
          });
    }
  }

  @Test
  void readsStopAtTheirLimits() {
    try (RocksStore store = StoreFixture.open(directory)) {
      write(store, "log", events(1, 100));

      assertThat(store.read("log", 10, 20, 5, Long.MAX_VALUE)).hasSize(5);
      assertThat(store.read("log", 10, 20, 100, Long.MAX_VALUE)).hasSize(11);
      assertThat(store.read("log", 10, 20, 100, 1)).hasSize(1);
    }
  }

  @Test
  void deletionSaysHowFarItWent() {
    try (RocksStore store = StoreFixture.open(directory)) {
      write(store, "log", events(1, 10));

      assertThat(store.deleteTo("log", 4).toCompletableFuture().join()).isEqualTo(4);
      assertThat(store.deleteTo("log", 2).toCompletableFuture().join()).isEqualTo(4);
      assertThat(store.deleteTo("log", 99).toCompletableFuture().join()).isEqualTo(10);
      assertThat(store.deleteTo("none", 99).toCompletableFuture().join()).isEqualTo(0);
      assertThat(sequenceNumbers(store, "log")).isEmpty();
    }
  }

  @Test
  void deletionFreesSpaceOnDisk() {
    Random random = new Random(7);
    int events = 60;
    byte[] megabyte = new byte[1 << 20];
    try (RocksStore store = StoreFixture.open(directory)) {
      for (long number = 1; number <= events; number++) {
        for (String id : List.of("full", "kept")) {
          random.nextBytes(megabyte);
          byte[] record = id.equals("full") ? megabyte.clone() : new byte[100_000];
          write(store, id, List.of(new StoredEvent(number, record)));
        }
      }
      long full = store.bytes();
      assertThat(full).isGreaterThan(events * 1_000_000L);

      store.deleteTo("full", events).toCompletableFuture().join();

      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (store.bytes() >= full / 2) {
        assertThat(System.nanoTime()).as("still %d bytes", store.bytes()).isLessThan(deadline);
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
      assertThat(sequenceNumbers(store, "kept")).hasSize(events);
    }
  }

  @Test
  void idsThatAreNoUnicodeAreRefused() {
    try (RocksStore store = StoreFixture.open(directory)) {
      assertThatThrownBy(() -> store.write("\ud800", List.of(event(1))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store.write("x".repeat(65_536), List.of(event(1))))
          .isInstanceOf(IllegalArgumentException.class);
      write(store, "x".repeat(65_535), List.of(event(1)));
      assertThat(sequenceNumbers(store, "x".repeat(65_535))).containsExactly(1L);
    }
  }

  @Test
  void closingWritesWhatWaitsAndRefusesTheRest() throws Exception {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    RocksStore store = StoreFixture.open(directory);
    for (long number = 1; number <= 200; number++) {
      writes.add(store.write("log", List.of(event(number))).toCompletableFuture());
    }

    store.close();
    store.close();

    for (CompletableFuture<Void> write : writes) {
      write.get();
    }
    CompletableFuture<Void> late = store.write("log", List.of(event(201))).toCompletableFuture();
    assertThatThrownBy(late::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(JournalException.class);
    assertThatThrownBy(() -> store.read("log", 1, 2, 1, 1)).isInstanceOf(JournalException.class);
    try (RocksStore again = StoreFixture.open(directory)) {
      assertThat(sequenceNumbers(again, "log")).hasSize(200);
    }
  }

  @Test
  void memoryIsBounded() {
    try (RocksStore store = StoreFixture.open(directory)) {
      byte[] megabyte = new byte[1 << 20];
      for (long number = 1; number <= 64; number++) {
        write(store, "log", List.of(new StoredEvent(number, megabyte)));
      }
      // Block cache 8 MB, memtables 16 MB, and what is being flushed meanwhile.
      assertThat(store.nativeBytes()).isLessThan(48L << 20);
    }
  }
}
