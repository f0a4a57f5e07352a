package io.dunlin.http.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
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

  CompletionStage<? extends Source<? extends MessageLite, ?>> open(Q request) {
    return body.open(request);
  }
}
