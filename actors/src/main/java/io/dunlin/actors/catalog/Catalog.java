package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.CatalogProtocol.Changed;
import io.dunlin.actors.catalog.CatalogProtocol.Command;
import io.dunlin.actors.catalog.CatalogProtocol.Create;
import io.dunlin.actors.catalog.CatalogProtocol.Drop;
import io.dunlin.actors.catalog.CatalogProtocol.Follow;
import io.dunlin.actors.catalog.CatalogProtocol.Holds;
import io.dunlin.actors.catalog.CatalogProtocol.Update;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.event.PointLimits;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * The one truth about which collections there are. An event-sourced cluster singleton. When the
 * journal fails it starts again from the log, a little later each time; the caller of the change
 * that failed hears nothing and times out.
 */
public final class Catalog extends EventSourcedBehavior<Command, CatalogEvent, CatalogState> {
  private static final String PERSISTENCE_ID = "catalog";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final BackoffSupervisorStrategy AGAIN =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.1);

  record FollowerGone(ActorRef<Changed> follower) implements Command {}

  record GiveUpWaiting(long version) implements Command {}

  /** A change whose caller waits for the followers. */
  private record Waiting(long version, ActorRef<StatusReply<Boolean>> replyTo) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Map<ActorRef<Changed>, Long> followers = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /** False until the first follower is heard of: after a start they are there but not known. */
  private boolean followed;

  public static Behavior<Command> create() {
    // The journal's failures are dealt with inside; what it rejects, and all else, here.
    return Behaviors.<Command>supervise(
            Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Catalog(context, timers))))
        .onFailure(AGAIN);
  }

  private Catalog(ActorContext<Command> context, TimerScheduler<Command> timers) {
    super(PersistenceId.ofUniqueId(PERSISTENCE_ID), AGAIN);
    this.context = context;
    this.timers = timers;
  }

  @Override
  public CatalogState emptyState() {
    return CatalogState.EMPTY;
  }

  @Override
  public EventHandler<CatalogState, CatalogEvent> eventHandler() {
    return CatalogState::after;
  }

  @Override
  public CommandHandler<Command, CatalogEvent, CatalogState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Create create -> onCreate(state, create);
          case Update update -> onUpdate(state, update);
          case Drop drop -> onDrop(state, drop);
          case Follow follow -> onFollow(state, follow);
          case Holds holds -> onHolds(holds);
          case FollowerGone gone -> onFollowerGone(gone);
          case GiveUpWaiting give -> onGiveUpWaiting(give);
        };
  }

  private Effect<CatalogEvent, CatalogState> onCreate(CatalogState state, Create create) {
    if (state.find(create.name()).isPresent()) {
      return refuse(
          create.replyTo(),
          new DunlinFailure.AlreadyExists("Collection `" + create.name() + "` already exists!"));
    }
    Optional<String> violation = violation(create.config());
    if (violation.isPresent()) {
      return refuse(create.replyTo(), new DunlinFailure.WrongInput(violation.get()));
    }
    List<ShardId> shards =
        Stream.generate(() -> new ShardId(UUID.randomUUID()))
            .limit(create.config().shardNumber())
            .toList();
    CollectionInfo made =
        new CollectionInfo(create.name(), UUID.randomUUID(), create.config(), shards);
    return change(new CatalogEvent.CollectionCreated(made), create.replyTo());
  }

  private Effect<CatalogEvent, CatalogState> onUpdate(CatalogState state, Update update) {
    return state
        .find(update.name())
        .map(collection -> {
          CollectionConfig config = update.patch().applyTo(collection.config());
          Optional<String> violation = violation(config);
          return violation.isPresent()
              ? refuse(update.replyTo(), new DunlinFailure.WrongInput(violation.get()))
              : change(
                  new CatalogEvent.CollectionUpdated(collection.uuid(), config), update.replyTo());
        })
        .orElseGet(() ->
            refuse(
                update.replyTo(),
                new DunlinFailure.NotFound("Collection `" + update.name() + "` doesn't exist!")));
  }

  private static Optional<String> violation(CollectionConfig config) {
    return config
        .violation()
        .map(Violation::toString)
        .or(() -> PointLimits.violation("the collection's metadata", config.metadata(), 0));
  }

  private Effect<CatalogEvent, CatalogState> onDrop(CatalogState state, Drop drop) {
    return state
        .find(drop.name())
        .map(collection ->
            change(new CatalogEvent.CollectionDropped(collection.uuid()), drop.replyTo()))
        .orElseGet(
            () -> Effect().none().thenRun(() -> drop.replyTo().tell(StatusReply.success(false))));
  }

  private Effect<CatalogEvent, CatalogState> refuse(
      ActorRef<StatusReply<Boolean>> caller, DunlinFailure failure) {
    return Effect().none().thenRun(() -> caller.tell(StatusReply.error(failure.asException())));
  }

  private Effect<CatalogEvent, CatalogState> change(
      CatalogEvent event, ActorRef<StatusReply<Boolean>> caller) {
    return Effect()
        .persist(event)
        .thenRun(state -> {
          waiting.add(new Waiting(state.version(), caller));
          timers.startSingleTimer(state.version(), new GiveUpWaiting(state.version()), PATIENCE);
          followers.keySet().forEach(follower -> send(state, follower));
          answerWhoNeedNotWait();
        });
  }

  private Effect<CatalogEvent, CatalogState> onFollow(CatalogState state, Follow follow) {
    return Effect()
        .none()
        .thenRun(() -> {
          if (!followers.containsKey(follow.follower())) {
            followed = true;
            followers.put(follow.follower(), 0L);
            context.watchWith(follow.follower(), new FollowerGone(follow.follower()));
            send(state, follow.follower());
          }
        });
  }

  private Effect<CatalogEvent, CatalogState> onHolds(Holds holds) {
    return Effect()
        .none()
        .thenRun(() -> {
          followers.computeIfPresent(
              holds.follower(), (_, version) -> Math.max(version, holds.version()));
          answerWhoNeedNotWait();
        });
  }

  private Effect<CatalogEvent, CatalogState> onFollowerGone(FollowerGone gone) {
    return Effect()
        .none()
        .thenRun(() -> {
          followers.remove(gone.follower());
          answerWhoNeedNotWait();
        });
  }

  private Effect<CatalogEvent, CatalogState> onGiveUpWaiting(GiveUpWaiting give) {
    return Effect()
        .none()
        .thenRun(() -> {
          followers.forEach((follower, version) -> {
            if (version < give.version()) {
              context
                  .getLog()
                  .warn("{} is slow to take catalog version {}", follower, give.version());
            }
          });
          answer(give.version());
        });
  }

  private void send(CatalogState state, ActorRef<Changed> follower) {
    follower.tell(new Changed(state, context.getSelf()));
  }

  private void answerWhoNeedNotWait() {
    if (followed) {
      answer(followers.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE));
    }
  }

  private void answer(long version) {
    Iterator<Waiting> each = waiting.iterator();
    while (each.hasNext()) {
      Waiting caller = each.next();
      if (caller.version() <= version) {
        each.remove();
        timers.cancel(caller.version());
        caller.replyTo().tell(StatusReply.success(true));
      }
    }
  }
}
