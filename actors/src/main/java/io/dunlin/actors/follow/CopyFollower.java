package io.dunlin.actors.follow;

import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.feed.FeedProtocol;
import io.dunlin.actors.feed.FeedProtocol.EntryPiece;
import io.dunlin.actors.files.FilePins;
import io.dunlin.actors.log.LogReader;
import io.dunlin.actors.shard.ManifestKeeper;
import io.dunlin.actors.shard.ShardOpener;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.shard.ShardServices;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.manifest.SnapshotOffers;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedSegment;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
  private static final Duration FETCH_AGAIN = Duration.ofSeconds(2);
  private static final Duration ASK_EVERY = Duration.ofMillis(500);

  /** Without an answer for so long it joins anew. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /** A message to itself, or from the writer's feed. */
  sealed interface Command {}

  private record Open() implements Command {}

  private record Read(LogReader.Outcome outcome) implements Command {}

  private record Look() implements Command {}

  private record Told(FeedProtocol.ToFollower message) implements Command {}

  /** A sealed file that the log names is there, or not. */
  private record Fetched(
      ShardCopy copy,
      long name,
      FilePins.Held held,
      @Nullable SealedSegment segment,
      @Nullable Throwable failure)
      implements Command {}

  /** A file that is on its way, and is held meanwhile. */
  private record Fetching(CompletableFuture<SealedSegment> segment, FilePins.Held held) {}

  private record FeedGone(ActorRef<FeedProtocol.ToFeed> feed) implements Command {}

  private final TimerScheduler<Command> timers;
  private final ShardId shard;
  private final NodeId node;
  private final ShardServices services;
  private final Primaries primaries;
  private final ActorRef<FeedProtocol.ToFollower> self;
  private final Following standing = new Following();
  private EntryAssembly assembly = new EntryAssembly();

  private @Nullable ShardCopy copy;
  private @Nullable ActorRef<LogReader.Stop> reading;
  private long readingSince;
  // The writer's feed, once it has joined.
  private @Nullable ActorRef<FeedProtocol.ToFeed> feed;
  private long epoch;
  private long heardAt;
  private @Nullable Fetching fetching;
  private long fetchFrom = System.nanoTime();

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
      case Fetched fetched -> onFetched(fetched);
    }
    return this;
  }

  // ---- from the files and the log ----

  private void open() {
    Optional<CollectionInfo> collection = services.catalog().collectionOf(shard);
    if (collection.isEmpty() || reading != null) {
      return;
    }
    ShardCopy opened;
    try {
      opened = new ShardOpener(services).open(shard, collection.get());
    } catch (RuntimeException e) {
      again("its files cannot be opened: " + e);
      return;
    }
    copy = opened;
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
        open.publish();
        standing.completeAt(readingSince);
        services.copies().register(open);
        join(open);
        fetch(open);
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
        leave();
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
        if (heard.inSync() && feed != null) {
          standing.leasedSince(heard.asked());
        }
      }
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
      fetch(open);
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
    try {
      open.apply(piece.position(), entry(piece));
    } catch (NotSerializableException | RuntimeException e) {
      giveUp("entry " + piece.position() + " cannot be applied: " + e);
      return false;
    }
    if (open.at().prefix() != piece.prefix()) {
      giveUp("after entry " + piece.position() + " it differs from the writer's");
      return false;
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

  // ---- sealed files ----

  /** Brings the newest sealed file that the log names and this node lacks, one at a time. */
  private void fetch(ShardCopy open) {
    Optional<Map.Entry<Long, String>> awaited = open.awaited();
    if (fetching != null || awaited.isEmpty() || System.nanoTime() - fetchFrom < 0) {
      return;
    }
    long name = awaited.get().getKey();
    List<String> file = List.of(awaited.get().getValue());
    FilePins.Held held = services.segmentFiles().pins().hold(shard, file);
    CompletableFuture<SealedSegment> segment =
        CompletableFuture.supplyAsync(() -> fetched(open, file), services.files());
    fetching = new Fetching(segment, held);
    getContext()
        .pipeToSelf(segment, (opened, failure) -> new Fetched(open, name, held, opened, failure));
  }

  private SealedSegment fetched(ShardCopy open, List<String> file) {
    try {
      services.segmentFiles().require(shard, file);
      return open.open(file.getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onFetched(Fetched fetched) {
    fetching = null;
    SealedSegment segment = fetched.segment();
    ShardCopy open = copy;
    if (segment == null) {
      // A later merge may have made it superfluous, and removed it where it was made.
      fetchFrom = System.nanoTime() + FETCH_AGAIN.toNanos();
      getContext().getLog().debug("A file of shard {} is not there yet", shard, fetched.failure());
    } else if (open == null || !fetched.copy().equals(open) || reading != null) {
      segment.release();
    } else if (open.supply(fetched.name(), segment)) {
      keep(open);
      fetch(open);
    } else {
      segment.release();
      fetch(open);
    }
    fetched.held().close();
  }

  /** A restart begins with it. */
  private void keep(ShardCopy open) {
    open.manifest()
        .ifPresent(manifest ->
            services.files().execute(() -> new ManifestKeeper(services).keepHere(manifest, open)));
  }

  private void onFeedGone(ActorRef<FeedProtocol.ToFeed> gone) {
    ShardCopy open = copy;
    if (gone.equals(feed)) {
      feed = null;
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
      fetch(open);
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
    Fetching orphan = fetching;
    if (orphan != null) {
      var _ =
          orphan
              .segment()
              .whenComplete((segment, _) -> {
                if (segment != null) {
                  segment.release();
                }
                orphan.held().close();
              });
    }
    SnapshotOffers.get(getContext().getSystem()).withdraw(shard.toString());
    ShardCopy open = copy;
    if (open != null && services.copies().find(shard).filter(open::equals).isEmpty()) {
      open.close();
    }
    return this;
  }
}
