package io.dunlin.http.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.dunlin.http.error.GrpcCode;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** One method: a message in, a message out. */
record UnaryMethod<Q>(String path, Parser<Q> parser, Body<Q> body) {

  /** What a method does. May throw what its stage may fail with. */
  @FunctionalInterface
  interface Body<Q> {
    CompletionStage<Reply> answer(Q request, Call call);
  }

  CompletionStage<Reply> answer(ByteBuffer message, Call call) {
    return body.answer(parse(message), call);
  }

  /** The collection that the message names; empty where it names none. */
  String named(ByteBuffer message) {
    return parse(message) instanceof Message request ? collection(request) : "";
  }

  /** The collection that a request of the contract names; empty where it names none. */
  static String collection(Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("collection_name");
    return field == null ? "" : (String) request.getField(field);
  }

  private Q parse(ByteBuffer message) {
    try {
      return parser.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      // The gRPC status page gives this case INTERNAL on both sides.
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL,
          "The message cannot be read as %s takes it: %s".formatted(path, e.getMessage()));
    }
  }
}
