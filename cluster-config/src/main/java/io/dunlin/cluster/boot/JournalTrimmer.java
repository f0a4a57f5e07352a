package io.dunlin.cluster.boot;

import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.journal.RocksStore;

/**
 * Trims logs in the embedded journal. All logs share its files, so the size told for each is that
 * of the whole: with many shards a log is trimmed earlier than it need be, which costs a little
 * time and never safety, since only what a verified manifest covers is ever trimmed.
 */
public final class JournalTrimmer implements LogTrimmer {
  private final RocksStore journal;

  public JournalTrimmer(RocksStore journal) {
    this.journal = journal;
  }

  @Override
  public void trim(String persistenceId, long position) {
    journal.deleteTo(persistenceId, position).toCompletableFuture().join();
  }

  @Override
  public long bytes(String persistenceId) {
    return journal.bytes();
  }
}
