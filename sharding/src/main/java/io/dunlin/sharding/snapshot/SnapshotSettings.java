package io.dunlin.sharding.snapshot;

import io.dunlin.persistence.store.S3Access;
import java.nio.file.Path;

/**
 * @param folder where the snapshots of this node lie
 * @param maxUploadBytes a larger file is not taken
 * @param s3 how buckets are reached that are recovered from
 */
public record SnapshotSettings(Path folder, long maxUploadBytes, S3Access s3) {
  /** No file is too large for such a one, as long as the disk takes it. */
  public static SnapshotSettings in(Path folder) {
    return new SnapshotSettings(folder, Long.MAX_VALUE, S3Access.USUAL);
  }
}
