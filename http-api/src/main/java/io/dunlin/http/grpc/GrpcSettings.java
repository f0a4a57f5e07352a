package io.dunlin.http.grpc;

import io.dunlin.http.compress.Compression;
import io.dunlin.http.compress.Encoding;
import java.time.Duration;
import java.util.List;

/**
 * @param maxMessageBytes the largest message taken, before and after decompression
 * @param defaultTimeout how long a call may take whose caller names no time
 * @param compression of messages; the usual clients take compressed answers without being told to,
 *     so that only what is large is worth the time
 */
public record GrpcSettings(int maxMessageBytes, Duration defaultTimeout, Compression compression) {
  public static final GrpcSettings DEFAULTS =
      new GrpcSettings(
          64 * 1024 * 1024,
          Duration.ofSeconds(60),
          new Compression(List.of(Encoding.values()), 16 * 1024));

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
