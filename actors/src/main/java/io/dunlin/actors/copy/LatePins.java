package io.dunlin.actors.copy;

import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.segment.SealedSegment;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies into memory what found no room when it was opened. A merge's output is opened while its
 * inputs still hold their share, so that without this a node's largest segment would stay on disk
 * until the next start. Run now and then by one thread at a time, which may wait for the disk.
 */
public final class LatePins implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LatePins.class);

  private final CopyRegistry copies;
  private final PinnedBudget budget;

  public LatePins(CopyRegistry copies, PinnedBudget budget) {
    this.copies = copies;
    this.budget = budget;
  }

  @Override
  public void run() {
    if (budget.refused() > 0) {
      copies.shards().stream().map(copies::find).flatMap(Optional::stream).forEach(this::pin);
    }
  }

  private void pin(ShardCopy copy) {
    Optional<ShardView> held = copy.tryAcquire();
    if (held.isEmpty()) {
      return;
    }
    try {
      for (Part part : held.get().parts()) {
        if (part.slice().segment() instanceof SealedSegment sealed) {
          sealed.pinRest();
        }
      }
    } catch (IOException | RuntimeException e) {
      log.warn("Shard {}: a segment cannot be copied into memory: {}", copy.shard(), e.toString());
    } finally {
      held.get().release();
    }
  }
}
