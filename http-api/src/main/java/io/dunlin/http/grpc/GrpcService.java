package io.dunlin.http.grpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.dunlin.http.error.ErrorMapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * One service of the contract and those of its methods that are built. The others answer that they
 * are not.
 */
final class GrpcService {
  private final ServiceDescriptor descriptor;
  private final Map<String, UnaryMethod<?>> built = new LinkedHashMap<>();
  private final Map<String, StreamMethod<?>> streams = new LinkedHashMap<>();
  private final Map<String, FeedMethod<?>> feeds = new LinkedHashMap<>();

  private GrpcService(ServiceDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  static GrpcService of(FileDescriptor file, String name) {
    return new GrpcService(
        Objects.requireNonNull(
            file.findServiceByName(name), () -> file.getName() + " has no service " + name));
  }

  /** What a method does that has nothing to say but a message. */
  @FunctionalInterface
  interface Plain<Q> {
    CompletionStage<? extends MessageLite> answer(Q request, Call call);
  }

  /** Adds a method; its name and the type of its request must be the contract's. */
  <Q extends Message> GrpcService method(String name, Q requestType, Plain<Q> body) {
    return noted(
        name, requestType, (request, call) -> body.answer(request, call).thenApply(Reply::of));
  }

  /** Adds a method whose answers may have notes. */
  <Q extends Message> GrpcService noted(String name, Q requestType, UnaryMethod.Body<Q> body) {
    MethodDescriptor method = find(name, requestType);
    built.put(name, new UnaryMethod<>(path(method), requestType, body));
    return this;
  }

  /** Adds a method that is a stream in both directions. */
  <Q extends Message> GrpcService stream(String name, StreamMethod<Q> method) {
    streams.put(path(find(name, method.requestType())), method);
    return this;
  }

  /** Adds a method whose answer is a stream. */
  GrpcService feed(String name, FeedMethod<?> method) {
    feeds.put(path(find(name, method.requestType())), method);
    return this;
  }

  private MethodDescriptor find(String name, Message requestType) {
    MethodDescriptor method =
        Objects.requireNonNull(
            descriptor.findMethodByName(name),
            () -> descriptor.getFullName() + " has no method " + name);
    if (method.getInputType() != requestType.getDescriptorForType()) {
      throw new IllegalArgumentException(
          "%s takes %s, not %s"
              .formatted(
                  method.getFullName(),
                  method.getInputType().getName(),
                  requestType.getDescriptorForType().getName()));
    }
    return method;
  }

  /** By path. */
  Map<String, StreamMethod<?>> streams() {
    return streams;
  }

  /** By path. */
  Map<String, FeedMethod<?>> feeds() {
    return feeds;
  }

  ServiceDescriptor descriptor() {
    return descriptor;
  }

  /** All methods but the streams. */
  Stream<UnaryMethod<?>> methods() {
    return descriptor.getMethods().stream()
        .filter(method -> !streams.containsKey(path(method)) && !feeds.containsKey(path(method)))
        .map(method -> {
          UnaryMethod<?> known = built.get(method.getName());
          return known != null ? known : notBuilt(method);
        });
  }

  private static UnaryMethod<?> notBuilt(MethodDescriptor method) {
    return new UnaryMethod<>(
        path(method),
        Empty.getDefaultInstance(), // keeps all fields as unknown ones: any message is read
        (_, _) -> {
          throw ErrorMapping.notBuilt(method.getFullName());
        });
  }

  private static String path(MethodDescriptor method) {
    return "/" + method.getService().getFullName() + "/" + method.getName();
  }
}
