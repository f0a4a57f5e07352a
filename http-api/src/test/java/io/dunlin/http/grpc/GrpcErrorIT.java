package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.http.metrics.RequestMetrics.Api;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.OptimizersConfigDiff;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.PointsGrpc;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How failures look to a gRPC client: code and text. */
class GrpcErrorIT {
  private static GrpcServer server;
  private static ManagedChannel channel;
  private static CollectionsGrpc.CollectionsBlockingStub collections;
  private static PointsGrpc.PointsBlockingStub points;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    collections = CollectionsGrpc.newBlockingStub(channel);
    points = PointsGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  @AfterEach
  void heal() {
    server.collections().failWith(null);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new DunlinFailure.NotFound("x"), Code.NOT_FOUND),
        Arguments.of(new DunlinFailure.AlreadyExists("x"), Code.ALREADY_EXISTS),
        Arguments.of(new DunlinFailure.WrongInput("x"), Code.INVALID_ARGUMENT),
        Arguments.of(new DunlinFailure.BadRequest("x"), Code.INVALID_ARGUMENT),
        Arguments.of(new DunlinFailure.TimedOut("x"), Code.DEADLINE_EXCEEDED),
        Arguments.of(
            new DunlinFailure.Overloaded("x", Duration.ofMillis(1500)), Code.RESOURCE_EXHAUSTED),
        Arguments.of(new DunlinFailure.Unavailable("x"), Code.UNAVAILABLE),
        Arguments.of(new DunlinFailure.InsufficientStorage("x"), Code.RESOURCE_EXHAUSTED),
        Arguments.of(new DunlinFailure.NotBuilt("x"), Code.UNIMPLEMENTED),
        Arguments.of(new DunlinFailure.Internal("x"), Code.INTERNAL));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureHasItsCode(DunlinFailure failure, Code code) {
    server.collections().failWith(failure.asException());
    StatusRuntimeException status =
        failed(() -> collections.list(ListCollectionsRequest.getDefaultInstance()));
    assertThat(status.getStatus().getCode()).isEqualTo(code);
    assertThat(status.getStatus().getDescription()).endsWith("x");
    assertThat(server.counted())
        .contains(new GrpcServer.Counted(Api.GRPC, "/qdrant.Collections/List", code.value()));
  }

  @Test
  void overloadSaysWhenToComeBack() {
    server
        .collections()
        .failWith(new DunlinFailure.Overloaded("busy", Duration.ofMillis(1500)).asException());
    StatusRuntimeException status =
        failed(() -> collections.list(ListCollectionsRequest.getDefaultInstance()));
    Metadata trailers = Objects.requireNonNull(status.getTrailers());
    assertThat(trailers.get(Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("2");
  }

  @Test
  void anUnforeseenErrorIsOursAndKeepsItsDetails() {
    server.collections().failWith(new IllegalStateException("secret"));
    StatusRuntimeException status =
        failed(() -> collections.list(ListCollectionsRequest.getDefaultInstance()));
    assertThat(status.getStatus().getCode()).isEqualTo(Code.INTERNAL);
    assertThat(status.getStatus().getDescription()).doesNotContain("secret");
  }

  @Test
  void aMissingCollectionIsNamedWhateverItsLetters() {
    StatusRuntimeException status =
        failed(() ->
            points.count(CountPoints.newBuilder().setCollectionName("bücher 100%\n").build()));
    assertThat(status.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(status.getStatus().getDescription())
        .isEqualTo("Not found: Collection `bücher 100%\n` doesn't exist!");
  }

  @Test
  void optionsThatAreNotBuiltSaySo() {
    assertUnbuilt(
        () ->
            collections.create(
                CreateCollection.newBuilder()
                    .setCollectionName("none")
                    .setOptimizersConfig(
                        OptimizersConfigDiff.newBuilder().setPreventUnoptimized(true))
                    .build()),
        "prevent_unoptimized");
  }

  private static void assertUnbuilt(Callable<?> call, String name) {
    StatusRuntimeException status = failed(call);
    assertThat(status.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
    assertThat(status.getStatus().getDescription()).contains(name);
  }

  @Test
  void aConditionWithoutATestIsRefused() {
    Filter filter =
        Filter.newBuilder()
            .addMust(Condition.newBuilder().setField(FieldCondition.newBuilder().setKey("year")))
            .build();
    StatusRuntimeException status =
        failed(() -> points.count(CountPoints.newBuilder().setFilter(filter).build()));
    assertThat(status.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(status.getStatus().getDescription()).contains("year");
  }

  @Test
  void anOversizedMessageIsRefusedAndTheConnectionLivesOn() {
    StatusRuntimeException status =
        failed(() ->
            points.count(
                CountPoints.newBuilder()
                    .setCollectionName("x".repeat(GrpcServer.MAX_MESSAGE_BYTES + 1))
                    .build()));
    assertThat(status.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(status.getStatus().getDescription()).contains("1048576");
    assertThat(collections.list(ListCollectionsRequest.getDefaultInstance()).getCollectionsList())
        .isEmpty();
  }

  @Test
  void compressionIsNoWayRoundTheLimit() {
    StatusRuntimeException status =
        failed(() ->
            points
                .withCompression("gzip")
                .count(
                    CountPoints.newBuilder()
                        .setCollectionName("x".repeat(GrpcServer.MAX_MESSAGE_BYTES + 1))
                        .build()));
    assertThat(status.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void compressedRequestsAreReadAndAnsweredCompressed() {
    for (int i = 0; i < 100; i++) {
      var create = CreateCollection.newBuilder().setCollectionName("collection-" + i);
      create.getVectorsConfigBuilder().getParamsBuilder().setSize(1).setDistance(Distance.Dot);
      collections.withCompression("gzip").create(create.build());
    }
    assertThat(
            collections
                .withCompression("gzip")
                .list(ListCollectionsRequest.getDefaultInstance())
                .getCollectionsCount())
        .isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      server.collections().drop("collection-" + i, Duration.ofSeconds(1));
    }
  }

  private static StatusRuntimeException failed(Callable<?> call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::call);
  }
}
