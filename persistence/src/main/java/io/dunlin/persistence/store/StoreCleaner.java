package io.dunlin.persistence.store;

import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes stored files that nothing names any more.
 *
 * <p>Files are stored before the manifest that names them, so a file is left alone until it has a
 * minimum age; that must be well above the time from a file's storing to its manifest's, and above
 * the difference between the clocks of nodes and store. A file may also be old, unnamed and just
 * about to be named again, by a merge that ends in the same bytes: a shard's writer calls this, not
 * while it stores, and counts what it is about to name as in use.
 */
public final class StoreCleaner {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCleaner.class);

  private final SegmentStore store;
  private final Duration minimumAge;
  private final InstantSource clock;

  public StoreCleaner(SegmentStore store, Duration minimumAge, InstantSource clock) {
    if (minimumAge.isNegative()) {
      throw new IllegalArgumentException("a minimum age of " + minimumAge);
    }
    this.store = store;
    this.minimumAge = minimumAge;
    this.clock = clock;
  }

  /** The files that are not in use and at least so old at {@code now}. */
  public static List<StoredFile> garbage(
      List<StoredFile> stored, Set<String> inUse, Instant now, Duration minimumAge) {
    Instant newest = now.minus(minimumAge);
    return stored.stream()
        .filter(file -> !inUse.contains(file.name()) && !file.written().isAfter(newest))
        .toList();
  }

  /**
   * Deletes a shard's garbage and what broken-off uploads left.
   *
   * @param inUse the names of the retained manifests and all that they name; never empty, since a
   *     shard that keeps nothing is removed by {@link SegmentStore#drop}
   * @return the files that were deleted
   * @throws IOException as the store's calls do; what was deleted before then stays deleted
   */
  public List<StoredFile> clean(ShardId shard, Set<String> inUse) throws IOException {
    if (inUse.isEmpty()) {
      throw new IllegalArgumentException("nothing of shard " + shard + " is said to be in use");
    }
    Instant now = clock.instant();
    List<StoredFile> deleted = new ArrayList<>();
    for (StoredFile file : garbage(store.list(shard), inUse, now, minimumAge)) {
      LOG.info("{} of shard {} belongs to no manifest and is deleted", file.name(), shard);
      store.delete(shard, file.name());
      deleted.add(file);
    }
    int unfinished = store.removeUnfinished(shard, now.minus(minimumAge));
    if (unfinished > 0) {
      LOG.info("{} broken-off uploads of shard {} are removed", unfinished, shard);
    }
    return deleted;
  }
}
