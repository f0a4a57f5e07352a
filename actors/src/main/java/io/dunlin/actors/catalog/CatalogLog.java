package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.CatalogProtocol.Abort;
import io.dunlin.actors.catalog.CatalogProtocol.AcceptIndexes;
import io.dunlin.actors.catalog.CatalogProtocol.AskVersion;
import io.dunlin.actors.catalog.CatalogProtocol.Change;
import io.dunlin.actors.catalog.CatalogProtocol.ChangeAliases;
import io.dunlin.actors.catalog.CatalogProtocol.ChangeField;
import io.dunlin.actors.catalog.CatalogProtocol.ChangeVector;
import io.dunlin.actors.catalog.CatalogProtocol.Command;
import io.dunlin.actors.catalog.CatalogProtocol.Create;
import io.dunlin.actors.catalog.CatalogProtocol.CreateKey;
import io.dunlin.actors.catalog.CatalogProtocol.Drop;
import io.dunlin.actors.catalog.CatalogProtocol.DropKey;
import io.dunlin.actors.catalog.CatalogProtocol.Follow;
import io.dunlin.actors.catalog.CatalogProtocol.Forget;
import io.dunlin.actors.catalog.CatalogProtocol.Holds;
import io.dunlin.actors.catalog.CatalogProtocol.Look;
import io.dunlin.actors.catalog.CatalogProtocol.Mark;
import io.dunlin.actors.catalog.CatalogProtocol.News;
import io.dunlin.actors.catalog.CatalogProtocol.Prepare;
import io.dunlin.actors.catalog.CatalogProtocol.Replace;
import io.dunlin.actors.catalog.CatalogProtocol.Report;
import io.dunlin.actors.catalog.CatalogProtocol.Restart;
import io.dunlin.actors.catalog.CatalogProtocol.RollBackIndexes;
import io.dunlin.actors.catalog.CatalogProtocol.SetReleased;
import io.dunlin.actors.catalog.CatalogProtocol.Update;
import io.dunlin.actors.catalog.CatalogProtocol.Wish;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.log.FencedLog;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.PointLimits;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/**
 * The catalog's log: decides about changes, writes them, and tells them to every node. Child of
 * {@link Catalog}.
 */
final class CatalogLog extends FencedLog<Command, CatalogEvent, CatalogLog.Table> {
  static final String PERSISTENCE_ID = "catalog";
  private static final Duration PLAN_EVERY = Duration.ofMillis(500);

  /** So long a change is held back for nodes that do not take it. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * The same for what takes names away: a node that has not heard of it would go on answering for
   * what the caller believes gone. One that is silent is no member any more before this is over.
   */
  private static final Duration PATIENCE_WITH_NAMES_GONE = Duration.ofSeconds(30);

  /** All that was confirmed. */
  static final class Table {
    private CatalogState state = CatalogState.EMPTY;
    private LogPoint at = LogPoint.START;
  }

  record Begin() implements Command {}

  /** Time to see whether all copies are where they should be. */
  record Plan() implements Command {}

  record FollowerGone(ActorRef<News> follower) implements Command {}

  record WholeSent(ActorRef<News> follower) implements Command {}

  record GiveUpWaiting(Waiting caller) implements Command {}

  /**
   * A caller who is answered when all followers hold a version.
   *
   * @param answer what is answered then
   */
  record Waiting(
      long version, StatusReply<Boolean> answer, ActorRef<StatusReply<Boolean>> replyTo) {}

  private static final DunlinFailure DEPOSED =
      new DunlinFailure.Unavailable(
          "the catalog is being taken over, or cannot reach the journal; send the request again");

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Placing placing;
  private final ActorRef<Command> catalog;
  private final Table table = new Table();
  private final Followers followers;
  private final List<Waiting> waiting = new ArrayList<>();

