package io.dunlin.actors.copy;

/** Where a node's copies are told of. Any thread may call; must not block. */
public interface CopyEvents {
  /** What happens to copies that an operator may want to count. */
  enum CopyEvent {
    /** A shard's log is written here from now on. */
    EPOCH_CLAIMED,
    /** A copy that followed has become the one that is written. */
    COPY_PROMOTED,
    /** A copy that did not confirm in time was told to give its lease back. */
    LEASE_REVOKED,
    /** A copy was so far behind that it has to read the log again. */
    GAP_READ,
    /** A copy was given up because it was not what the log says. */
    COPY_DIVERGED
  }

  void happened(CopyEvent event);
}
