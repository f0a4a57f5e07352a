package io.dunlin.persistence.store;

import java.util.Optional;

/** Makes the store that settings name. */
public final class SegmentStores {
  private SegmentStores() {}

  /**
   * Empty for {@link SegmentStoreSettings.None}. Nothing is asked of the store yet, so that a node
   * also starts while it is away.
   */
  public static Optional<SegmentStore> open(SegmentStoreSettings settings, TransferRates rates) {
    return switch (settings) {
      case SegmentStoreSettings.None() -> Optional.empty();
      case SegmentStoreSettings.Local(var root) -> Optional.of(new LocalSegmentStore(root, rates));
      case SegmentStoreSettings.S3 s3 -> Optional.of(new S3SegmentStore(s3, rates));
    };
  }
}
