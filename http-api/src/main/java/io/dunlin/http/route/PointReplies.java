package io.dunlin.http.route;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.Trace;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.http.consistency.ReadTerms;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.KeyedOperation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads and writes points, and replies with the answer and what is to be said of it. */
record PointReplies(Collections collections) {

  /** What a read asks of the collections, once its options are known. */
  @FunctionalInterface
  interface Read<T> {
    CompletionStage<Answered<T>> with(ReadOptions options);
  }

  <T> CompletionStage<Reply> read(Call call, Read<T> read, Function<T, JsonBody> body) {
    return read(call, read, (value, _) -> body.apply(value));
  }

  /** A query, whose answer says how it came about where a trace is given. */
  <T> CompletionStage<Reply> read(
      Call call, Optional<Trace> trace, Read<T> read, Function<T, JsonBody> body) {
    return read(call, Optional.empty(), trace, read, body);
  }

  /** The same of which there may be pages. */
  <T> CompletionStage<Reply> read(
      Call call,
      Optional<ReadView> cursor,
      Optional<Trace> trace,
      Read<T> read,
      Function<T, JsonBody> body) {
    ReadTerms terms = call.readTerms(cursor);
    return read(
        call, trace.map(terms::traced).orElse(terms), read, (value, _) -> body.apply(value));
  }

  /** Where the answer itself says how much it is to be relied on. */
  <T> CompletionStage<Reply> read(
      Call call, Read<T> read, BiFunction<T, AnswerNotes, JsonBody> body) {
    return read(call, call.readTerms(), read, body);
  }

  private <T> CompletionStage<Reply> read(
      Call call, ReadTerms terms, Read<T> read, BiFunction<T, AnswerNotes, JsonBody> body) {
    return read.with(terms.options())
        .thenCompose(answered ->
            AnswerNotes.ofRead(collections, call.collection(), terms, answered.notes())
                .thenApply(notes -> new Reply.Result(body.apply(answered.value(), notes), notes)));
  }

  CompletionStage<Reply> write(
      Call call, List<KeyedOperation> operations, Function<List<WriteResult>, JsonBody> body) {
    return write(
        call, options -> collections.writeKeyed(call.collection(), operations, options), body);
  }

  CompletionStage<Reply> write(
      Call call,
      Function<WriteOptions, CompletionStage<List<WriteResult>>> writing,
      Function<List<WriteResult>, JsonBody> body) {
    return collections
        .find(call.collection())
        .thenCompose(info ->
            writing
                .apply(call.writeOptions())
                .thenApply(results ->
                    new Reply.Result(body.apply(results), AnswerNotes.ofWrite(info, results))));
  }
}
