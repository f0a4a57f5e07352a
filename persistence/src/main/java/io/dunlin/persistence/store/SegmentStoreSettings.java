package io.dunlin.persistence.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the second copy of a shard's files is kept. */
public sealed interface SegmentStoreSettings {
  /** Nowhere: enough for one node, whose disk is then the only place. */
  record None() implements SegmentStoreSettings {}

  /**
   * A folder that every node sees under this path. It must exist: see {@link LocalSegmentStore}.
   */
  record Local(Path root) implements SegmentStoreSettings {}

  /**
   * A bucket of S3 or of a store that speaks its protocol.
   *
   * @param prefix what all keys begin with, without slashes at its ends; may be empty
   * @param endpoint the store's address where it is not Amazon's
   * @param region for stores that have none, any word: {@code us-east-1}
   * @param pathStyle whether the bucket stands in the path and not in the host's name, as stores on
   *     one address want it
   */
  record S3(
      String bucket,
      String prefix,
      Optional<URI> endpoint,
      String region,
      boolean pathStyle,
      S3Credentials credentials)
      implements SegmentStoreSettings {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("([!-.0-~]+(/[!-.0-~]+)*)?");

    public S3 {
      if (!BUCKET.matcher(bucket).matches()) {
        throw new IllegalArgumentException("'" + bucket + "' cannot be a bucket's name");
      }
      if (!PREFIX.matcher(prefix).matches() || prefix.length() > 500) {
        throw new IllegalArgumentException("'" + prefix + "' cannot be the prefix of keys");
      }
      if (region.isBlank()) {
        throw new IllegalArgumentException("the region is empty");
      }
      if (endpoint.isPresent() && !isHttp(endpoint.get())) {
        throw new IllegalArgumentException(
            "the endpoint " + endpoint.get() + " is not of the form http(s)://host[:port]");
      }
    }

    private static boolean isHttp(URI uri) {
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
    }
  }
}
