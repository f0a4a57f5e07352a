package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.actors.query.Answered;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.http.consistency.ReadTerms;
import io.dunlin.sharding.Collections;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Replies with what was read, and what is to be known of it. */
final class AnswerReplies {
  private AnswerReplies() {}

  static <T> CompletionStage<Reply> reply(
      Collections collections,
      String collection,
      ReadTerms terms,
      CompletionStage<Answered<T>> read,
      Function<T, MessageLite> response) {
    return read.thenCompose(answered ->
        AnswerNotes.ofRead(collections, collection, terms, answered.notes())
            .thenApply(notes -> new Reply(response.apply(answered.value()), notes)));
  }
}