  static Behavior<Command> create(
      Claim claim, Placing placing, MessageCodec codec, ActorRef<Command> catalog) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new CatalogLog(context, timers, claim, placing, codec, catalog)));
  }

  private CatalogLog(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Claim claim,
      Placing placing,
      MessageCodec codec,
      ActorRef<Command> catalog) {
    super(context, PersistenceId.ofUniqueId(PERSISTENCE_ID), claim);
    this.context = context;
    this.timers = timers;
    this.placing = placing;
    this.catalog = catalog;
    this.followers = new Followers(context, codec);
  }

  @Override
  public Table emptyState() {
    return table;
  }

  @Override
  protected LogPoint at() {
    return table.at;
  }

  @Override
  protected void apply(long position, LogEntry<CatalogEvent> entry) {
    table.at = table.at.next(position, entry);
    if (entry instanceof LogEntry.Written<CatalogEvent> written) {
      table.state = table.state.after(written.event());
    }
  }

  @Override
  protected void onBrokenHistory() {
    // Nothing is kept: the next start reads the log from its beginning.
  }

  @Override
  protected Command begin() {
    return new Begin();
  }

  @Override
  protected void ready() {
    followers.begin();
    timers.startTimerWithFixedDelay(new Plan(), Duration.ZERO, PLAN_EVERY);
    catalog.tell(new Catalog.Opened(context.getSelf()));
  }

  @Override
  protected Effect<LogEntry<CatalogEvent>, Table> onCommand(Command command) {
    return switch (command) {
      // Another may have changed since what this one would answer by.
      case Change change when !isWriter() -> refuse(change.replyTo(), DEPOSED);
      case AskVersion ask when !isWriter() ->
          Effect()
              .none()
              .thenRun(() -> ask.replyTo().tell(StatusReply.error(DEPOSED.asException())));
      case Create create -> onCreate(table.state, create);
      case Update update -> onUpdate(table.state, update);
      case Drop drop -> onDrop(table.state, drop);
      case Prepare prepare -> onPrepare(table.state, prepare);
      case Replace replace ->
          decidedForAll(new ReplaceRules(table.state).replace(replace), replace.replyTo());
      case CreateKey create ->
          decided(new ShardKeyRules(table.state).create(create), create.replyTo());
      case DropKey drop -> decidedForAll(new ShardKeyRules(table.state).drop(drop), drop.replyTo());
      case ChangeAliases change ->
          decidedForAll(AliasRules.change(table.state, change.actions()), change.replyTo());
      case ChangeField change -> onChangeField(table.state, change);
      case ChangeVector change ->
          decidedForAll(VectorRules.change(table.state, change), change.replyTo());
      case RollBackIndexes back ->
          decided(IndexRules.rollBack(table.state, back.collection()), back.replyTo());
      case AcceptIndexes accept ->
          decided(IndexRules.accept(table.state, accept.collection()), accept.replyTo());
      case SetReleased set ->
          decided(
              ReleaseRules.change(table.state, set.collection(), set.released()), set.replyTo());
      case AskVersion ask ->
          Effect()
              .none()
              .thenRun(() -> ask.replyTo().tell(StatusReply.success(table.state.version())));
      case Forget forget -> onForget(table.state, forget);
      case Follow follow -> onFollow(follow);
      case Holds holds -> onHolds(holds);
      case Wish wish -> decided(rules().wish(wish.wish()), wish.replyTo());
      case Abort abort ->
          decided(rules().abort(abort.shard(), abort.from(), abort.to()), abort.replyTo());
      case Restart restart ->
          decided(
              rules().restart(restart.shard(), restart.from(), restart.to()), restart.replyTo());
      case Mark mark ->
          decided(rules().mark(mark.node(), mark.mark(), mark.force()), mark.replyTo());
      case Report report -> Effect().none().thenRun(() -> placing.reports().take(report.report()));
      case Look look ->
          Effect()
              .none()
              .thenRun(() -> look.replyTo().tell(placing.picture(table.state, look.shards())));
      case Plan _ -> onPlan();
      case FollowerGone gone -> onFollowerGone(gone);
      case WholeSent sent ->
          Effect().none().thenRun(() -> followers.onWholeSent(sent.follower(), table.state));
      case GiveUpWaiting give -> onGiveUpWaiting(give);
      case Begin _, Catalog.Message _ -> Effect().unhandled();
    };
  }

  private Effect<LogEntry<CatalogEvent>, Table> onCreate(CatalogState state, Create create) {
    Optional<DunlinFailure> taken = AliasRules.problemOfCollection(state, create.name());
    if (taken.isPresent()) {
      return refuse(create.replyTo(), taken.get());
    }
    Optional<String> violation = violation(create.config());
    if (violation.isPresent()) {
      return refuse(create.replyTo(), new DunlinFailure.WrongInput(violation.get()));
    }
    int shards =
        switch (create.config().sharding()) {
          case AUTO -> create.config().shardNumber();
          case CUSTOM -> 0;
        };
    CollectionInfo made =
        new CollectionInfo(
            create.name(),
            UUID.randomUUID(),
            create.config(),
            Stream.generate(() -> new ShardId(UUID.randomUUID())).limit(shards).toList());
    return change(new CatalogEvent.CollectionCreated(made), create.replyTo());
  }

  private Effect<LogEntry<CatalogEvent>, Table> onPrepare(CatalogState state, Prepare prepare) {
    Optional<String> violation = violation(prepare.prepared().config());
    return violation.isPresent()
        ? refuse(prepare.replyTo(), new DunlinFailure.WrongInput(violation.get()))
        : decided(new ReplaceRules(state).prepare(prepare), prepare.replyTo());
  }

  private Effect<LogEntry<CatalogEvent>, Table> onUpdate(CatalogState state, Update update) {
    return state
        .find(update.name())
        .map(collection -> {
          CollectionConfig config = update.patch().applyTo(collection.config());
          Optional<String> violation =
              update
                  .patch()
                  .unknownVector(collection.config())
                  .map(name -> "Not existing vector name error: " + name)
                  .or(() -> update.patch().tightened(collection.config()))
                  .or(() -> violation(config));
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

  private Effect<LogEntry<CatalogEvent>, Table> onChangeField(
      CatalogState state, ChangeField change) {
    Optional<CollectionInfo> found = state.find(change.collection());
    if (found.isEmpty()) {
      return refuse(
          change.replyTo(),
          new DunlinFailure.NotFound("Collection `" + change.collection() + "` doesn't exist!"));
    }
    CollectionConfig old = found.get().config();
    CollectionConfig config =
        change
            .schema()
            .map(schema -> old.withField(change.path(), schema))
            .orElseGet(() -> old.withoutField(change.path()));
    if (config.fields().equals(old.fields())) {
      return Effect().none().thenRun(() -> change.replyTo().tell(StatusReply.success(false)));
    }
    Optional<String> problem =
        config.fields().size() > ChangeField.MOST
            ? Optional.of(
                "field_name: the collection has %d payload indexes, and can have no more"
                    .formatted(ChangeField.MOST))
            : violation(config);
    return problem.isPresent()
        ? refuse(change.replyTo(), new DunlinFailure.WrongInput(problem.get()))
        : change(new CatalogEvent.CollectionUpdated(found.get().uuid(), config), change.replyTo());
  }

  private static Optional<String> violation(CollectionConfig config) {
    return config
        .violation()
        .map(Violation::toString)
        .or(() -> PointLimits.violation("the collection's metadata", config.metadata(), 0));
  }

  private Effect<LogEntry<CatalogEvent>, Table> onDrop(CatalogState state, Drop drop) {
    CollectionInfo collection = state.byName().get(drop.name());
    if (collection == null) {
      return answerForAll(StatusReply.success(false), drop.replyTo());
    }
    if (drop.meant().stream().anyMatch(meant -> !meant.equals(collection.uuid()))) {
      return refuse(
          drop.replyTo(),
          new DunlinFailure.Unavailable(
              "Collection `%s` was dropped and made again meanwhile; to drop this one, send the request again"
                  .formatted(drop.name())));
    }
    return change(new CatalogEvent.CollectionDropped(collection.uuid()), drop.replyTo());
  }

  private Effect<LogEntry<CatalogEvent>, Table> onForget(CatalogState state, Forget forget) {
    SortedSet<ShardId> shards = new TreeSet<>(forget.shards());
    shards.retainAll(state.dropped());
    if (shards.isEmpty()) {
      return Effect().none();
    }
    CatalogEvent forgotten = new CatalogEvent.ShardsForgotten(shards);
    return write(entry(forgotten)).thenRun(_ -> followers.onChange(forgotten, table.state));
  }

  private OperatorRules rules() {
    return new OperatorRules(table.state, placing.shards(table.state), placing.up());
  }

  private Effect<LogEntry<CatalogEvent>, Table> decided(
      OperatorRules.Decision decision, ActorRef<StatusReply<Boolean>> caller) {
    return switch (decision) {
      case OperatorRules.Refused(DunlinFailure failure) -> refuse(caller, failure);
      case OperatorRules.AsAsked _ ->
          Effect().none().thenRun(() -> caller.tell(StatusReply.success(true)));
      case OperatorRules.Change(CatalogEvent event) -> change(event, caller);
    };
  }

  /** A configuration is too long for a log. */
  private static String told(CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.CollectionCreated(CollectionInfo made) ->
          "collection %s is made, with %d shards".formatted(made.name(), made.shards().size());
      case CatalogEvent.CollectionUpdated(UUID collection, var _) ->
          "collection " + collection + " is changed";
      default -> event.toString();
    };
  }

  /**
   * The same for what takes names away. Where that is done already nothing changes, but its first
   * caller may have given up while some node still had the name: this one waits as that one did.
   */
  private Effect<LogEntry<CatalogEvent>, Table> decidedForAll(
      OperatorRules.Decision decision, ActorRef<StatusReply<Boolean>> caller) {
    return switch (decision) {
      case OperatorRules.Refused(DunlinFailure failure) ->
          answerForAll(StatusReply.error(failure.asException()), caller);
      case OperatorRules.AsAsked _ -> answerForAll(StatusReply.success(true), caller);
      case OperatorRules.Change _ -> decided(decision, caller);
    };
  }

  private Effect<LogEntry<CatalogEvent>, Table> answerForAll(
      StatusReply<Boolean> answer, ActorRef<StatusReply<Boolean>> caller) {
    return Effect()
        .none()
        .thenRun(() ->
            answerWhenHeld(
                new Waiting(table.state.version(), answer, caller), PATIENCE_WITH_NAMES_GONE));
  }

  private Effect<LogEntry<CatalogEvent>, Table> refuse(
      ActorRef<StatusReply<Boolean>> caller, DunlinFailure failure) {
    return Effect().none().thenRun(() -> caller.tell(StatusReply.error(failure.asException())));
  }

  private Effect<LogEntry<CatalogEvent>, Table> change(
      CatalogEvent event, ActorRef<StatusReply<Boolean>> caller) {
    Optional<DunlinFailure> tooMany = placing.shardLimit().problem(table.state, event);
    if (tooMany.isPresent()) {
      return refuse(caller, tooMany.get());
    }
    context.getLog().info("Asked for and decided: {}", told(event));
    return write(entry(event))
        .thenRun(_ -> {
          CatalogState state = table.state;
          followers.onChange(event, state);
          answerWhenHeld(
              new Waiting(state.version(), StatusReply.success(true), caller), patience(event));
          context.getSelf().tell(new Plan());
        });
  }

  private static Duration patience(CatalogEvent event) {
    return switch (event) {
      case CatalogEvent.CollectionDropped _,
          CatalogEvent.CollectionReplaced _,
          CatalogEvent.ShardKeyDropped _,
          CatalogEvent.AliasesChanged _ ->
          PATIENCE_WITH_NAMES_GONE;
      default -> PATIENCE;
    };
  }

  private Effect<LogEntry<CatalogEvent>, Table> onPlan() {
    placing.count(table.state);
    Optional<CatalogEvent> due = placing.next(table.state);
    if (due.isEmpty()) {
      // A member that is gone may answer no longer.
      return Effect().none().thenRun(this::answerWhoNeedNotWait);
    }
    switch (due.get()) {
      case CatalogEvent.ShardsPlaced placed ->
          context.getLog().info("{} shards are placed anew", placed.placements().size());
      default -> context.getLog().info("What operators asked for is done: {}", due.get());
    }
    CrashPoint.PLACEMENT_DUE.reach();
    return write(entry(due.get()))
        .thenRun(_ -> {
          CrashPoint.PLACEMENT_LOGGED.reach();
          followers.onChange(due.get(), table.state);
          context.getSelf().tell(new Plan());
        });
  }

  private Effect<LogEntry<CatalogEvent>, Table> onFollow(Follow follow) {
    return Effect()
        .none()
        .thenRun(() -> {
          followers.onFollow(follow, table.state);
          answerWhoNeedNotWait();
        });
  }

  private Effect<LogEntry<CatalogEvent>, Table> onHolds(Holds holds) {
    return Effect()
        .none()
        .thenRun(() -> {
          followers.onHolds(holds);
          answerWhoNeedNotWait();
        });
  }

  private Effect<LogEntry<CatalogEvent>, Table> onFollowerGone(FollowerGone gone) {
    return Effect()
        .none()
        .thenRun(() -> {
          followers.onGone(gone.follower(), table.state.version());
          answerWhoNeedNotWait();
        });
  }

  private void answerWhenHeld(Waiting caller, Duration patience) {
    waiting.add(caller);
    timers.startSingleTimer(caller, new GiveUpWaiting(caller), patience);
    answerWhoNeedNotWait();
  }

  private void answerWhoNeedNotWait() {
    long held = followers.heldByAll(placing.nodes());
    Iterator<Waiting> each = waiting.iterator();
    while (each.hasNext()) {
      Waiting caller = each.next();
      if (caller.version() <= held) {
        each.remove();
        timers.cancel(caller);
        caller.replyTo().tell(caller.answer());
      }
    }
  }

  private Effect<LogEntry<CatalogEvent>, Table> onGiveUpWaiting(GiveUpWaiting give) {
    return Effect()
        .none()
        .thenRun(() -> {
          Waiting caller = give.caller();
          if (waiting.remove(caller)) {
            context
                .getLog()
                .warn(
                    "Catalog version {} is answered for though not all {} members have told that"
                        + " they hold it; these have not: {}",
                    caller.version(),
                    placing.nodes(),
                    followers.behind(caller.version()));
            caller.replyTo().tell(caller.answer());
          }
        });
  }
}
