package io.dunlin.persistence.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.ConfigOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.WALRecoveryMode;

/**
 * An open RocksDB with the journal's column families, and all native objects that belong to it.
 *
 * <ul>
 *   <li>{@code default}: empty, RocksDB wants it;
 *   <li>{@code events}: {@link EventKey#event} to {@link RecordCodec}'s bytes, large ones in blob
 *       files;
 *   <li>{@code logs}: {@link EventKey#log} to {@link LogState}, of logs whose events were deleted.
 * </ul>
 *
 * <p>Native memory is bounded: block cache (which also holds filters and indexes), memtables, and
 * the readers of {@code openFiles} files.
 */
final class RocksFiles implements AutoCloseable {
  private static final long MEGABYTE = 1 << 20;

  /** In the journal's directory: where RocksDB's native code is unpacked. */
  private static final String NATIVE = "native";

  final RocksDB database;
  final ColumnFamilyHandle events;
  final ColumnFamilyHandle logs;
  final Statistics statistics;

  /** In the order in which they were made: closed the other way round. */
  private final List<AutoCloseable> owned;

  private RocksFiles(
      RocksDB database,
      List<ColumnFamilyHandle> handles,
      Statistics statistics,
      List<AutoCloseable> owned) {
    this.database = database;
    this.events = handles.get(1);
    this.logs = handles.get(2);
    this.statistics = statistics;
    this.owned = owned;
  }

  static RocksFiles open(RocksSettings settings) throws RocksDBException, IOException {
    loadLibrary(settings.directory());
    List<AutoCloseable> owned = new ArrayList<>();
    try {
      Statistics statistics = own(owned, new Statistics());
      Cache cache = own(owned, new LRUCache(settings.blockCacheBytes()));
      ColumnFamilyOptions small = own(owned, families(settings, tables(cache, owned)));
      ColumnFamilyOptions events =
          own(owned, withBlobs(families(settings, tables(cache, owned)), settings));
      DBOptions options = own(owned, options(settings, statistics));
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB database =
          RocksDB.open(
              options,
              settings.directory().toString(),
              List.of(family("default", small), family("events", events), family("logs", small)),
              handles);
      owned.add(database);
      owned.addAll(handles);
      return new RocksFiles(database, handles, statistics, owned);
    } catch (RocksDBException | RuntimeException failure) {
      closeAll(owned);
      throw failure;
    }
  }

  /**
   * Of each process that is killed, a copy would stay among the system's temporary files; here the
   * next process replaces it.
   */
  private static void loadLibrary(Path directory) throws IOException {
    Path unpacked = Files.createDirectories(directory.resolve(NATIVE));
    try {
      NativeLibraryLoader.getInstance().loadLibrary(unpacked.toString());
    } catch (UnsatisfiedLinkError notExecutable) {
      // Such as on a volume that is mounted noexec.
      RocksDB.loadLibrary();
    }
  }

  private static DBOptions options(RocksSettings settings, Statistics statistics) {
    // Not reachable by a setter: the manifest knows each log file's synced size, so that a log file
    // that is missing, or is shorter than it was, stops the start.
    java.util.Properties hidden = new java.util.Properties();
    hidden.setProperty("track_and_verify_wals_in_manifest", "true");
    DBOptions options;
    try (ConfigOptions configuration = new ConfigOptions()) {
      options = DBOptions.getDBOptionsFromProps(configuration, hidden);
    }
    return options
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        // A record cut short at a log's end was never acked. Anything else that is wrong in a log
        // may have been: then RocksDB does not open. (Point-in-time recovery, its default, would
        // drop all that follows without a word.)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setMaxTotalWalSize(settings.walBytes())
        .setDbWriteBufferSize(settings.writeBufferBytes())
        .setMaxOpenFiles(settings.openFiles())
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(MEGABYTE)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(4 * MEGABYTE)
        .setKeepLogFileNum(4)
        .setStatsDumpPeriodSec(0)
        .setStatistics(statistics);
  }

  private static BlockBasedTableConfig tables(Cache cache, List<AutoCloseable> owned) {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setCacheIndexAndFilterBlocks(true)
        .setPinL0FilterAndIndexBlocksInCache(true)
        .setFilterPolicy(own(owned, new BloomFilter(10)));
  }

  private static ColumnFamilyOptions families(
      RocksSettings settings, BlockBasedTableConfig tables) {
    return new ColumnFamilyOptions()
        .setTableFormatConfig(tables)
        .setWriteBufferSize(settings.writeBufferBytes() / 2)
        .setMaxWriteBufferNumber(2)
        // Vectors do not compress.
        .setCompressionType(CompressionType.NO_COMPRESSION);
  }

  private static ColumnFamilyOptions withBlobs(
      ColumnFamilyOptions options, RocksSettings settings) {
    return options
        .setEnableBlobFiles(true)
        .setMinBlobSize(settings.blobBytes())
        .setBlobFileSize(settings.writeBufferBytes())
        .setEnableBlobGarbageCollection(true)
        .setBlobGarbageCollectionAgeCutoff(0.5)
        .setBlobGarbageCollectionForceThreshold(0.5);
  }

  private static ColumnFamilyDescriptor family(String name, ColumnFamilyOptions options) {
    return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options);
  }

  private static <T extends AutoCloseable> T own(List<AutoCloseable> owned, T resource) {
    owned.add(resource);
    return resource;
  }

  @Override
  public void close() {
    closeAll(owned);
  }

  private static void closeAll(List<AutoCloseable> owned) {
    for (AutoCloseable resource : owned.reversed()) {
      try {
        resource.close();
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
