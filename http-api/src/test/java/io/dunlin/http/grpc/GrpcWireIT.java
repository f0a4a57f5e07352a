package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthCheck.HealthCheckRequest;
import grpc.health.v1.HealthCheck.HealthCheckResponse;
import grpc.health.v1.HealthCheck.HealthCheckResponse.ServingStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands on the wire, seen by a client that knows HTTP/2 but not gRPC. */
class GrpcWireIT {
  private static final String CHECK = "/grpc.health.v1.Health/Check";
  private static final ByteString ASKED = GrpcFrame.plain(HealthCheckRequest.getDefaultInstance());

  private static GrpcServer server;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anAnswerIsOneFrameAndATrailer() throws Exception {
    HttpResponse response = send(CHECK, strict(ASKED));
    HttpEntity.Strict body =
        response.entity().toStrict(20_000, server.system()).toCompletableFuture().get();
    assertThat(response.status().intValue()).isEqualTo(200);
    assertThat(body.getContentType().toString()).isEqualTo("application/grpc+proto");
    HealthCheckResponse health =
        HealthCheckResponse.parseFrom(
            GrpcFrame.message(body.getData(), Optional.empty(), GrpcServer.MAX_MESSAGE_BYTES));
    assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void aRequestInPiecesIsPutTogether() {
    RequestEntity pieces =
        HttpEntities.createChunked(
            ContentTypes.APPLICATION_GRPC_PROTO,
            Source.from(List.of(ASKED.take(1), ASKED.drop(1).take(2), ASKED.drop(3))));
    assertThat(status(send(CHECK, pieces))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/qdrant.Points/NoSuchMethod, 12",
    "/qdrant.PointsInternal/Upsert, 12",
    "/no.such.Service/Method, 12",
    "/, 12",
  })
  void unknownMethodsAreUnimplemented(String path, String code) {
    assertThat(status(send(path, strict(ASKED)))).contains(code);
  }

  @Test
  void brokenRequestsAreNamedAsSuch() {
    assertThat(status(send(CHECK, strict(ByteString.fromString("abc"))))).contains("13");
    assertThat(status(send(CHECK, strict(ASKED.concat(ASKED))))).contains("13");
    ByteString nonsense = ByteString.fromArray(new byte[] {0, 0, 0, 0, 2, 0x0a, 0x7f});
    assertThat(status(send(CHECK, strict(nonsense)))).contains("13");
    ByteString compressed = ByteString.fromArray(new byte[] {1, 0, 0, 0, 0});
    assertThat(status(send(CHECK, strict(compressed), "grpc-encoding", "zstd"))).contains("12");
    assertThat(status(send(CHECK, strict(compressed), "grpc-encoding", "gzip"))).contains("13");
    assertThat(status(send(CHECK, strict(ASKED), "grpc-timeout", "soon"))).contains("13");
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedBeforeItsBytesArrive() {
    ByteString huge = ByteString.fromArray(new byte[] {0, -1, -1, -1, -1});
    assertThat(status(send(CHECK, strict(huge)))).contains("8");
  }

  @Test
  void otherContentTypesAreNotGrpc() {
    HttpResponse response = send(CHECK, HttpEntities.create(ContentTypes.APPLICATION_JSON, "{}"));
    assertThat(response.status().intValue()).isEqualTo(415);
  }

  private static RequestEntity strict(ByteString body) {
    return HttpEntities.create(ContentTypes.APPLICATION_GRPC_PROTO, body);
  }

  /** The status of an answer without a message; absent when there is a message. */
  private static Optional<String> status(HttpResponse response) {
    response.discardEntityBytes(server.system());
    assertThat(response.getAttribute(AttributeKeys.trailer)).isEmpty();
    return response.getHeader("grpc-status").map(HttpHeader::value);
  }

  private static HttpResponse send(String path, RequestEntity entity, String... header) {
    HttpRequest request = HttpRequest.POST("http://127.0.0.1" + path).withEntity(entity);
    if (header.length == 2) {
      request = request.addHeader(RawHeader.create(header[0], header[1]));
    }
    return Source.single(request)
        .concat(Source.maybe())
        .via(
            Http.get(server.system())
                .connectionTo("127.0.0.1")
                .toPort(server.port())
                .http2WithPriorKnowledge())
        .completionTimeout(Duration.ofSeconds(20))
        .runWith(Sink.head(), server.system())
        .toCompletableFuture()
        .join();
  }
}
