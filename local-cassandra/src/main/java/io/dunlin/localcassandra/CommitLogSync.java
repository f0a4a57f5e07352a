package io.dunlin.localcassandra;

/** When Cassandra says of a write that it is done. */
public enum CommitLogSync {
  /** When it is on disk: one Cassandra alone loses nothing when it is killed. */
  BATCH("commitlog_sync: batch"),

  /**
   * Before that, as is usual where others have the write too: one that is killed forgets what it
   * said in its last tenth of a second, and a power failure takes the last ten seconds.
   */
  PERIODIC("commitlog_sync: periodic\ncommitlog_sync_period: 10s");

  private final String settings;

  CommitLogSync(String settings) {
    this.settings = settings;
  }

  String settings() {
    return settings;
  }
}
