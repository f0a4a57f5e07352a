package io.dunlin.persistence.journal;

import io.dunlin.persistence.journal.GroupCommit.Write;
import io.dunlin.persistence.journal.JournalMetrics.GroupCommitted;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * All logs of one data directory. One per actor system, opened by whoever asks first and closed
 * when the system has terminated; RocksDB's own lock keeps every other process out.
 *
 * <p>Any thread may call. Writes and deletions go through {@link GroupCommit}'s thread; reads run
 * on the caller's and see what is durable. Closing waits for reads in progress.
 */
public final class RocksStore implements Extension, AutoCloseable {
  private final RocksSettings settings;
  private final RocksFiles files;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final GroupCommit writer;
  private final Reclaimer reclaimer;
  private final Subscriptions subscriptions = new Subscriptions();
  private volatile JournalMetrics metrics = JournalMetrics.NONE;

  /** Read side: using the native objects. Write side: closing them. */
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  private volatile boolean closed;

  private RocksStore(RocksSettings settings, RocksFiles files) {
    this.settings = settings;
    this.files = files;
    this.reclaimer = new Reclaimer(files, settings.reclaimDelay());
    this.writer = new GroupCommit(settings.queuedWrites(), settings.commitBytes(), this::commit);
  }

  /**
   * The system's store, opened now if it was not yet.
   *
   * @throws JournalException when another process has the directory, or what is in it is damaged;
   *     the message names the directory or the file
   */
  public static RocksStore get(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  static RocksStore open(RocksSettings settings) {
    Path directory = settings.directory();
    try {
      Files.createDirectories(directory);
      Optional<LogDamage> damage = LogDamage.findMistakable(directory);
      if (damage.isPresent()) {
        throw doesNotOpen(directory, damage.get().toString(), null);
      }
      return new RocksStore(settings, RocksFiles.open(settings));
    } catch (IOException failure) {
      throw doesNotOpen(directory, failure.toString(), failure);
    } catch (RocksDBException failure) {
      throw doesNotOpen(directory, reason(directory, failure), failure);
    }
  }

  /** RocksDB's own words, with the name of the damaged log, which it leaves out. */
  private static String reason(Path directory, RocksDBException failure) {
    String reason = String.valueOf(failure.getMessage());
    if (isCorruption(failure)) {
      try {
        return LogDamage.findAny(directory)
            .map(damage -> damage + " (" + reason + ")")
            .orElse(reason);
      } catch (IOException unreadable) {
        failure.addSuppressed(unreadable);
      }
    }
    return reason;
  }

  private static boolean isCorruption(RocksDBException failure) {
    @Nullable Status status = failure.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  private static JournalException doesNotOpen(
      Path directory, String reason, @Nullable Exception cause) {
    return new JournalException(
        "The journal in %s does not open: %s".formatted(directory, reason), cause);
  }

  /** From now on {@code listener} hears of every group commit, in place of any earlier one. */
  public void report(JournalMetrics listener) {
    metrics = listener;
  }

  /**
   * Deletes the events up to and including {@code sequenceNumber}; their space is freed later.
   *
   * @return the sequence number up to which the log has no events now: lower than asked for when
   *     the log ends before
   */
  public CompletionStage<Long> deleteTo(String persistenceId, long sequenceNumber) {
    byte[] log = EventKey.log(persistenceId);
    return writer.afterWrites(() -> delete(log, sequenceNumber));
  }

  /** Bytes that the journal's files take on disk. */
  public long bytes() {
    long sum = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(settings.directory())) {
      for (Path entry : entries) {
        sum += size(entry);
      }
    } catch (IOException failure) {
      throw new JournalException(
          "The journal in %s cannot be listed".formatted(settings.directory()), failure);
    }
    return sum;
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException deletedMeanwhile) {
      return 0;
    }
  }

  /** Bytes of memory outside the heap: memtables, block cache and the readers of open files. */
  public long nativeBytes() {
    return using(() ->
        files.database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables")
            + files.database.getAggregatedLongProperty("rocksdb.estimate-table-readers-mem")
            // One cache for all column families: not to be summed over them.
            + files.database.getLongProperty(files.events, "rocksdb.block-cache-usage"));
  }

  // ---- what Pekko's plugins and tests use ----

  /** Appends events of one log, all or none; done when they are on disk. */
  CompletionStage<Void> write(String persistenceId, List<StoredEvent> events) {
    return writer.write(EventKey.log(persistenceId), persistenceId, events);
  }

  /** The highest sequence number ever written, 0 for an unknown log; sees all earlier writes. */
  CompletionStage<Long> highestSequenceNumber(String persistenceId) {
    byte[] log = EventKey.log(persistenceId);
    return writer.afterWrites(() -> highest(log));
  }

