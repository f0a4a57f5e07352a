package io.dunlin.localcassandra;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Where a Cassandra listens. All of one ring have the same ports and each its own loopback address.
 *
 * @param host its own address
 * @param seed the address of the one that the others join
 * @param nativePort where clients connect
 * @param storagePort where its peers do
 */
public record CassandraAddress(String host, String seed, int nativePort, int storagePort) {
  /** On 127.0.0.1, on two ports that are free now. */
  public static CassandraAddress any() throws IOException {
    return of("127.0.0.1", "127.0.0.1", freePort(), freePort());
  }

  private static CassandraAddress of(String host, String seed, int nativePort, int storagePort) {
    return new CassandraAddress(host, seed, nativePort, storagePort);
  }

  /** Of another of the same ring: number 2 is 127.0.0.2, and so on. */
  public CassandraAddress sibling(int number) {
    return of("127.0.0." + number, seed, nativePort, storagePort);
  }

  /** Where clients connect. */
  public InetSocketAddress contactPoint() {
    return new InetSocketAddress(host, nativePort);
  }

  /** Whether it is the one that the others join. */
  boolean isSeed() {
    return host.equals(seed);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
