package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.pattern.StatusReply;

/** Questions to actors, whose failures are of the one family that the API knows. */
final class Asks {
  /** So that the actor that carries a request can say itself that time is up. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private Asks() {}

  static <C, T> CompletionStage<T> ask(
      ActorSystem<?> system,
      ActorRef<C> to,
      Function<ActorRef<StatusReply<T>>, C> message,
      Duration timeout) {
    return AskPattern.<C, T>askWithStatus(
            to, message::apply, timeout.plus(GRACE), system.scheduler())
        .exceptionallyCompose(Asks::timedOut);
  }

  static <T> CompletionStage<T> timedOut(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TimeoutException) {
      return CompletableFuture.failedStage(
          new DunlinFailure.TimedOut("no answer in time; a write may or may not be stored")
              .asException());
    }
    return CompletableFuture.failedStage(cause == null ? failure : cause);
  }

  /** Turns what a check throws into a failed stage. */
  static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> action) {
    try {
      return action.get();
    } catch (DunlinException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
