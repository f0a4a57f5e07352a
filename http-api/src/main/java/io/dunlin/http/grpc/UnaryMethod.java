package io.dunlin.http.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
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
    Q request;
    try {
      request = parser.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      // The gRPC status page gives this case INTERNAL on both sides.
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL,
          "The message cannot be read as %s takes it: %s".formatted(path, e.getMessage()));
    }
    return body.answer(request, call);
  }
}
