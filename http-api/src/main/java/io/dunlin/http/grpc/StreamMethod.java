package io.dunlin.http.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.dunlin.persistence.model.PointId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One method whose client sends any number of messages on one stream and gets an answer to each.
 *
 * @param <Q> what the client sends
 */
interface StreamMethod<Q extends Message> {
  Q requestType();

  /** What one stream may hold: requests until they are answered, then answers. */
  Limits limits();

  /**
   * @param calls at the same time
   * @param bytes of all of them; a single one that is larger goes alone
   * @param together so many of one kind are answered as one
   */
  record Limits(int calls, long bytes, int together) {}

  /**
   * What requests must have in common to be answered as one when they wait at the same time; empty
   * for one that is answered alone. Such requests name the same collection.
   *
   * @param stream the call that opened the stream
   */
  Optional<?> kind(Q request, Call stream);

  /** How long the answer may take, where the request says so. May throw what answers may. */
  Optional<Duration> timeout(Q request);

  /** The points that the request changes: two requests about one point are not done at once. */
  Set<PointId> changes(Q request);

  /** May throw what its stage may fail with. */
  CompletionStage<? extends MessageLite> answer(Q request, Call call);

  /**
   * Requests of one kind, answered in their order. Fails when one of them does: each is answered
   * alone then.
   */
  CompletionStage<? extends List<? extends MessageLite>> answer(List<Q> requests, Call call);

  /** The answer to a request that failed. */
  MessageLite refusal(Q request, GrpcStatus status);
}
