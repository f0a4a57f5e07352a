package io.dunlin.sharding;

import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.CoordinatedShutdown;
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
    return attempt(
            system,
            () ->
                AskPattern.<C, T>askWithStatus(
                    to, message::apply, timeout.plus(GRACE), system.scheduler()))
        .exceptionallyCompose(failure -> failed(system, failure));
  }

  /** True when each shard has done it. */
  static CompletionStage<Boolean> all(
      ActorSystem<?> system,
      List<ShardId> shards,
      Function<ShardId, CompletionStage<Boolean>> action) {
    List<CompletableFuture<Boolean>> each =
        shards.stream().map(shard -> action.apply(shard).toCompletableFuture()).toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> true)
        .exceptionallyCompose(failure -> failed(system, failure));
  }

  /** The failure of a question as clients are told of it. */
  static <T> CompletionStage<T> failed(ActorSystem<?> system, Throwable failure) {
    Throwable cause = Causes.of(failure);
    return CompletableFuture.failedStage(
        switch (cause) {
          case DunlinException known -> known;
          case Throwable _ when stops(system) ->
              new DunlinFailure.Unavailable(
                      "this node is stopping; a write may or may not be stored")
                  .asException();
          case TimeoutException _ ->
              new DunlinFailure.TimedOut("no answer in time; a write may or may not be stored")
                  .asException();
          default -> cause;
        });
  }

  /** From then on actors and timers may be gone that a question needs. */
  private static boolean stops(ActorSystem<?> system) {
    return CoordinatedShutdown.get(system).getShutdownReason().isPresent()
        || system.whenTerminated().isCompleted();
  }

  /** A system that has ended has no timers to ask with, and says so by throwing. */
  private static <T> CompletionStage<T> attempt(
      ActorSystem<?> system, Supplier<CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (IllegalStateException e) {
      if (stops(system)) {
        return CompletableFuture.failedStage(e);
      }
      throw e;
    }
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
