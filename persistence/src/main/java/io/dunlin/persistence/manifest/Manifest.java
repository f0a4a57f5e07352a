package io.dunlin.persistence.manifest;

import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.Tombstones;
import java.util.List;
import java.util.Optional;

/**
 * A shard's sealed segments and what was dead or changed in them as of one position of its log: the
 * shard's snapshot.
 *
 * @param at that position
 * @param time the shard's event time at that position, milliseconds
 * @param vectors that points may have there or later on: the log behind it says nothing else of
 *     earlier changes. Empty: those that the collection was made with
 */
public record Manifest(
    ShardId shard, LogPoint at, long time, List<Entry> segments, Optional<VectorColumns> vectors) {
  /** With the vectors that the collection was made with. */
  public Manifest(ShardId shard, LogPoint at, long time, List<Entry> segments) {
    this(shard, at, time, segments, Optional.empty());
  }

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
