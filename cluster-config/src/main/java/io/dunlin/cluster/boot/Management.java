package io.dunlin.cluster.boot;

import io.dunlin.cluster.settings.DunlinSettings.ManagementSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * Pekko Management: health ({@code /ready}, {@code /alive}) and membership ({@code
 * /cluster/members}) over HTTP, where it is enabled.
 */
public final class Management {
  private Management() {}

  /** Completes when the operators' port is bound, or at once where there is none to be. */
  public static CompletionStage<Done> start(ActorSystem<?> system, ManagementSettings settings) {
    return settings.enabled()
        ? PekkoManagement.get(system).start().thenApply(address -> Done.getInstance())
        : CompletableFuture.completedFuture(Done.getInstance());
  }
}
