package io.dunlin.http.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.concurrent.CompletionStage;

/**
 * One method: a message in, a message out.
 *
 * @param <Q> what the client sends
 */
record UnaryMethod<Q extends Message>(String path, Q requestType, Body<Q> body) {

  /** What a method does. May throw what its stage may fail with. */
  @FunctionalInterface
  interface Body<Q> {
    CompletionStage<Reply> answer(Q request, Call call);
  }

  CompletionStage<Reply> answer(Q request, Call call) {
    return body.answer(request, call);
  }

  /** The collection that a request of the contract names; empty where it names none. */
  static String collection(Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("collection_name");
    return field == null ? "" : (String) request.getField(field);
  }
}
