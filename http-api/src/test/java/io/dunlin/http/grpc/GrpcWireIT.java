package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthCheck.HealthCheckRequest;
import grpc.health.v1.HealthCheck.HealthCheckResponse;
import grpc.health.v1.HealthCheck.HealthCheckResponse.ServingStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.Http;
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
  private static final ByteString ASKED =
      GrpcServer.PLAIN.frame(HealthCheckRequest.getDefaultInstance());

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
    Answer answer = send(CHECK, strict(ASKED));
    assertThat(answer.response().status().intValue()).isEqualTo(200);
    assertThat(answer.response().entity().getContentType()).hasToString("application/grpc+proto");
    HealthCheckResponse health =
        GrpcServer.PLAIN.read(answer.body(), HealthCheckResponse.getDefaultInstance());
    assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
    assertThat(answer.trailers())
        .extracting(HttpHeader::toString)
        .containsExactly("grpc-status: 0");
  }

  @Test
  void aRequestInPiecesIsPutTogether() {
    RequestEntity pieces =
        HttpEntities.createChunked(
            ContentTypes.APPLICATION_GRPC_PROTO,
            Source.from(List.of(ASKED.take(1), ASKED.drop(1).take(2), ASKED.drop(3))));
    assertThat(send(CHECK, pieces).body()).isEqualTo(send(CHECK, strict(ASKED)).body());
  }

  @ParameterizedTest
  @CsvSource({
    "/qdrant.Points/NoSuchMethod, 12",
    "/qdrant.PointsInternal/Upsert, 12",
    "/no.such.Service/Method, 12",
    "/, 12",
  })
  void unknownMethodsAreUnimplemented(String path, String code) {
    assertThat(send(path, strict(ASKED)).refusal()).contains(code);
  }

  @Test
  void brokenRequestsAreNamedAsSuch() {
    assertThat(send(CHECK, strict(ByteString.fromString("abc"))).refusal()).contains("13");
    assertThat(send(CHECK, strict(ASKED.concat(ASKED))).refusal()).contains("13");
    ByteString nonsense = ByteString.fromArray(new byte[] {0, 0, 0, 0, 2, 0x0a, 0x7f});
    assertThat(send(CHECK, strict(nonsense)).refusal()).contains("13");
    ByteString compressed = ByteString.fromArray(new byte[] {1, 0, 0, 0, 0});
    assertThat(send(CHECK, strict(compressed)).refusal()).contains("13");
    assertThat(send(CHECK, strict(compressed), "grpc-encoding", "identity").refusal())
        .contains("13");
    Answer unknown = send(CHECK, strict(compressed), "grpc-encoding", "br");
    assertThat(unknown.refusal()).contains("12");
    assertThat(unknown.response().getHeader("grpc-accept-encoding").map(HttpHeader::value))
        .contains("zstd, gzip");
    assertThat(unknown.response().getHeader("grpc-message").map(HttpHeader::value).orElseThrow())
        .contains("br")
        .endsWith("zstd, gzip");
    assertThat(send(CHECK, strict(compressed), "grpc-encoding", "gzip").refusal()).contains("13");
    assertThat(send(CHECK, strict(ASKED), "grpc-timeout", "soon").refusal()).contains("13");
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedBeforeItsBytesArrive() {
    ByteString huge = ByteString.fromArray(new byte[] {0, -1, -1, -1, -1});
    assertThat(send(CHECK, strict(huge)).refusal()).contains("8");
  }

  @Test
  void otherContentTypesAreNotGrpc() {
    Answer answer = send(CHECK, HttpEntities.create(ContentTypes.APPLICATION_JSON, "{}"));
    assertThat(answer.response().status().intValue()).isEqualTo(415);
  }

  private static RequestEntity strict(ByteString body) {
    return HttpEntities.create(ContentTypes.APPLICATION_GRPC_PROTO, body);
  }

  /** An answer, taken whole. */
  private record Answer(HttpResponse response, ByteString body, List<HttpHeader> trailers) {
    /** The status of an answer without a message. */
    Optional<String> refusal() {
      assertThat(body.size()).isZero();
      return response.getHeader("grpc-status").map(HttpHeader::value);
    }
  }

  private static Answer send(String path, RequestEntity entity, String... header) {
    HttpRequest request = HttpRequest.POST("http://127.0.0.1" + path).withEntity(entity);
    if (header.length == 2) {
      request = request.addHeader(RawHeader.create(header[0], header[1]));
    }
    return Source.single(request)
        .via(
            Http.get(server.system())
                .connectionTo("127.0.0.1")
                .toPort(server.port())
                .http2WithPriorKnowledge())
        .mapAsync(1, GrpcWireIT::whole)
        .completionTimeout(Duration.ofSeconds(20))
        .runWith(Sink.head(), server.system())
        .toCompletableFuture()
        .join();
  }

  private static CompletionStage<Answer> whole(HttpResponse response) {
    if (response.entity() instanceof HttpEntity.Strict strict) {
      return CompletableFuture.completedFuture(new Answer(response, strict.getData(), List.of()));
    }
    return ((HttpEntity.Chunked) response.entity())
        .getChunks()
        .runWith(Sink.seq(), server.system())
        .thenApply(chunks -> {
          ByteString body = ByteString.emptyByteString();
          List<HttpHeader> trailers = new ArrayList<>();
          for (HttpEntity.ChunkStreamPart chunk : chunks) {
            body = body.concat(chunk.data());
            chunk.getTrailerHeaders().forEach(trailers::add);
          }
          return new Answer(response, body, trailers);
        });
  }
}
