package io.dunlin.persistence.store;

import java.net.URI;
import java.util.Optional;

/**
 * How buckets are reached, whichever they are.
 *
 * @param endpoint the store's address where it is not Amazon's
 * @param region for stores that have none, any word: {@code us-east-1}
 * @param pathStyle whether buckets stand in the path and not in the host's name
 */
public record S3Access(
    Optional<URI> endpoint, String region, boolean pathStyle, S3Credentials credentials) {
  /** Amazon's, by what the machine offers. */
  public static final S3Access USUAL =
      new S3Access(Optional.empty(), "us-east-1", false, new S3Credentials.FromMachine());

  /**
   * All that is known of one bucket.
   *
   * @throws IllegalArgumentException when the bucket or the store cannot be called so
   */
  public SegmentStoreSettings.S3 of(String bucket, String prefix) {
    return new SegmentStoreSettings.S3(bucket, prefix, endpoint, region, pathStyle, credentials);
  }
}
