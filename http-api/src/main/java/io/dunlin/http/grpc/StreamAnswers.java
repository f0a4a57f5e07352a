package io.dunlin.http.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What the requests of a stream are answered: those that begin together as one, and each alone
 * where that fails, so that a request never fails for what stands in another.
 *
 * @param stream the call that opened the stream: its deadline is the stream's
 * @param counted told of each answer
 */
record StreamAnswers<Q extends Message>(StreamMethod<Q> method, Call stream, Counted counted) {
  /** Counts answers by their status; any thread may. */
  @FunctionalInterface
  interface Counted {
    /**
     * @param startNanos {@link System#nanoTime} when the request had come whole
     */
    void answered(GrpcStatus status, long startNanos);
  }

  /** An answer to each, in their order, of which some may say that it failed. Never fails. */
  CompletionStage<List<MessageLite>> to(List<StreamRequest<Q>> requests) {
    return requests.size() == 1 ? eachAlone(requests) : together(requests);
  }

  private CompletionStage<List<MessageLite>> together(List<StreamRequest<Q>> requests) {
    List<Q> messages = requests.stream().map(StreamRequest::message).toList();
    return attempt(() -> method.answer(messages, call(requests.getFirst())))
        .<List<MessageLite>>thenApply(answers -> {
          requests.forEach(request -> counted.answered(GrpcStatus.OK, request.at()));
          return List.copyOf(answers);
        })
        .exceptionallyCompose(_ -> eachAlone(requests));
  }

  private CompletionStage<List<MessageLite>> eachAlone(List<StreamRequest<Q>> requests) {
    List<CompletableFuture<MessageLite>> answers =
        requests.stream().map(request -> alone(request).toCompletableFuture()).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(_ -> answers.stream().map(CompletableFuture::resultNow).toList());
  }

  private CompletionStage<MessageLite> alone(StreamRequest<Q> request) {
    return attempt(() -> method.answer(request.message(), call(request)))
        .handle((answer, failure) -> {
          GrpcStatus status = failure == null ? GrpcStatus.OK : GrpcStatus.of(failure);
          counted.answered(status, request.at());
          return answer == null ? method.refusal(request.message(), status) : answer;
        });
  }

  private static <T> CompletionStage<? extends T> attempt(
      Supplier<CompletionStage<? extends T>> answer) {
    try {
      return answer.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The stream's deadline holds for each request, and its own timeout where it has one. */
  private Call call(StreamRequest<Q> request) {
    Optional<Duration> left =
        stream
            .deadline()
            .map(deadline -> deadline.minusNanos(request.at() - stream.startNanos()))
            .map(rest -> rest.isPositive() ? rest : Duration.ofNanos(1));
    Optional<Duration> own = method.timeout(request.message());
    return new Call(
        request.at(),
        own.filter(time -> left.isEmpty() || time.compareTo(left.get()) < 0).or(() -> left),
        stream.defaultTimeout(),
        stream.headers(),
        stream.author());
  }
}
