package io.dunlin.sharding.files;

import io.dunlin.actors.files.FileMetrics;
import io.dunlin.persistence.store.SegmentStore;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a node exchanges sealed files.
 *
 * @param store closed with the node; empty where there is none
 * @param grace how long the store keeps what no manifest names
 * @param rate bytes a second that are sent to other nodes at most; empty for no limit
 */
public record NodeFiles(
    Optional<SegmentStore> store, Duration grace, OptionalLong rate, FileMetrics metrics) {
  /** Of a node without a segment store. */
  public static NodeFiles withoutStore() {
    return new NodeFiles(
        Optional.empty(), Duration.ofHours(1), OptionalLong.empty(), FileMetrics.none());
  }
}
