package io.dunlin.cluster.boot;

import io.dunlin.http.ApiServer;
import java.time.Duration;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The stop of a node, in the phases of Pekko's coordinated shutdown, in which each part has entered
 * its own share: ports closed, running requests ended, shards stopped, cluster left, actor system
 * and with it the journal closed.
 */
public final class OrderedStop {
  /** The node was asked to stop. */
  private static final class Asked implements CoordinatedShutdown.Reason {
    @Override
    public String toString() {
      return "asked to stop";
    }
  }

  /** How long requests under way may take to end; shorter than the phase's own timeout. */
  private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(4);

  private OrderedStop() {}

  /** Enters the ports as the first to close: nothing new comes in while the rest stops. */
  public static void closeFirst(ActorSystem<?> system, ApiServer server) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "close-ports",
            () -> server.stop(REQUEST_PATIENCE).thenApply(none -> Done.getInstance()));
  }

  /** Returns when all is stopped. Calls after the first wait for the same stop. */
  public static void run(ActorSystem<?> system) {
    CoordinatedShutdown.get(system).runAll(new Asked()).toCompletableFuture().join();
    await(system);
  }

  /** Returns when the system has ended, whoever ended it. */
  public static void await(ActorSystem<?> system) {
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
