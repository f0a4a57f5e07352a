package io.dunlin.persistence.journal;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees the space of deleted events. A deletion only leaves a range tombstone; left alone, RocksDB
 * would meet it in some later compaction, or never in a log that is written no more. So a while
 * after a deletion the range is compacted, which drops its keys; blob files go when their last key
 * is gone, or by garbage collection when half of the oldest ones is garbage. Keys and small values
 * are all that a compaction moves, which makes it cheap.
 */
final class Reclaimer {
  private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

  private record KeyRange(byte[] first, byte[] end) {}

  private final RocksFiles files;
  private final Duration delay;
  private final ConcurrentLinkedQueue<KeyRange> deleted = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("dunlin-journal-reclaimer").daemon().factory());

  Reclaimer(RocksFiles files, Duration delay) {
    this.files = files;
    this.delay = delay;
  }

  void deleted(byte[] first, byte[] end) {
    deleted.add(new KeyRange(first, end));
    if (scheduled.compareAndSet(false, true)) {
      var _ = thread.schedule(this::reclaim, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void reclaim() {
    scheduled.set(false);
    try (CompactRangeOptions options =
        new CompactRangeOptions().setExclusiveManualCompaction(false)) {
      for (KeyRange range = deleted.poll(); range != null; range = deleted.poll()) {
        files.database.compactRange(files.events, range.first(), range.end(), options);
      }
    } catch (RocksDBException failure) {
      if (!stopped) {
        LOG.warn("Space of deleted events was not freed: {}", failure.getMessage());
      }
    }
  }

  /** Breaks off a compaction in progress; what was not reclaimed is at the next deletion. */
  void stop() {
    stopped = true;
    thread.shutdownNow();
    files.database.cancelAllBackgroundWork(false);
    thread.close();
  }
}
