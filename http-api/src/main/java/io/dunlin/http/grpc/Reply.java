package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.http.consistency.AnswerNotes;

/** What a method answers: a message, and what is to be said of it in the metadata. */
record Reply(MessageLite message, AnswerNotes notes) {
  static Reply of(MessageLite message) {
    return new Reply(message, AnswerNotes.NONE);
  }
}
