package io.dunlin.persistence.manifest;

import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.Tombstones;
import java.util.List;

/**
 * A shard's sealed segments and what was dead or changed in them as of one position of its log: the
 * shard's snapshot.
 *
 * @param at that position
 * @param time the shard's event time at that position, milliseconds
 */
public record Manifest(ShardId shard, LogPoint at, long time, List<Entry> segments) {
  public long position() {
    return at.position();
  }

  /** One sealed segment: its name (position of the event that made it) and its file's name. */
  public record Entry(long name, String file, long rows, Tombstones dead, PayloadOverlay overlay) {}
}
