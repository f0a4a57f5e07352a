package io.dunlin.actors.shard;

import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what a dropped shard leaves: copy, files on this node and in the segment store, and log.
 * May be done again. Waits for the disk.
 */
public final class ShardCleaner {
  private static final Logger log = LoggerFactory.getLogger(ShardCleaner.class);

  private final ShardServices services;

  public ShardCleaner(ShardServices services) {
    this.services = services;
  }

  public void remove(ShardId shard) {
    removeFiles(shard);
    try {
      services.trimmer().trim(shard.toString(), Long.MAX_VALUE);
      services.segmentFiles().drop(shard);
    } catch (IOException | RuntimeException e) {
      log.warn(
          "Shard {} was dropped but its log or what the store has of it is still there; it is tried"
              + " again",
          shard,
          e);
    }
  }

  /** What is on this node alone. */
  public void removeFiles(ShardId shard) {
    services.copies().remove(shard);
    try {
      services.manifests().drop(shard);
    } catch (IOException e) {
      log.warn("Shard {} was dropped but not its files; the next start tries again", shard, e);
    }
  }
}
