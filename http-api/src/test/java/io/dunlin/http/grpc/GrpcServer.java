package io.dunlin.http.grpc;

import com.typesafe.config.ConfigFactory;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.http.access.AccessSettings;
import io.dunlin.http.access.Gate;
import io.dunlin.http.metrics.RequestMetrics;
import io.dunlin.sharding.StrictCollections;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** The handler on a port of its own, over collections in memory. */
final class GrpcServer implements AutoCloseable {
  static final int MAX_MESSAGE_BYTES = 1024 * 1024;
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(7);
  static final GrpcSettings SETTINGS =
      new GrpcSettings(MAX_MESSAGE_BYTES, DEFAULT_TIMEOUT, GrpcSettings.DEFAULTS.compression());

  /** Reads and writes messages as they are. */
  static final MessageCoding PLAIN =
      new MessageCoding(Optional.empty(), Optional.empty(), SETTINGS);

  /** One call as it was counted. */
  record Counted(RequestMetrics.Api api, String endpoint, int status) {}

  private final ActorTestKit kit;
  private final InMemoryCollections collections = new InMemoryCollections();
  private final ConcurrentLinkedQueue<Counted> counted = new ConcurrentLinkedQueue<>();
  private final LongAdder arrivedWhole = new LongAdder();
  private final ServerBinding binding;

  GrpcServer() {
    this(AccessSettings.OPEN);
  }

  /** One that callers have to show these keys. */
  GrpcServer(AccessSettings keys) {
    this(keys, "");
  }

  /**
   * One with other settings of Pekko.
   *
   * @param config in HOCON
   */
  GrpcServer(String config) {
    this(AccessSettings.OPEN, config);
  }

  private GrpcServer(AccessSettings keys, String config) {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("pekko.loglevel = WARNING\n" + config)
                .withFallback(ConfigFactory.load()));
    StrictCollections strict = new StrictCollections(collections, () -> 0);
    GrpcHandler handler =
        GrpcHandler.create(
            kit.system(),
            strict,
            new Gate(keys, strict),
            (api, endpoint, status, _) -> counted.add(new Counted(api, endpoint, status)),
            SETTINGS);
    binding =
        Http.get(kit.system())
            .newServerAt("127.0.0.1", 0)
            .withSettings(
                GrpcHandler.serverSettings(ServerSettings.create(kit.system().settings().config())))
            .bind((HttpRequest request) -> {
              if (request.entity().isStrict()) {
                arrivedWhole.increment();
              }
              return handler.apply(request);
            })
            .toCompletableFuture()
            .join();
  }

  ActorSystem<?> system() {
    return kit.system();
  }

  InMemoryCollections collections() {
    return collections;
  }

  int port() {
    return binding.localAddress().getPort();
  }

  List<Counted> counted() {
    return List.copyOf(counted);
  }

  /** Requests so far that came as one piece, without a stream. */
  long arrivedWhole() {
    return arrivedWhole.sum();
  }

  @Override
  public void close() {
    binding.terminate(Duration.ofSeconds(5)).toCompletableFuture().join();
    kit.shutdownTestKit();
  }
}
