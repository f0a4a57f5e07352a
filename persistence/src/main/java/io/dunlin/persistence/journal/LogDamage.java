package io.dunlin.persistence.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A place in a write-ahead log that a crash does not explain.
 *
 * <p>RocksDB finds damage by checksum, with two gaps that are closed here. It does not say which
 * file is damaged. And one kind looks to it like a torn write: a record in the last, unfilled block
 * whose <em>length</em> is damaged and points behind the file's end. It would drop that record and
 * all that follow, which were acknowledged.
 *
 * @param offset of the damaged record, in bytes
 */
record LogDamage(Path log, long offset) {

  /**
   * Damage that RocksDB would take for a torn write; reads one block of each log. To be asked
   * before RocksDB opens the files.
   */
  static Optional<LogDamage> findMistakable(Path directory) throws IOException {
    return find(directory, LogDamage::mistakable);
  }

  /** The first damage of any kind; reads the logs whole. */
  static Optional<LogDamage> findAny(Path directory) throws IOException {
    return find(directory, LogDamage::any);
  }

  @FunctionalInterface
  private interface Search {
    /** The damaged record's offset, or -1. */
    long in(FileChannel log) throws IOException;
  }

  private static Optional<LogDamage> find(Path directory, Search search) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
      for (Path log : logs) {
        try (FileChannel channel = FileChannel.open(log)) {
          long offset = search.in(channel);
          if (offset >= 0) {
            return Optional.of(new LogDamage(log, offset));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static long mistakable(FileChannel log) throws IOException {
    long start = log.size() / LogBlock.SIZE * LogBlock.SIZE;
    LogBlock last = LogBlock.read(log, start);
    int end = last.endOfIntact();
    return last.isCutShort(end) && last.isIntactBehind(end) ? start + end : -1;
  }

  private static long any(FileChannel log) throws IOException {
    for (long start = 0; start < log.size(); start += LogBlock.SIZE) {
      LogBlock block = LogBlock.read(log, start);
      int end = block.endOfIntact();
      boolean torn = !block.isFull() && block.isCutShort(end) && !block.isIntactBehind(end);
      if (!torn && !block.isZeroFrom(end)) {
        return start + end;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return "%s is damaged at byte %d".formatted(log, offset);
  }
}
