package io.dunlin.actors.follow;

import io.dunlin.actors.copy.CopyEvents.CopyEvent;
import io.dunlin.actors.copy.Following;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.feed.EntryAssembly;
import io.dunlin.actors.feed.FeedProtocol;
import io.dunlin.actors.feed.FeedProtocol.EntryPiece;
import io.dunlin.actors.feed.Leases;
import io.dunlin.actors.log.LogReader;
import io.dunlin.actors.shard.ShardOpener;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.shard.ShardServices;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.manifest.SnapshotOffers;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one copy of a shard that another node writes: reads the log to its end, and from there is
 * pushed what comes. Where the writer has gone on too far meanwhile, it reads the log again. Runs
 * on a thread that may wait for the disk, as merged segments are opened there.
 */
final class CopyFollower extends AbstractBehavior<CopyFollower.Command> {
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration ASK_EVERY = Duration.ofMillis(500);

  /** Without an answer for so long it joins anew. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /** A message to itself, or from the writer's feed. */
  sealed interface Command {}

  private record Open() implements Command {}

  private record Read(LogReader.Outcome outcome) implements Command {}

  private record Look() implements Command {}

  private record Told(FeedProtocol.ToFollower message) implements Command {}

  private record Files(CopyFiles.Ended ended) implements Command {}

  private record FeedGone(ActorRef<FeedProtocol.ToFeed> feed) implements Command {}

  private final TimerScheduler<Command> timers;
  private final ShardId shard;
  private final NodeId node;
  private final ShardServices services;
  private final Primaries primaries;
  private final ActorRef<FeedProtocol.ToFollower> self;
  private Following standing = new Following();
  private final CopyFiles files;
  private EntryAssembly assembly = new EntryAssembly();

  private @Nullable ShardCopy copy;
  private @Nullable ActorRef<LogReader.Stop> reading;
  private long readingSince;
  // The writer's feed, once it has joined.
  private @Nullable ActorRef<FeedProtocol.ToFeed> feed;
  private long epoch;
  private long heardAt;

