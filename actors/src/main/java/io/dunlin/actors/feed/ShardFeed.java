package io.dunlin.actors.feed;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.model.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Pushes a shard's log to the copies that follow it, and tells callers that their writes are done.
 * One for each stretch of writing: it ends with the claim, and with it all that followers were
 * promised but their leases, for which the next writer waits.
 */
public final class ShardFeed extends AbstractBehavior<ShardFeed.Command> {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** A copy that takes longer to fetch a file shows it when it has it. */
  private static final Duration OFFERED_FOR = Duration.ofSeconds(20);

  /** Whose log it is. Called on the feed's thread. */
  public interface Owner {
    /** {@link Announcer#hasRoom} has become true. */
    void roomAgain();

    /** A copy was too slow and has to give its lease back. */
    void leaseRevoked();
  }

  /** A message to a feed. */
  public sealed interface Command
      permits FeedProtocol.ToFeed,
          Begin,
          Applied,
          Acknowledge,
          Join,
          Offer,
          OfferOver,
          Gone,
          Look {}

  record Begin(LogPoint at) implements Command {}

  record Applied(LogPoint at, LogEntry<?> entry) implements Command {}

  record Acknowledge(long position, List<Ack> callers) implements Command {}

  /** A copy wants to follow from where it stands. */
  public record Join(NodeId node, LogPoint at, ActorRef<FeedProtocol.ToFollower> follower)
      implements Command {}

  record Offer(String file, Runnable whenOver) implements Command {}

  record OfferOver() implements Command {}

  record Gone(ActorRef<FeedProtocol.ToFollower> follower) implements Command {}

  record Look() implements Command {}

  /** Callers whose write is shown here, but not yet wherever it should be. */
  private record Waiting(long position, long since, Ack caller) {}

  private final TimerScheduler<Command> timers;
  private final Claim claim;
  private final FeedSettings settings;
  private final FeedHandle.Shared shared;
  private final Owner owner;
  private final InSyncCopies<ActorRef<FeedProtocol.ToFollower>> copies;
  private final Map<ActorRef<FeedProtocol.ToFollower>, FollowerPush> followers =
      new LinkedHashMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable RecentEntries recent;
  private @Nullable Offering offering;

  /**
   * Starts the feed of a writer.
   *
   * @param context the writer's
   * @param claim granted just now: leases of earlier writers run out from here on
   * @param needed copies that must have a write before it is acknowledged
   */
  public static <T> FeedHandle start(
      ActorContext<T> context, Claim claim, int needed, FeedSettings settings, Owner owner) {
    FeedHandle.Shared shared = new FeedHandle.Shared();
    long now = System.nanoTime();
    InSyncCopies<ActorRef<FeedProtocol.ToFollower>> copies =
        new InSyncCopies<>(needed, claim.epoch() > 1 ? Leases.over(now) : now);
    Behavior<Command> behavior =
        Behaviors.setup(feed ->
            Behaviors.withTimers(
                timers -> new ShardFeed(feed, timers, claim, copies, settings, shared, owner)));
    return new FeedHandle(context.spawnAnonymous(behavior), shared);
  }

