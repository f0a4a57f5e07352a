package io.dunlin.http.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.dunlin.http.access.Access;
import io.dunlin.http.access.Caller;
import io.dunlin.http.access.Gate;
import io.dunlin.persistence.model.PointId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A stream of which each message is looked at: it may name any collection.
 *
 * @param seen the same method over the collections that a caller sees
 */
record GatedStream<Q extends Message>(
    StreamMethod<Q> method,
    String path,
    Gate gate,
    Caller caller,
    Function<Access, StreamMethod<Q>> seen)
    implements StreamMethod<Q> {

  @Override
  public Q requestType() {
    return method.requestType();
  }

  @Override
  public Limits limits() {
    return method.limits();
  }

  @Override
  public Optional<Duration> timeout(Q request) {
    return method.timeout(request);
  }

  @Override
  public Set<PointId> changes(Q request) {
    return method.changes(request);
  }

  @Override
  public CompletionStage<? extends MessageLite> answer(Q request, Call call) {
    return gate.admit(caller, path, () -> collection(request))
        .thenCompose(access -> seen.apply(access).answer(request, call));
  }

  @Override
  public Optional<?> kind(Q request, Call stream) {
    return method.kind(request, stream);
  }

  /** Those of one kind name the same collection. */
  @Override
  public CompletionStage<? extends List<? extends MessageLite>> answer(
      List<Q> requests, Call call) {
    return gate.admit(caller, path, () -> collection(requests.getFirst()))
        .thenCompose(access -> seen.apply(access).answer(requests, call));
  }

  @Override
  public MessageLite refusal(Q request, GrpcStatus status) {
    return method.refusal(request, status);
  }

  /** That of the contract's request inside. */
  private static String collection(Message request) {
    for (FieldDescriptor field : request.getDescriptorForType().getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated()) {
        String name = UnaryMethod.collection((Message) request.getField(field));
        if (!name.isEmpty()) {
          return name;
        }
      }
    }
    return UnaryMethod.collection(request);
  }
}
