package io.dunlin.cluster.boot;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.management.javadsl.ReadinessCheckSetup;

/**
 * Whether the node has begun to serve and has not been told to stop, for {@code /ready} of the
 * management port, which asks for membership too. It stays so while shards come and go: another
 * node could answer no better what one that is being opened here cannot. Any thread may ask.
 */
public final class Readiness {
  private volatile boolean serving;

  /** From now on requests may come, until the node begins to stop. */
  public void begin(ActorSystem<?> system) {
    serving = true;
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "not-ready",
            () -> {
              serving = false;
              return CompletableFuture.completedStage(Done.getInstance());
            });
  }

  /** The check, for the settings of an actor system. */
  public Setup check() {
    return ReadinessCheckSetup.create(
        _ -> List.of(() -> CompletableFuture.completedStage(serving)));
  }
}
