package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.CatalogProtocol.Changed;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Keeps this node's {@link CatalogCopy}. One on every node. */
public final class CatalogFollower {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** Only the follower itself sends these. */
  public sealed interface Command {}

  private record Ask() implements Command {}

  private record News(Changed changed) implements Command {}

  private CatalogFollower() {}

  /**
   * @param listener told the old and the new state after the copy has the new one
   */
  public static Behavior<Command> create(
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      BiConsumer<CatalogState, CatalogState> listener) {
    return Behaviors.setup(context -> follow(context, catalog, copy, listener));
  }

  private static Behavior<Command> follow(
      ActorContext<Command> context,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      BiConsumer<CatalogState, CatalogState> listener) {
    ActorRef<Changed> news = context.messageAdapter(Changed.class, News::new);
    return Behaviors.withTimers(timers -> {
      context.getSelf().tell(new Ask());
      timers.startTimerWithFixedDelay(new Ask(), INTERVAL);
      return Behaviors.receiveMessage(command -> {
        switch (command) {
          case Ask _ -> catalog.tell(new CatalogProtocol.Follow(news));
          case News(Changed changed) -> {
            CatalogState old = copy.state();
            if (!copy.loaded() || changed.state().version() > old.version()) {
              copy.update(changed.state());
              listener.accept(old, changed.state());
            }
            changed.catalog().tell(new CatalogProtocol.Holds(news, changed.state().version()));
          }
        }
        return Behaviors.same();
      });
    });
  }
}
