package io.dunlin.http.route;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;

/** What an operation does whose body may be larger than memory: it reads that itself. */
@FunctionalInterface
interface UploadHandler extends Handler {
  /**
   * @param call without its body
   * @param system runs what reads it
   */
  CompletionStage<Reply> handle(Call call, HttpEntity entity, ClassicActorSystemProvider system);

  @Override
  default CompletionStage<Reply> handle(Call call) {
    throw new IllegalStateException("the body has to be handed over as it comes");
  }
}