  /**
   * @param node this one
   */
  static Behavior<Command> create(
      ShardId shard, NodeId node, ShardServices services, Primaries primaries) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new CopyFollower(context, timers, shard, node, services, primaries)));
  }

  private CopyFollower(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ShardId shard,
      NodeId node,
      ShardServices services,
      Primaries primaries) {
    super(context);
    this.timers = timers;
    this.shard = shard;
    this.node = node;
    this.services = services;
    this.primaries = primaries;
    ActorRef<Command> follower = context.getSelf();
    this.files = new CopyFiles(shard, services, ended -> follower.tell(new Files(ended)));
    this.self = context.messageAdapter(FeedProtocol.ToFollower.class, Told::new);
    timers.startTimerWithFixedDelay(new Look(), ASK_EVERY);
    context.getSelf().tell(new Open());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onMessage)
        .onSignal(ChildFailed.class, failed -> onReaderFailed(failed.getCause()))
        .onSignal(Terminated.class, _ -> this)
        .onSignal(PostStop.class, _ -> onStop())
        .build();
  }

  private Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Open _ -> open();
      case Read(LogReader.Outcome outcome) -> onRead(outcome);
      case Look _ -> onLook();
      case Told(FeedProtocol.ToFollower message) -> {
        if (message.epoch() >= epoch) {
          onTold(message);
        }
      }
      case FeedGone(ActorRef<FeedProtocol.ToFeed> gone) -> onFeedGone(gone);
      case Files(CopyFiles.Fetched fetched) ->
          files.onFetched(fetched, Optional.ofNullable(copy).filter(_ -> reading == null));
      case Files(CopyFiles.Prepared done) -> onPrepared(done);
    }
    return this;
  }

  // ---- from the files and the log ----

  private void open() {
    Optional<CollectionInfo> collection = services.catalog().collectionOf(shard);
    if (collection.isEmpty() || reading != null) {
      return;
    }
    ShardCopy begun = copy;
    if (begun != null) {
      read(begun);
      return;
    }
    ShardCopy opened;
    try {
      opened = new ShardOpener(services).open(shard, collection.get());
    } catch (RuntimeException e) {
      again("its files cannot be opened: " + e);
      return;
    }
    CrashPoint.COPY_OPENED.reach();
    copy = opened;
    // What was known of it still holds: it loses nothing while the log is read.
    if (opened.standing() instanceof Following before) {
      standing = before;
    }
    standing.readsLog();
    opened.standing(standing);
    read(opened);
  }

  private void read(ShardCopy opened) {
    readingSince = System.nanoTime();
    SnapshotOffers.get(getContext().getSystem())
        .offer(shard.toString(), new SnapshotOffers.Offer(opened.position(), opened));
    ActorRef<Command> follower = getContext().getSelf();
    ActorRef<LogReader.Stop> reader =
        getContext()
            .spawnAnonymous(
                LogReader.<ShardEvent, ShardCopy>create(
                    shard.toString(),
                    opened,
                    opened.at(),
                    opened::apply,
                    outcome -> follower.tell(new Read(outcome))));
    getContext().watch(reader);
    reading = reader;
  }

  private void onRead(LogReader.Outcome outcome) {
    endReading();
    ShardCopy open = copy;
    if (open == null) {
      return;
    }
    switch (outcome) {
      case LogReader.Read _ -> {
        CrashPoint.COPY_READ.reach();
        open.publish();
        standing.completeUntil(readingSince);
        standing.expectsWriter();
        services.copies().register(open);
        join(open);
        files.fetch(open);
      }
      case LogReader.Broken(String why) -> giveUp(why);
    }
  }

  /** It failed: had it ended well, its outcome would have come before. */
  private Behavior<Command> onReaderFailed(Throwable cause) {
    endReading();
    ShardCopy open = copy;
    if (open != null && open.broken()) {
      giveUp("an entry could not be applied: " + cause);
    } else {
      again("its log cannot be read: " + cause);
    }
    return this;
  }

  private void endReading() {
    ActorRef<LogReader.Stop> reader = reading;
    if (reader != null) {
      reading = null;
      getContext().unwatch(reader);
      SnapshotOffers.get(getContext().getSystem()).withdraw(shard.toString());
    }
  }

  private void again(String why) {
    getContext().getLog().warn("The copy of shard {} does not follow: {}", shard, why);
    timers.startSingleTimer(new Open(), AGAIN);
  }

  /** What the copy holds is not the log's: another is made from files and log. */
  private void giveUp(String why) {
    getContext().getLog().error("The copy of shard {} is given up: {}", shard, why);
    services.metrics().happened(CopyEvent.COPY_DIVERGED);
    leave();
    ShardCopy wrong = copy;
    copy = null;
    if (wrong != null) {
      wrong.standing(Standing.UNKNOWN);
      services.copies().remove(shard);
      wrong.close();
    }
    timers.startSingleTimer(new Open(), AGAIN);
  }

  // ---- from the writer ----

  private void join(ShardCopy open) {
    heardAt = System.nanoTime();
    assembly = new EntryAssembly();
    primaries.tell(shard, new ShardProtocol.Follow(node, open.at(), self));
  }

  private void onTold(FeedProtocol.ToFollower message) {
    ShardCopy open = copy;
    if (open == null || reading != null) {
      return;
    }
    standing.heard();
    switch (message) {
      case FeedProtocol.Joined joined -> {
        if (joined.at().equals(open.at())) {
          epoch = joined.epoch();
          feed = joined.feed();
          getContext().watchWith(joined.feed(), new FeedGone(joined.feed()));
          confirm(open);
        }
      }
      case FeedProtocol.Behind _ -> {
        services.metrics().happened(CopyEvent.GAP_READ);
        leave();
        standing.readsLog();
        read(open);
      }
      case FeedProtocol.Foreign foreign -> {
        if (foreign.at().equals(open.at())) {
          giveUp("the writer of epoch " + foreign.epoch() + " has another log");
        }
      }
      case FeedProtocol.Entries entries -> onEntries(open, entries);
      case FeedProtocol.Heard heard -> {
        heardAt = System.nanoTime();
        standing.writerAt(heard.position());
        if (heard.inSync() && feed != null) {
          standing.completeUntil(heard.asked() + Leases.DURATION.toNanos());
          CrashPoint.COPY_IN_SYNC.reach();
        }
      }
      case FeedProtocol.Prepare prepare -> files.prepare(prepare.file());
      case FeedProtocol.Revoke revoke -> {
        standing.giveBack();
        ActorRef<FeedProtocol.ToFeed> writer = feed;
        if (writer != null) {
          writer.tell(new FeedProtocol.Revoked(self, revoke.number()));
        }
      }
    }
  }

  private void onEntries(ShardCopy open, FeedProtocol.Entries entries) {
    if (feed == null || entries.epoch() != epoch) {
      return;
    }
    LogPoint before = open.at();
    for (EntryPiece piece : entries.pieces()) {
      Optional<EntryPiece> whole = assembly.add(piece);
      if (whole.isPresent() && !apply(open, whole.get())) {
        return;
      }
    }
    if (!open.at().equals(before)) {
      open.publish();
      confirm(open);
      files.fetch(open);
    }
  }

  /** False when it is not what comes next, or the copy is given up. */
  private boolean apply(ShardCopy open, EntryPiece piece) {
    if (piece.after() != open.position()) {
      if (piece.position() > open.position()) {
        // Something was lost on the way.
        leave();
        join(open);
      }
      return false;
    }
    LogEntry<ShardEvent> entry;
    try {
      entry = entry(piece);
      open.apply(piece.position(), entry);
    } catch (NotSerializableException | RuntimeException e) {
      giveUp("entry " + piece.position() + " cannot be applied: " + e);
      return false;
    }
    if (open.at().prefix() != piece.prefix()) {
      giveUp("after entry " + piece.position() + " it differs from the writer's");
      return false;
    }
    if (entry instanceof LogEntry.Written<ShardEvent> written
        && written.event() instanceof ShardEvent.SegmentsMerged merged) {
      files.named(merged, open);
    }
    return true;
  }

  @SuppressWarnings("unchecked") // a shard's log has a shard's events
  private static LogEntry<ShardEvent> entry(EntryPiece piece) throws NotSerializableException {
    return (LogEntry<ShardEvent>) LogEntry.read(piece.bytes(), piece.manifest());
  }

  private void confirm(ShardCopy open) {
    ActorRef<FeedProtocol.ToFeed> writer = feed;
    if (writer != null) {
      writer.tell(new FeedProtocol.Confirm(self, open.position(), System.nanoTime()));
    }
  }

  private void onPrepared(CopyFiles.Prepared done) {
    ActorRef<FeedProtocol.ToFeed> writer = feed;
    if (writer != null) {
      writer.tell(new FeedProtocol.Prepared(self, done.file()));
    }
  }

  private void onFeedGone(ActorRef<FeedProtocol.ToFeed> gone) {
    ShardCopy open = copy;
    if (gone.equals(feed)) {
      feed = null;
      // One that is killed has long been silent when its end is told.
      if (standing.silentNanos() < Standing.SILENCE.toNanos()) {
        standing.expectsWriter();
      }
      if (open != null && reading == null) {
        join(open);
      }
    }
  }

  private void onLook() {
    ShardCopy open = copy;
    if (open == null || reading != null) {
      return;
    }
    if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
      leave();
      join(open);
    } else if (feed != null) {
      confirm(open);
      files.fetch(open);
    } else {
      primaries.tell(shard, new ShardProtocol.Follow(node, open.at(), self));
    }
  }

  /** The lease is given back, and the writer need not wait for it. */
  private void leave() {
    standing.giveBack();
    ActorRef<FeedProtocol.ToFeed> writer = feed;
    if (writer != null) {
      feed = null;
      getContext().unwatch(writer);
      writer.tell(new FeedProtocol.Leaving(self));
    }
  }

  private Behavior<Command> onStop() {
    leave();
    files.close();
    SnapshotOffers.get(getContext().getSystem()).withdraw(shard.toString());
    ShardCopy open = copy;
    if (open != null && services.copies().find(shard).filter(open::equals).isEmpty()) {
      open.close();
    }
    return this;
  }
}
