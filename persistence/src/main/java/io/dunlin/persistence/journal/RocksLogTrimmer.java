package io.dunlin.persistence.journal;

/** Trims the logs of the embedded journal. */
public record RocksLogTrimmer(RocksStore store) implements LogTrimmer {
  @Override
  public void trim(String persistenceId, long position) {
    store.deleteTo(persistenceId, position).toCompletableFuture().join();
  }

  @Override
  public long bytes() {
    return store.bytes();
  }
}
