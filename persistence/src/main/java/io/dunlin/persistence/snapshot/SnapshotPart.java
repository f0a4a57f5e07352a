package io.dunlin.persistence.snapshot;

import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import java.util.SortedMap;

/**
 * What stands in a snapshot, in this order: a {@link Head}; for each collection a {@link
 * Collection}, and for each of its shards a {@link Shard} and the {@link Points} that it has.
 */
public sealed interface SnapshotPart {
  /**
   * @param time when it was made, milliseconds since the epoch
   * @param aliases names of collections by their aliases, of those that are in it
   */
  record Head(SnapshotKind kind, long time, SortedMap<String, String> aliases)
      implements SnapshotPart {}

  record Collection(CollectionInfo collection) implements SnapshotPart {}

  /**
   * @param position of its log as of which it is
   * @param points that follow
   */
  record Shard(ShardId shard, long position, long points) implements SnapshotPart {}

  /**
   * @param count how many
   * @param manifest names the form of the bytes
   * @param bytes a shard's event of their upserts; not to be changed
   */
  record Points(int count, String manifest, byte[] bytes) implements SnapshotPart {}
}