  /**
   * The first events of a range, both ends inclusive: at most {@code maxEvents}, and none after
   * {@code maxBytes} are reached. Blocks on the disk.
   */
  List<StoredEvent> read(String persistenceId, long from, long to, int maxEvents, long maxBytes) {
    byte[] log = EventKey.log(persistenceId);
    return using(() -> {
      List<StoredEvent> events = new ArrayList<>();
      try (Slice end = new Slice(EventKey.event(log, to + 1));
          ReadOptions options = new ReadOptions().setIterateUpperBound(end);
          RocksIterator iterator = files.database.newIterator(files.events, options)) {
        long bytes = 0;
        for (iterator.seek(EventKey.event(log, from));
            iterator.isValid() && events.size() < maxEvents && bytes < maxBytes;
            iterator.next()) {
          byte[] record = iterator.value();
          events.add(new StoredEvent(EventKey.sequenceNumber(iterator.key()), record));
          bytes += record.length;
        }
        iterator.status();
      }
      return events;
    });
  }

  /** Runs {@code woken} after every commit to the log, on the writer's thread, until closed. */
  Subscriptions.Subscription subscribe(String persistenceId, Runnable woken) {
    return subscriptions.add(persistenceId, woken);
  }

  /** How often the write-ahead log was synced since the store was opened. */
  long syncs() {
    return using(() -> files.statistics.getTickerCount(TickerType.WAL_FILE_SYNCED));
  }

  // ---- on the writer's thread ----

  private void commit(List<Write> writes) throws RocksDBException {
    long start = System.nanoTime();
    int events = 0;
    long bytes = 0;
    try (WriteBatch batch = new WriteBatch()) {
      for (Write write : writes) {
        for (StoredEvent event : write.events()) {
          batch.put(
              files.events, EventKey.event(write.log(), event.sequenceNumber()), event.record());
        }
        events += write.events().size();
        bytes += write.bytes();
      }
      files.database.write(synced, batch);
    }
    metrics.committed(new GroupCommitted(writes.size(), events, bytes, System.nanoTime() - start));
    for (Write write : writes) {
      subscriptions.wake(write.persistenceId());
    }
  }

  private long delete(byte[] log, long sequenceNumber) {
    return using(() -> {
      LogState before = state(log);
      long highest = highest(log);
      long target = Math.min(sequenceNumber, highest);
      if (target <= before.deletedTo()) {
        return before.deletedTo();
      }
      byte[] first = EventKey.event(log, 0);
      byte[] end = EventKey.event(log, target + 1);
      try (WriteBatch batch = new WriteBatch()) {
        batch.deleteRange(files.events, first, end);
        batch.put(files.logs, log, new LogState(highest, target).bytes());
        files.database.write(synced, batch);
      }
      reclaimer.deleted(first, end);
      return target;
    });
  }

  private long highest(byte[] log) {
    return using(() -> {
      try (Slice start = new Slice(EventKey.event(log, 0));
          ReadOptions options = new ReadOptions().setIterateLowerBound(start);
          RocksIterator iterator = files.database.newIterator(files.events, options)) {
        iterator.seekForPrev(EventKey.event(log, Long.MAX_VALUE));
        iterator.status();
        long last = iterator.isValid() ? EventKey.sequenceNumber(iterator.key()) : 0;
        return Math.max(last, state(log).highest());
      }
    });
  }

  private LogState state(byte[] log) throws RocksDBException {
    byte @Nullable [] bytes = files.database.get(files.logs, log);
    return bytes == null ? LogState.NEW : LogState.of(bytes);
  }

  // ---- life ----

  @FunctionalInterface
  private interface Body<T> {
    T run() throws RocksDBException;
  }

  private <T> T using(Body<T> body) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new JournalException("The journal in %s is closed".formatted(settings.directory()));
      }
      return body.run();
    } catch (RocksDBException failure) {
      throw new JournalException(
          "The journal in %s: %s".formatted(settings.directory(), failure.getMessage()), failure);
    } finally {
      use.readLock().unlock();
    }
  }

  /** Writes what waits and releases the directory; again, does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    writer.close();
    reclaimer.stop();
    use.writeLock().lock();
    try {
      closed = true;
      synced.close();
      files.close();
    } finally {
      use.writeLock().unlock();
    }
  }

  private static final class Id extends ExtensionId<RocksStore> {
    static final Id INSTANCE = new Id();

    @Override
    public RocksStore createExtension(ActorSystem<?> system) {
      RocksStore store =
          open(RocksSettings.of(system.settings().config().getConfig("dunlin.journal.rocksdb")));
      // After the last actor has stopped and before whenTerminated completes.
      Adapter.toClassic(system).registerOnTermination(store::close);
      return store;
    }
  }
}
