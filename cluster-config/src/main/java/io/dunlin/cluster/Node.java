package io.dunlin.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.dunlin.cluster.boot.DataDirectoryLock;
import io.dunlin.cluster.boot.DirectoryInUseException;
import io.dunlin.cluster.boot.OrderedStop;
import io.dunlin.cluster.boot.Readiness;
import io.dunlin.cluster.settings.DunlinSettings;
import io.dunlin.cluster.storage.NodeIdentity;
import io.dunlin.http.ApiServer;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.sharding.route.Members;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * One running node. Several may live in a process, each on its own data directory. Its threads are
 * its own; all methods may be called from any other.
 */
public final class Node implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);

  private final DunlinSettings settings;
  private final DataDirectoryLock lock;
  private final ActorSystem<?> system;
  private final ApiServer server;

  private Node(
      DunlinSettings settings, DataDirectoryLock lock, ActorSystem<?> system, ApiServer server) {
    this.settings = settings;
    this.lock = lock;
    this.system = system;
    this.server = server;
  }

  /**
   * Returns when the node serves.
   *
   * @throws DirectoryInUseException when another node has the data directory
   * @throws IOException when the directory cannot be used
   * @throws NodeFailedException when a part of the node does not start; everything is stopped again
   */
  public static Node start(DunlinSettings settings)
      throws IOException, DirectoryInUseException, NodeFailedException, InterruptedException {
    DataDirectoryLock lock = DataDirectoryLock.acquire(settings.dataDirectory());
    try {
      return start(settings, lock, NodeIdentity.of(settings.dataDirectory()));
    } catch (IOException | NodeFailedException | InterruptedException e) {
      lock.close();
      throw e;
    }
  }

  private static Node start(DunlinSettings settings, DataDirectoryLock lock, NodeId id)
      throws NodeFailedException, InterruptedException {
    CompletableFuture<ApiServer> started = new CompletableFuture<>();
    ActorSystem<?> system = system(settings, id, started);
    try {
      ApiServer server = started.get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return new Node(settings, lock, system, server);
    } catch (ExecutionException | TimeoutException e) {
      OrderedStop.run(system);
      throw new NodeFailedException(e);
    }
  }

  private static ActorSystem<?> system(
      DunlinSettings settings, NodeId id, CompletableFuture<ApiServer> started)
      throws NodeFailedException {
    try {
      Config config =
          settings
              .config()
              .withValue(
                  "pekko.cluster.roles",
                  ConfigValueFactory.fromIterable(
                      Members.roles(id, settings.cluster().zone(), settings.cluster().roles())));
      Readiness readiness = new Readiness();
      return ActorSystem.create(
          Guardian.create(settings, id, readiness, started),
          "dunlin",
          ActorSystemSetup.create(BootstrapSetup.create(config), readiness.check()));
    } catch (Exception e) { // Scala throws checked exceptions that it does not declare
      throw new NodeFailedException(e);
    }
  }

  public InetSocketAddress http() {
    return server.restAddress();
  }

  public InetSocketAddress grpc() {
    return server.grpcAddress();
  }

  public DunlinSettings settings() {
    return settings;
  }

  /** Returns when the node has stopped, whoever stopped it. */
  public void awaitEnd() {
    OrderedStop.await(system);
  }

  /**
   * Stops accepting, lets running requests end, closes all files and gives the directory free.
   * Returns when that is done; a second call waits for the first.
   */
  @Override
  public void close() throws IOException {
    OrderedStop.run(system);
    lock.close();
  }
}
