package io.dunlin.persistence.store;

import java.util.Optional;

/** How a node proves to a bucket who it is. None of it is ever logged. */
public sealed interface S3Credentials {
  /**
   * What the machine offers, looked for in the SDK's own order: system properties, environment,
   * {@code ~/.aws}, the container's or the machine's role.
   */
  record FromMachine() implements S3Credentials {}

  /** Keys from the settings. */
  record Keys(String accessKey, String secretKey, Optional<String> sessionToken)
      implements S3Credentials {
    public Keys {
      if (accessKey.isBlank() || secretKey.isBlank()) {
        throw new IllegalArgumentException("an access key and a secret key go together");
      }
    }

    @Override
    public String toString() {
      return "Keys[not shown]";
    }
  }
}
