package io.dunlin.cluster.contract;

import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.dunlin.v1.CursorsProto;
import io.dunlin.v1.StreamsProto;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A call of one of Dunlin's own methods, most of which have streams where the contract's have
 * single messages: a single answer is a stream of one. Messages of a stream are parted by lines of
 * dashes.
 */
final class StreamedCall {
  /** By their full names. */
  static final Map<String, Descriptors.MethodDescriptor> METHODS =
      Stream.of(StreamsProto.getDescriptor(), CursorsProto.getDescriptor())
          .flatMap(file -> file.getServices().stream())
          .flatMap(service -> service.getMethods().stream())
          .collect(
              Collectors.toMap(
                  method -> method.getService().getFullName() + "/" + method.getName(),
                  Function.identity()));

  private static final Pattern BETWEEN = Pattern.compile("\\R-{3,}\\R");

  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final Descriptors.MethodDescriptor method;
  private final Duration patience;
  private final ClientCall<Message, Message> call;

  StreamedCall(ManagedChannel channel, String method, Duration patience) {
    this.method = Objects.requireNonNull(METHODS.get(method), method);
    this.patience = patience;
    this.call =
        channel.newCall(
            MethodDescriptor.<Message, Message>newBuilder()
                .setType(
                    this.method.isClientStreaming()
                        ? MethodType.BIDI_STREAMING
                        : MethodType.SERVER_STREAMING)
                .setFullMethodName(method)
                .setRequestMarshaller(marshaller(this.method.getInputType()))
                .setResponseMarshaller(marshaller(this.method.getOutputType()))
                .build(),
            CallOptions.DEFAULT.withDeadlineAfter(patience.toSeconds(), TimeUnit.SECONDS));
  }

  private static Marshaller<Message> marshaller(Descriptors.Descriptor type) {
    return ProtoUtils.marshaller((Message) DynamicMessage.getDefaultInstance(type));
  }

  static List<String> parts(String text) {
    return List.of(BETWEEN.split(text));
  }

  /**
   * The first answers. Where the client streams, each message waits for the answer to the one
   * before. Throws what the stream ends with before there are so many.
   */
  List<Message> answers(List<String> requests, int count) {
    List<Message> answers = new ArrayList<>();
    if (method.isClientStreaming()) {
      StreamObserver<Message> out = ClientCalls.asyncBidiStreamingCall(call, new Collecting());
      for (String request : requests) {
        out.onNext(message(request));
        answers.add(next());
      }
      out.onCompleted();
    } else {
      ClientCalls.asyncServerStreamingCall(
          call, message(String.join("\n", requests)), new Collecting());
      while (answers.size() < count) {
        answers.add(next());
      }
      call.cancel("enough was told", null);
    }
    return answers;
  }

  private Message message(String text) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(method.getInputType());
    try {
      TextFormat.merge(text, builder);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(text, e);
    }
    return builder.build();
  }

  private Message next() {
    Object next;
    try {
      next = received.poll(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return switch (next) {
      case Message message -> message;
      case StatusRuntimeException end -> throw end;
      case null, default -> throw new AssertionError("no message: " + next);
    };
  }

  private final class Collecting implements StreamObserver<Message> {
    @Override
    public void onNext(Message message) {
      received.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      received.add(failure);
    }

    @Override
    public void onCompleted() {
      received.add("the end");
    }
  }
}
