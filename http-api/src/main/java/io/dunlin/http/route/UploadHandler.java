package io.dunlin.http.route;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;

/** What an operation does whose body may be larger than memory: it reads that itself. */
record UploadHandler(Body body) implements Handler {
  /** Takes the body as it comes. */
  @FunctionalInterface
  interface Body {
    /**
     * @param call without its body
     * @param system runs what reads it
     */
    CompletionStage<Reply> read(Call call, HttpEntity entity, ClassicActorSystemProvider system);
  }

  CompletionStage<Reply> handle(Call call, HttpEntity entity, ClassicActorSystemProvider system) {
    return body.read(call, entity, system);
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    throw new IllegalStateException("the body has to be handed over as it comes");
  }
}
