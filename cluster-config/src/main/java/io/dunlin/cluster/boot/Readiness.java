package io.dunlin.cluster.boot;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.management.javadsl.ReadinessCheckSetup;

/**
 * Whether the node has begun to serve, for {@code /ready} of the management port, which asks for
 * membership too. It stays so while shards come and go: another node could answer no better what
 * one that is being opened here cannot. Any thread may ask.
 */
public final class Readiness {
  private volatile boolean serving;

  /** From now on requests may come. */
  public void begin() {
    serving = true;
  }

  /** The check, for the settings of an actor system. */
  public Setup check() {
    return ReadinessCheckSetup.create(
        _ -> List.of(() -> CompletableFuture.completedStage(serving)));
  }
}
