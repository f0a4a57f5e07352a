package io.dunlin.persistence.journal;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@code dunlin.journal.rocksdb} says; reference.conf explains each.
 *
 * @param writeBufferBytes all memtables together
 * @param blobBytes values of at least this size are kept in blob files
 * @param queuedWrites atomic writes that may wait for the writer; more are refused
 * @param commitBytes a group commit takes no further write from here on
 * @param reclaimDelay from a deletion to the compaction that frees its space
 */
record RocksSettings(
    Path directory,
    long blockCacheBytes,
    long writeBufferBytes,
    long walBytes,
    long blobBytes,
    int openFiles,
    int queuedWrites,
    long commitBytes,
    Duration reclaimDelay) {

  static RocksSettings of(Config config) {
    return new RocksSettings(
        Path.of(config.getString("dir")),
        config.getBytes("block-cache"),
        config.getBytes("write-buffers"),
        config.getBytes("write-ahead-log"),
        config.getBytes("blob-threshold"),
        config.getInt("open-files"),
        config.getInt("queued-writes"),
        config.getBytes("commit-bytes"),
        config.getDuration("reclaim-delay"));
  }
}
