package io.dunlin.actors.catalog;

/** Where the catalog counts the copies that it has made. Must not block. */
@FunctionalInterface
public interface TransferMetrics {
  /**
   * What has happened since the last call.
   *
   * @param begun copies that were placed, to be filled
   * @param done of these, those that are in sync
   * @param abandoned of these, those that are wanted no more before they were
   * @param underWay how many are neither now; 0 once the catalog is on another node
   */
  void counted(int begun, int done, int abandoned, int underWay);

  /** Tells nobody. */
  static TransferMetrics none() {
    return (_, _, _, _) -> {};
  }
}