  private ShardFeed(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Claim claim,
      InSyncCopies<ActorRef<FeedProtocol.ToFollower>> copies,
      FeedSettings settings,
      FeedHandle.Shared shared,
      Owner owner) {
    super(context);
    this.timers = timers;
    this.claim = claim;
    this.copies = copies;
    this.settings = settings;
    this.shared = shared;
    this.owner = owner;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onMessage)
        .onSignal(PostStop.class, _ -> onStop())
        .build();
  }

  private Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Begin(LogPoint at) -> {
        recent = new RecentEntries(at, settings.recentBytes());
        shared.last = at.position();
      }
      case Applied applied -> onApplied(applied);
      case Acknowledge acknowledge -> onAcknowledge(acknowledge);
      case Join join -> onJoin(join);
      case Offer offer -> onOffer(offer);
      case OfferOver _ -> endOffering();
      case FeedProtocol.Confirm confirm -> onConfirm(confirm);
      case FeedProtocol.Prepared(ActorRef<FeedProtocol.ToFollower> follower, String file) ->
          onOffered(offered -> offered.prepared(follower, file));
      case FeedProtocol.Revoked revoked -> {
        copies.revoked(revoked.follower(), revoked.number(), System.nanoTime());
        answer();
      }
      case FeedProtocol.Leaving leaving -> {
        forget(leaving.follower());
        copies.left(leaving.follower());
        answer();
      }
      case Gone gone -> {
        forget(gone.follower());
        copies.gone(gone.follower());
      }
      case Look _ -> onLook();
    }
    return this;
  }

  // ---- pushing ----

  private void onApplied(Applied applied) {
    RecentEntries entries = recent;
    if (entries != null) {
      entries.add(applied.at(), applied.entry());
      shared.last = applied.at().position();
      Map.copyOf(followers).forEach((follower, push) -> push(follower, push, entries));
    }
  }

  private void push(
      ActorRef<FeedProtocol.ToFollower> follower, FollowerPush push, RecentEntries entries) {
    if (push.isBehind(entries)) {
      follower.tell(new FeedProtocol.Behind(claim.epoch(), entries.before().position()));
      forget(follower);
      copies.gone(follower);
    } else {
      push.push(entries);
    }
  }

  private void onJoin(Join join) {
    RecentEntries entries = recent;
    if (entries == null || !claim.valid() || isAhead(join.at(), entries)) {
      // Not ready yet, or no longer the writer. It will ask again.
      return;
    }
    ActorRef<FeedProtocol.ToFollower> follower = join.follower();
    if (entries.has(join.at())) {
      long position = join.at().position();
      forget(follower);
      followers.put(
          follower,
          new FollowerPush(join.node(), follower, claim.epoch(), settings.windowBytes(), position));
      copies.joined(follower, position, System.nanoTime());
      showFollowers();
      getContext().watchWith(follower, new Gone(follower));
      follower.tell(
          new FeedProtocol.Joined(claim.epoch(), join.at(), getContext().getSelf().narrow()));
      push(follower, followers.get(follower), entries);
    } else if (join.at().position() < entries.before().position()) {
      follower.tell(new FeedProtocol.Behind(claim.epoch(), entries.before().position()));
    } else {
      getContext()
          .getLog()
          .error("The copy on node {} is not of this log: it stands at {}", join.node(), join.at());
      follower.tell(new FeedProtocol.Foreign(claim.epoch(), join.at()));
    }
  }

  /** Whether it has read in the journal what this writer has not heard of as stored yet. */
  private boolean isAhead(LogPoint at, RecentEntries entries) {
    return at.epoch() > claim.epoch()
        || (at.epoch() == claim.epoch() && at.position() > entries.last().position());
  }

  private void onConfirm(FeedProtocol.Confirm confirm) {
    FollowerPush push = followers.get(confirm.follower());
    RecentEntries entries = recent;
    if (push == null || entries == null) {
      return;
    }
    push.confirmed(confirm.position());
    push.figures()
        .confirmed(
            confirm.position(), confirm.position() >= entries.last().position(), System.nanoTime());
    // Looked at before the lease begins: so it never outlasts what the next writer waits for.
    boolean granted =
        copies.confirmed(confirm.follower(), confirm.position(), claim.valid(), System.nanoTime());
    confirm
        .follower()
        .tell(
            new FeedProtocol.Heard(
                claim.epoch(), confirm.asked(), granted, entries.last().position()));
    report();
    push(confirm.follower(), push, entries);
    answer();
  }

  private void forget(ActorRef<FeedProtocol.ToFollower> follower) {
    onOffered(offered -> offered.gone(follower));
    if (followers.remove(follower) != null) {
      getContext().unwatch(follower);
      showFollowers();
      report();
    }
  }

  private void showFollowers() {
    shared.followers = followers.values().stream().map(FollowerPush::figures).toList();
  }

  private void report() {
    Set<NodeId> nodes = new HashSet<>();
    for (ActorRef<FeedProtocol.ToFollower> follower : copies.inSync()) {
      FollowerPush push = followers.get(follower);
      if (push != null) {
        nodes.add(push.node());
      }
    }
    if (!nodes.equals(shared.inSync)) {
      getContext().getLog().info("In sync with this writer of epoch {}: {}", claim.epoch(), nodes);
      shared.inSync = Set.copyOf(nodes);
    }
  }

  // ---- offering files ----

  /** To the copies in sync: others have entries to catch up with first. */
  private void onOffer(Offer offer) {
    Offering begun = new Offering(offer.file(), copies.inSync(), offer.whenOver());
    offering = begun;
    begun.tell(claim.epoch());
    timers.startSingleTimer(OFFERED_FOR, new OfferOver(), OFFERED_FOR);
    onOffered(_ -> {});
  }

  private void onOffered(Consumer<Offering> change) {
    Offering offered = offering;
    if (offered != null) {
      change.accept(offered);
      if (offered.isOver()) {
        endOffering();
      }
    }
  }

  private void endOffering() {
    Offering over = offering;
    if (over != null) {
      offering = null;
      timers.cancel(OFFERED_FOR);
      over.end();
    }
  }

  // ---- answering ----

  private void onAcknowledge(Acknowledge acknowledge) {
    long now = System.nanoTime();
    for (Ack caller : acknowledge.callers()) {
      waiting.add(new Waiting(acknowledge.position(), now, caller));
    }
    answer();
    if (!waiting.isEmpty() && !timers.isTimerActive(LOOK_EVERY)) {
      timers.startTimerWithFixedDelay(LOOK_EVERY, new Look(), LOOK_EVERY);
    }
  }

  private void onLook() {
    long now = System.nanoTime();
    long overdue = 0;
    for (Waiting one : waiting) {
      if (now - one.since() < Leases.PATIENCE.toNanos()) {
        break;
      }
      overdue = one.position();
    }
    copies
        .dropWithout(overdue, now)
        .forEach((slow, number) -> {
          slow.tell(new FeedProtocol.Revoke(claim.epoch(), number));
          owner.leaseRevoked();
        });
    report();
    answer();
    int before = waiting.size();
    waiting.removeIf(ShardFeed::isExpired);
    freed(before - waiting.size());
    if (waiting.isEmpty()) {
      timers.cancel(LOOK_EVERY);
    }
  }

  private static boolean isExpired(Waiting one) {
    if (!one.caller().deadline().passed()) {
      return false;
    }
    one.caller().expire();
    return true;
  }

  private void answer() {
    long now = System.nanoTime();
    int told = 0;
    while (!waiting.isEmpty() && copies.mayAcknowledge(waiting.getFirst().position(), now)) {
      Waiting one = waiting.removeFirst();
      copies.acknowledged(one.position());
      one.caller().succeed();
      told++;
    }
    freed(told);
  }

  private void freed(int callers) {
    if (callers > 0) {
      int before = shared.waiting.getAndAdd(-callers);
      if (before >= FeedHandle.MAX_WAITING && before - callers < FeedHandle.MAX_WAITING) {
        owner.roomAgain();
      }
    }
  }

  private Behavior<Command> onStop() {
    shared.inSync = Set.of();
    waiting.forEach(one ->
        one.caller()
            .fail(
                new DunlinFailure.Unavailable(
                    "the write is stored, but the shard stopped before all its copies had it;"
                        + " send it again to be sure that it is seen")));
    return this;
  }
}
