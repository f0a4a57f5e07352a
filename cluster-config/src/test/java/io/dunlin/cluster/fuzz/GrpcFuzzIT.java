package io.dunlin.cluster.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.cluster.Node;
import io.dunlin.cluster.NodeInProcess;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls over gRPC with messages that are changed, made up, or none. */
class GrpcFuzzIT {
  private static final int FEW = 1000;

  /** What takes this long on a busy machine hangs. */
  private static final long PATIENCE_SECONDS = 60;

  /** Codes that blame the node; a timeout may be what was asked for, and says so. */
  private static final Set<Status.Code> OUR_FAULT =
      EnumSet.of(
          Status.Code.INTERNAL,
          Status.Code.UNKNOWN,
          Status.Code.UNAVAILABLE,
          Status.Code.DATA_LOSS,
          Status.Code.ABORTED,
          Status.Code.CANCELLED);

  /** Bytes that are no message are INTERNAL: so gRPC's list of codes has it. */
  private static final String UNREADABLE = "The message cannot be read as ";

  private static final Pattern INNARDS =
      Pattern.compile(
          "\\bat [a-z]+\\.[\\w.$]+\\(|Exception|StackOverflow|\\b(java|scala|io\\.dunlin)\\.[a-z]");

  @TempDir Path data;
  private final Map<Status.Code, Integer> codes = new EnumMap<>(Status.Code.class);

  @Test
  void whateverIsSentIsAnsweredInTimeAndWhatIsRefusedChangesNothing() throws Exception {
    try (Node node = NodeInProcess.start(data)) {
      Guarded guarded = new Guarded(node.http());
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", node.grpc().getPort())
              .usePlaintext()
              .build();
      try {
        Effort.spend(
            FEW,
            guarded,
            seed -> {
              GrpcRequest request = GrpcRequest.of(seed);
              try {
                Status.Code code = call(channel, request);
                codes.merge(code, 1, Integer::sum);
                if (code == Status.Code.DEADLINE_EXCEEDED) { // a short one, on a busy machine
                  assertThat(call(channel, request)).as("the second time").isNotEqualTo(code);
                  guarded.changed();
                } else if (request.changes()) {
                  look(guarded, request, code);
                }
              } catch (IOException | AssertionError e) {
                throw new AssertionError(request.toString(), e);
              }
            });
      } finally {
        channel.shutdownNow();
      }
      System.out.println("gRPC: answers by code " + codes);
    }
  }

  private static Status.Code call(ManagedChannel channel, GrpcRequest request) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(request.method())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    CallOptions patience =
        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    try {
      ClientCalls.blockingUnaryCall(channel, method, patience, request.bytes());
      return Status.Code.OK;
    } catch (StatusRuntimeException refused) {
      Status status = refused.getStatus();
      if (!String.valueOf(status.getDescription()).startsWith(UNREADABLE)) {
        assertThat(status.getCode()).as(status.toString()).isNotIn(OUR_FAULT);
      }
      assertThat(status.getDescription()).isNotBlank().doesNotContainPattern(INNARDS);
      if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
        assertThat(status.getDescription()).as("the node's own word").startsWith("Timeout: ");
      }
      return status.getCode();
    }
  }

  private static void look(Guarded guarded, GrpcRequest request, Status.Code code)
      throws IOException {
    if (code != Status.Code.OK && request.atomic()) {
      guarded.assertUnchanged(request);
    } else {
      guarded.changed();
    }
  }

  /** Messages that are not looked into. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
