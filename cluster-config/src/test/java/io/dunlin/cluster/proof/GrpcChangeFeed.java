package io.dunlin.cluster.proof;

import io.dunlin.v1.Change;
import io.dunlin.v1.ChangesEvent;
import io.dunlin.v1.ChangesRequest;
import io.dunlin.v1.PointSet;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The method {@code dunlin.v1.Streams/Changes}, read by gRPC's own client. */
final class GrpcChangeFeed implements ChangeFeed {
  private static final MethodDescriptor<ChangesRequest, ChangesEvent> CHANGES =
      MethodDescriptor.<ChangesRequest, ChangesEvent>newBuilder()
          .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
          .setFullMethodName("dunlin.v1.Streams/Changes")
          .setRequestMarshaller(ProtoUtils.marshaller(ChangesRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(ChangesEvent.getDefaultInstance()))
          .build();

  private static final long PATIENCE_SECONDS = 180;

  private final ManagedChannel channel;
  private final Iterator<ChangesEvent> events;

  GrpcChangeFeed(StartedNode node, ChangesRequest request) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort()).usePlaintext().build();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER), node.key());
    events =
        ClientCalls.blockingServerStreamingCall(
            ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
            CHANGES,
            CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
            request);
  }

  @Override
  public Event next() throws IOException {
    ChangesEvent event;
    try {
      if (!events.hasNext()) {
        throw new IOException("the feed has ended");
      }
      event = events.next();
    } catch (StatusRuntimeException e) {
      throw new IOException(e);
    }
    return switch (event.getEventCase()) {
      case CHANGES ->
          new Event(
              event.getToken(),
              event.getChanges().getShardId(),
              event.getChanges().getPosition(),
              event.getChanges().getChangesList().stream().map(GrpcChangeFeed::told).toList());
      case PRESENT ->
          new Event(
              event.getToken(),
              "",
              0,
              event.getPresent().getPointsList().stream().map(GrpcChangeFeed::told).toList());
      case HEARTBEAT, SHARD_DROPPED, VECTORS_CHANGED, EVENT_NOT_SET ->
          new Event(event.getToken(), "", 0, List.of());
    };
  }

  private static Told told(Change change) {
    return switch (change.getChangeCase()) {
      case SET -> told(change.getSet());
      case PAYLOAD_SET ->
          new Told(
              number(change.getPayloadSet().getId()),
              "payload",
              written(change.getPayloadSet().getPayloadMap()));
      case REMOVED -> new Told(number(change.getRemoved()), "removed", -1);
      case LEFT -> new Told(number(change.getLeft()), "left", -1);
      case CHANGE_NOT_SET -> throw new AssertionError(change);
    };
  }

  private static Told told(PointSet set) {
    return new Told(
        number(set.getId()),
        set.getKind().name().toLowerCase(Locale.ROOT),
        written(set.getPayloadMap()));
  }

  private static int number(PointId id) {
    return Math.toIntExact(id.getNum());
  }

  private static int written(Map<String, Value> payload) {
    return Math.toIntExact(payload.getOrDefault("n", Value.getDefaultInstance()).getIntegerValue());
  }

  @Override
  public void close() {
    var _ = channel.shutdownNow();
  }
}
