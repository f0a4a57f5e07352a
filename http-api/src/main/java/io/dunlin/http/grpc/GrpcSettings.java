package io.dunlin.http.grpc;

import java.time.Duration;

/**
 * @param maxMessageBytes the largest message taken, before and after decompression
 * @param defaultTimeout how long a call may take whose caller names no time
 */
public record GrpcSettings(int maxMessageBytes, Duration defaultTimeout) {
  public static final GrpcSettings DEFAULTS =
      new GrpcSettings(64 * 1024 * 1024, Duration.ofSeconds(60));

  public GrpcSettings {
    if (maxMessageBytes < 1) {
      throw new IllegalArgumentException(
          "the largest message must be at least 1 byte, got " + maxMessageBytes);
    }
    if (!defaultTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "the default timeout must be positive, got " + defaultTimeout);
    }
  }
}
