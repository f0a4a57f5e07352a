package io.dunlin.bench.api;

import com.typesafe.config.ConfigFactory;
import io.dunlin.bench.node.NodePorts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.Trailer;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.util.ByteString;

/**
 * A program that reads whatever it is sent and answers what stands in two files, on the HTTP stack
 * that a node has and with the settings that it has: what is left when there is nothing to do.
 */
final class EchoServer implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 60_000;

  private final ActorSystem<Void> system;
  private final ServerBinding rest;
  private final ServerBinding grpc;

  private EchoServer(ActorSystem<Void> system, ServerBinding rest, ServerBinding grpc) {
    this.system = system;
    this.rest = rest;
    this.grpc = grpc;
  }

  /**
   * Arguments are the file with the answer over HTTP, and the one with the message over gRPC.
   * Further ones, which a node would need, are of no concern.
   */
  public static void main(String[] arguments) throws IOException {
    EchoServer echo =
        start(Files.readAllBytes(Path.of(arguments[0])), Files.readAllBytes(Path.of(arguments[1])));
    System.out.printf(
        "The echo is ready: http 127.0.0.1:%d  grpc 127.0.0.1:%d%n",
        echo.ports().http(), echo.ports().grpc());
  }

  /**
   * @param restAnswer the body of each answer over HTTP
   * @param grpcAnswer the message of each answer over gRPC
   */
  static EchoServer start(byte[] restAnswer, byte[] grpcAnswer) {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "echo",
            ConfigFactory.parseString(
                    """
                    pekko.loglevel = WARNING
                    pekko.actor.provider = local
                    pekko.http.server {
                      server-header = "dunlin"
                      request-timeout = infinite
                      idle-timeout = infinite
                    }
                    """)
                .withFallback(ConfigFactory.load()));
    ServerSettings settings = ServerSettings.create(system.settings().config());
    ServerSettings http2 =
        settings
            .withEnableHttp2(true)
            .withHttp2Settings(settings.getHttp2Settings().withMinCollectStrictEntitySize(1));
    return new EchoServer(
        system,
        bound(system, settings, rest(ByteString.fromArray(restAnswer))),
        bound(system, http2, grpc(grpcAnswer)));
  }

  NodePorts ports() {
    return new NodePorts(rest.localAddress().getPort(), grpc.localAddress().getPort());
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static ServerBinding bound(
      ActorSystem<Void> system, ServerSettings settings, HttpResponse answer) {
    Function<HttpRequest, CompletionStage<HttpResponse>> handler =
        request -> answered(request, answer, system);
    return Http.get(system)
        .newServerAt("127.0.0.1", 0)
        .withSettings(settings)
        .bind(handler)
        .toCompletableFuture()
        .join();
  }

  private static CompletionStage<HttpResponse> answered(
      HttpRequest request, HttpResponse answer, ActorSystem<Void> system) {
    return request.entity().toStrict(PATIENCE_MILLIS, system).thenApply(_ -> answer);
  }

  private static HttpResponse rest(ByteString body) {
    return HttpResponse.create().withEntity(ContentTypes.APPLICATION_JSON, body);
  }

  /** A message has five bytes before it: that it is not compressed, and its length. */
  private static HttpResponse grpc(byte[] message) {
    byte[] frame =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) 0)
            .putInt(message.length)
            .put(message)
            .array();
    return HttpResponse.create()
        .withEntity(
            MediaTypes.applicationBinary("grpc+proto", false).toContentType(),
            ByteString.fromArray(frame))
        .addAttribute(
            AttributeKeys.trailer,
            Trailer.create().addHeader(RawHeader.create("grpc-status", "0")));
  }
}
