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

  /**
   * What tells manifests of one position apart: the position of the newest event that made one of
   * their segments. In a log's history no two manifests have both numbers in common.
   */
  public long generation() {
    return segments.stream().mapToLong(Entry::name).max().orElse(0);
  }

  /** The names of the segments' files. */
  public List<String> files() {
    return segments.stream().map(Entry::file).toList();
  }

  /** One sealed segment: its name (position of the event that made it) and its file's name. */
  public record Entry(long name, String file, long rows, Tombstones dead, PayloadOverlay overlay) {}
}
