package io.dunlin.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dunlin.http.access.Gate;
import io.dunlin.http.grpc.GrpcHandler;
import io.dunlin.http.issue.Issues;
import io.dunlin.http.issue.WatchedCollections;
import io.dunlin.http.logging.LogLevels;
import io.dunlin.http.metrics.KamonRequestMetrics;
import io.dunlin.http.metrics.MemoryGauges;
import io.dunlin.http.metrics.PrometheusExporter;
import io.dunlin.http.metrics.RequestFigures;
import io.dunlin.http.route.Router;
import io.dunlin.http.route.ServiceFacts;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.sharding.Collections;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.io.Inet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two ports of a node: REST over HTTP/1.1, and gRPC over HTTP/2 without TLS. */
public final class ApiServer {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  /** A read that takes so long is looked at: it may lack an index. */
  private static final Duration SLOW = Duration.ofMillis(100);

  private final ServerBinding rest;
  private final ServerBinding grpc;
  private final PrometheusExporter exporter;

  private ApiServer(ServerBinding rest, ServerBinding grpc, PrometheusExporter exporter) {
    this.rest = rest;
    this.grpc = grpc;
    this.exporter = exporter;
  }

  /**
   * Answers once both ports listen; fails, with neither left open, when one cannot.
   *
   * @param pinned of the node, shown with the metrics
   * @param logLevels of the node, which operators may change
   */
  public static CompletionStage<ApiServer> bind(
      ActorSystem<?> system,
      ApiSettings settings,
      Collections collections,
      PinnedBudget pinned,
      LogLevels logLevels) {
    Issues issues = new Issues();
    Collections watched = new WatchedCollections(collections, issues, SLOW, System::nanoTime);
    Gate gate = new Gate(settings.access(), watched);
    RequestFigures requests = new RequestFigures(new KamonRequestMetrics());
    PrometheusExporter exporter = PrometheusExporter.start();
    Router router =
        Router.create(
            system,
            settings.rest(),
            new ServiceFacts(
                UUID.randomUUID(),
                settings.build(),
                () -> MemoryGauges.text(pinned) + exporter.text(),
                requests,
                issues,
                logLevels),
            watched,
            gate);
    GrpcHandler handler = GrpcHandler.create(system, watched, gate, requests, settings.grpc());
    CompletionStage<ApiServer> bound =
        bindRest(system, settings, router)
            .thenCompose(rest ->
                bindGrpc(system, settings, handler)
                    .thenApply(grpc -> new ApiServer(rest, grpc, exporter))
                    .whenComplete((_, failure) -> {
                      if (failure != null) {
                        rest.unbind();
                      }
                    }));
    return bound.whenComplete((server, failure) -> {
      if (failure != null) {
        exporter.close();
      } else {
        settings.access().warning(server.restAddress().getAddress()).ifPresent(LOG::warn);
      }
    });
  }

  public InetSocketAddress restAddress() {
    return rest.localAddress();
  }

  public InetSocketAddress grpcAddress() {
    return grpc.localAddress();
  }

  /** Takes no more connections, gives requests under way this long, then closes all. */
  public CompletionStage<Void> stop(Duration patience) {
    return rest.terminate(patience)
        .thenCombine(grpc.terminate(patience), (_, _) -> exporter)
        .thenAccept(PrometheusExporter::close);
  }

  private static CompletionStage<ServerBinding> bindRest(
      ActorSystem<?> system, ApiSettings settings, Router router) {
    ApiSettings.Rest rest = settings.rest();
    return Http.get(system)
        .newServerAt(rest.address().host(), rest.address().port())
        .withSettings(
            serverSettings(
                system,
                """
                pekko.http.server {
                  server-header = "dunlin"
                  # Requests carry their own deadlines.
                  request-timeout = infinite
                  idle-timeout = %d ms
                  # A token has 32 letters for each shard.
                  parsing {
                    max-uri-length = 64k
                    max-header-value-length = 64k
                  }
                }
                """
                    .formatted(rest.idleTimeout().toMillis())))
        .bind(router::apply);
  }

  private static CompletionStage<ServerBinding> bindGrpc(
      ActorSystem<?> system, ApiSettings settings, GrpcHandler handler) {
    ApiSettings.Address address = settings.grpcAddress();
    return Http.get(system)
        .newServerAt(address.host(), address.port())
        .withSettings(
            GrpcHandler.serverSettings(
                serverSettings(
                    system,
                    """
                    pekko.http.server {
                      server-header = "dunlin"
                      request-timeout = infinite
                      idle-timeout = infinite
                    }
                    """)))
        .bind(handler::apply);
  }

  private static ServerSettings serverSettings(ActorSystem<?> system, String overrides) {
    Config config = ConfigFactory.parseString(overrides).withFallback(system.settings().config());
    ServerSettings settings = ServerSettings.create(config);
    List<Inet.SocketOption> options = new ArrayList<>();
    settings.getSocketOptions().forEach(options::add);
    options.add(KeepAlive.of(config));
    return settings.withSocketOptions(options);
  }
}
