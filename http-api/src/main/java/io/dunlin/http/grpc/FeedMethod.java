package io.dunlin.http.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.dunlin.http.error.GrpcCode;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Source;

/**
 * One method that answers a single message with a stream of them.
 *
 * @param <Q> what the client sends
 */
record FeedMethod<Q extends Message>(Q requestType, Body<Q> body) {

  /** What a method does. May throw what its stage or the stream may fail with. */
  @FunctionalInterface
  interface Body<Q> {
    CompletionStage<? extends Source<? extends MessageLite, ?>> open(Q request);
  }

  CompletionStage<? extends Source<? extends MessageLite, ?>> open(ByteBuffer message) {
    return body.open(parse(message));
  }

  /** The collection that the message names. */
  String named(ByteBuffer message) {
    return UnaryMethod.collection(parse(message));
  }

  private Q parse(ByteBuffer message) {
    @SuppressWarnings("unchecked") // a message's own parser yields messages of its class
    Parser<Q> parser = (Parser<Q>) requestType.getParserForType();
    try {
      return parser.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL, "The message cannot be read: " + e.getMessage());
    }
  }
}
