package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.CatalogProtocol.Command;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Waits until this node's copy of the catalog is as new as the catalog itself. A change is answered
 * when all nodes that the catalog knows hold it, which just after it has moved may not be all there
 * are: so what a node does not know may be there nevertheless. Any thread may ask.
 */
public final class CatchUp {
  private record Waiting(long version, CompletableFuture<Boolean> reached) {}

  private final CatalogCopy copy;
  private final ActorRef<Command> catalog;
  private final Scheduler scheduler;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

  public CatchUp(CatalogCopy copy, ActorRef<Command> catalog, Scheduler scheduler) {
    this.copy = copy;
    this.catalog = catalog;
    this.scheduler = scheduler;
    copy.afterChange(() -> waiting.forEach(this::look));
  }

  /**
   * True when the copy has all that the catalog had when it was asked; false when the catalog did
   * not answer, or what it has did not come, for {@code patience}. Never a failure.
   */
  public CompletionStage<Boolean> now(Duration patience) {
    return AskPattern.<Command, Long>askWithStatus(
            catalog, CatalogProtocol.AskVersion::new, patience, scheduler)
        .thenCompose(version -> reached(version, patience))
        .exceptionally(_ -> false);
  }

  private CompletionStage<Boolean> reached(long version, Duration patience) {
    Waiting one = new Waiting(version, new CompletableFuture<>());
    waiting.add(one);
    look(one);
    return one.reached()
        .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, _) -> waiting.remove(one));
  }

  private void look(Waiting one) {
    if (copy.state().version() >= one.version()) {
      one.reached().complete(true);
    }
  }
}
