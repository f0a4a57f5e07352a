package io.dunlin.clients;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;

/**
 * The one node that all tests of this module use, each with collections of its own. It starts when
 * first asked for and ends with the tests' JVM.
 */
final class SharedNode {
  private static final NodeProcess NODE = NodeProcess.start();

  private SharedNode() {}

  /** Another client of the node, to be closed by who asked for it. */
  static QdrantClient client() {
    return new QdrantClient(
        QdrantGrpcClient.newBuilder("127.0.0.1", NODE.grpcPort(), false, false).build());
  }
}
