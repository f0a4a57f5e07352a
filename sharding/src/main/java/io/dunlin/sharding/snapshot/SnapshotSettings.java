package io.dunlin.sharding.snapshot;

import java.nio.file.Path;

/**
 * @param folder where the snapshots of this node lie
 * @param maxUploadBytes a larger file is not taken
 */
public record SnapshotSettings(Path folder, long maxUploadBytes) {
  /** No file is too large for such a one, as long as the disk takes it. */
  public static SnapshotSettings in(Path folder) {
    return new SnapshotSettings(folder, Long.MAX_VALUE);
  }
}
