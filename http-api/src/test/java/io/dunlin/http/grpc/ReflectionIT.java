package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tools ask one question after another on a stream that stays open. */
class ReflectionIT {
  private final GrpcServer server = new GrpcServer();
  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private ManagedChannel channel;

  @BeforeEach
  void connect() {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void aToolCanAskStepByStep() throws InterruptedException, InvalidProtocolBufferException {
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(observer());

    questions.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    ServerReflectionResponse services = (ServerReflectionResponse) next();
    assertThat(services.getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .containsExactly(
            "dunlin.v1.Cursors",
            "dunlin.v1.Streams",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "qdrant.Collections",
            "qdrant.Points",
            "qdrant.Qdrant",
            "qdrant.Snapshots");

    questions.onNext(
        ServerReflectionRequest.newBuilder().setFileContainingSymbol("qdrant.Points").build());
    ServerReflectionResponse files = (ServerReflectionResponse) next();
    assertThat(files.getFileDescriptorResponse().getFileDescriptorProtoCount()).isGreaterThan(3);
    assertThat(
            FileDescriptorProto.parseFrom(
                    files.getFileDescriptorResponse().getFileDescriptorProto(0))
                .getName())
        .isEqualTo("points_service.proto");

    questions.onNext(
        ServerReflectionRequest.newBuilder().setFileByFilename("points.proto").build());
    assertThat(((ServerReflectionResponse) next()).hasFileDescriptorResponse()).isTrue();

    questions.onNext(
        ServerReflectionRequest.newBuilder().setFileContainingSymbol("no.such").build());
    assertThat(((ServerReflectionResponse) next()).getErrorResponse().getErrorCode()).isEqualTo(5);

    questions.onCompleted();
    assertThat(next()).isEqualTo("completed");
  }

  @Test
  @SuppressWarnings("deprecation") // v1alpha is deprecated, and still what most tools speak
  void theOlderVersionAnswersToo() throws InterruptedException {
    var questions =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                this.<io.grpc.reflection.v1alpha.ServerReflectionResponse>observer());
    questions.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setListServices("*")
            .build());
    var services = (io.grpc.reflection.v1alpha.ServerReflectionResponse) next();
    assertThat(services.getListServicesResponse().getServiceCount()).isEqualTo(9);
    questions.onCompleted();
    assertThat(next()).isEqualTo("completed");
  }

  private Object next() throws InterruptedException {
    Object answer = received.poll(20, TimeUnit.SECONDS);
    assertThat(answer).as("an answer").isNotNull();
    return answer;
  }

  private <T> StreamObserver<T> observer() {
    return new StreamObserver<>() {
      @Override
      public void onNext(T answer) {
        received.add(answer);
      }

      @Override
      public void onError(Throwable failure) {
        received.add(failure);
      }

      @Override
      public void onCompleted() {
        received.add("completed");
      }
    };
  }
}
