package io.dunlin.http;

import io.dunlin.http.access.AccessSettings;
import io.dunlin.http.compress.Compression;
import io.dunlin.http.grpc.GrpcSettings;
import java.time.Duration;

/**
 * What the API server is told from outside.
 *
 * @param rest the REST port's
 * @param grpcAddress where gRPC listens
 * @param grpc the gRPC port's
 * @param build what to report as our own version
 * @param access the keys that callers have to show
 */
public record ApiSettings(
    Rest rest, Address grpcAddress, GrpcSettings grpc, BuildInfo build, AccessSettings access) {
  /**
   * Where to listen.
   *
   * @param port 0 lets the operating system choose
   */
  public record Address(String host, int port) {
    public Address {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("A port is from 0 to 65535, not " + port);
      }
    }
  }

  /**
   * @param maxBodyBytes a larger body is refused with 413, before and after decompression
   * @param defaultTimeout how long a request may take whose caller names no time
   * @param idleTimeout a connection on which nothing moves for so long is closed, also while a
   *     request is being worked on: longer than any timeout that callers use
   * @param compression of bodies
   */
  public record Rest(
      Address address,
      int maxBodyBytes,
      Duration defaultTimeout,
      Duration idleTimeout,
      Compression compression) {
    public Rest {
      if (maxBodyBytes < 1) {
        throw new IllegalArgumentException(
            "The largest body must be at least 1 byte, not " + maxBodyBytes);
      }
      if (!defaultTimeout.isPositive() || idleTimeout.compareTo(defaultTimeout) <= 0) {
        throw new IllegalArgumentException(
            "The default timeout must be positive and shorter than the idle timeout: "
                + defaultTimeout
                + ", "
                + idleTimeout);
      }
    }
  }

  /** The same for callers who show these keys. */
  public ApiSettings with(AccessSettings keys) {
    return new ApiSettings(rest, grpcAddress, grpc, build, keys);
  }

  /** The contract's limits and the defaults of everything else, on the given addresses. */
  public static ApiSettings at(Address rest, Address grpc, BuildInfo build) {
    return new ApiSettings(
        new Rest(
            rest,
            32 * 1024 * 1024,
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Compression.FROM_1_KIB),
        grpc,
        GrpcSettings.DEFAULTS,
        build,
        AccessSettings.OPEN);
  }
}
