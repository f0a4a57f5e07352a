package io.dunlin.cluster.fuzz;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.SnapshotsGrpc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A call that a seed decides: a sample with changes, any message of the call's type, or bytes that
 * may be no message.
 *
 * @param method in full, as in {@code qdrant.Points/Upsert}
 * @param message before it became bytes
 */
record GrpcRequest(String method, byte[] bytes, Message message) {
  private static final Map<String, MethodDescriptor> METHODS = methods();
  private static final List<String[]> SAMPLES = Samples.read("messages.txt", 2);
  private static final int DEPTH = 5;

  static GrpcRequest of(long seed) {
    Draw draw = new Draw(seed);
    MessageChanges changes = new MessageChanges(draw);
    String[] sample = draw.of(SAMPLES);
    String method = draw.oneIn(4) ? draw.of(List.copyOf(METHODS.keySet())) : sample[0];
    Message message;
    if (method.equals(sample[0]) && !draw.oneIn(10)) {
      message = parsed(sample);
      for (int more = draw.below(4); more > 0; more--) {
        message = changes.changed(message);
      }
    } else {
      message = changes.any(Objects.requireNonNull(METHODS.get(method)).getInputType(), DEPTH);
    }
    byte[] bytes = message.toByteArray();
    bytes =
        switch (draw.below(12)) {
          case 0 -> draw.damaged(bytes);
          case 1 -> draw.damaged(draw.damaged(bytes));
          case 2 -> draw.oneIn(3) ? draw.bytes(draw.size(1000)) : bytes;
          default -> bytes;
        };
    return new GrpcRequest(method, bytes, message);
  }

  /** Whether it may write. */
  boolean changes() {
    return !method.matches(
        ".*/(HealthCheck|Get|List|ListAliases|ListCollectionAliases|CollectionClusterInfo|CollectionExists|ListShardKeys"
            + "|Search.*|Scroll|Recommend.*|Discover.*|Count|Query.*|Facet|ListFull)");
  }

  /** Whether a refusal means that nothing was written. */
  boolean atomic() {
    return !method.endsWith("/UpdateBatch");
  }

  private static Message parsed(String[] sample) {
    DynamicMessage.Builder builder =
        DynamicMessage.newBuilder(
            Objects.requireNonNull(METHODS.get(sample[0]), sample[0]).getInputType());
    try {
      TextFormat.merge(sample.length < 2 ? "" : sample[1], builder);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(sample[1], e);
    }
    return builder.build();
  }

  private static Map<String, MethodDescriptor> methods() {
    Map<String, MethodDescriptor> methods = new LinkedHashMap<>();
    for (ServiceDescriptor service :
        List.of(
            QdrantGrpc.getServiceDescriptor(),
            CollectionsGrpc.getServiceDescriptor(),
            PointsGrpc.getServiceDescriptor(),
            SnapshotsGrpc.getServiceDescriptor())) {
      for (io.grpc.MethodDescriptor<?, ?> method : service.getMethods()) {
        methods.put(
            method.getFullMethodName(),
            ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
                .getMethodDescriptor());
      }
    }
    return methods;
  }

  /** For a report. */
  @Override
  public String toString() {
    String text = TextFormat.printer().shortDebugString(message);
    return method + " " + (text.length() <= 4000 ? text : text.substring(0, 4000) + "…");
  }
}
