package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.CatalogProtocol.Changed;
import io.dunlin.actors.catalog.CatalogProtocol.Command;
import io.dunlin.actors.catalog.CatalogProtocol.Follow;
import io.dunlin.actors.catalog.CatalogProtocol.Holds;
import io.dunlin.actors.catalog.CatalogProtocol.News;
import io.dunlin.actors.catalog.CatalogProtocol.Piece;
import io.dunlin.actors.catalog.CatalogProtocol.Step;
import io.dunlin.actors.wire.FrameSender;
import io.dunlin.actors.wire.Frames;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.event.CatalogEventBytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that follow the catalog, and what each is told: the steps from what it holds to the
 * present or, where these are not at hand, the whole, in pieces. Belongs to the {@link
 * CatalogLog}'s actor.
 */
final class Followers {
  /** The largest catalog. */
  static final int MAX_BYTES = 256 << 20;

  /** Steps that are kept for those who are a little behind. */
  private static final int RECENT = 100;

  /** A larger step is told by the whole. */
  private static final int MAX_STEP_BYTES = 256 << 10;

  /** Each asks twice a second. */
  private static final long HEARD_OF_WITHIN = Duration.ofSeconds(5).toNanos();

  /** A little longer than a writer's session. */
  private static final long ANSWERS_FOR = Duration.ofSeconds(7).toNanos();

  private static final class Follower {
    private long holds;

    /** What it will hold when all that was sent has come. */
    private long told;

    /** What it held when it asked last. */
    private long asked;

    /** Whether the whole is on its way in pieces: nothing else is sent meanwhile. */
    private boolean busy;

    Follower(long holds) {
      this.holds = holds;
      this.told = holds;
      this.asked = holds;
    }
  }

  /**
   * One that has ended, or cannot be reached any more.
   *
   * @param until it may answer clients, in nanoseconds
   */
  private record Lost(long holds, long until) {}

  /** A state as it is sent. */
  private record Whole(long version, byte[] bytes) {}

  private final ActorContext<Command> context;
  private final MessageCodec codec;
  private long began = System.nanoTime();
  private final Map<ActorRef<News>, Follower> followers = new HashMap<>();
  private final List<Lost> lost = new ArrayList<>();

  /** Without gaps, up to the present. */
  private final Deque<Step> recent = new ArrayDeque<>();

  private @Nullable Whole whole;

  Followers(ActorContext<Command> context, MessageCodec codec) {
    this.context = context;
    this.codec = codec;
  }

  /** From now on followers are heard. */
  void begin() {
    began = System.nanoTime();
  }

  /**
   * The newest version that all hold. After a start those that are there have yet to be heard of;
   * later one that is not known has nothing yet that it could answer by. One that is gone may still
   * answer until its claims have ended.
   *
   * @param members how many there are to be
   */
  long heldByAll(int members) {
    long now = System.nanoTime();
    lost.removeIf(gone -> now - gone.until() >= 0);
    boolean early = now - began < HEARD_OF_WITHIN || followers.isEmpty();
    if (early && followers.size() + lost.size() < members) {
      return Long.MIN_VALUE;
    }
    return LongStream.concat(
            followers.values().stream().mapToLong(each -> each.holds),
            lost.stream().mapToLong(Lost::holds))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Those who do not hold the version yet. */
  List<ActorRef<News>> behind(long version) {
    return followers.entrySet().stream()
        .filter(each -> each.getValue().holds < version)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Tells all what has led to the state. */
  void onChange(CatalogEvent event, CatalogState state) {
    if (CatalogEventBytes.of(event).length > MAX_STEP_BYTES) {
      recent.clear();
    } else {
      recent.addLast(new Step(state.version(), event, context.getSelf()));
      if (recent.size() > RECENT) {
        recent.removeFirst();
      }
    }
    followers.forEach((ref, follower) -> catchUp(ref, follower, state));
  }

  void onFollow(Follow follow, CatalogState state) {
    long version = Math.min(follow.version(), state.version());
    Follower follower = followers.get(follow.follower());
    if (follower == null) {
      follower = new Follower(version);
      followers.put(follow.follower(), follower);
      context.watchWith(follow.follower(), new CatalogLog.FollowerGone(follow.follower()));
    } else if (version < follower.told && version == follower.asked && !follower.busy) {
      // It has come no further since it asked before: something was lost on the way.
      follower.told = version;
    }
    follower.asked = version;
    follower.holds = Math.max(follower.holds, version);
    catchUp(follow.follower(), follower, state);
  }

  void onHolds(Holds holds) {
    Follower follower = followers.get(holds.follower());
    if (follower != null) {
      follower.holds = Math.max(follower.holds, holds.version());
    }
  }

  void onGone(ActorRef<News> ref, long version) {
    Follower follower = followers.remove(ref);
    if (follower != null && follower.holds < version) {
      lost.add(new Lost(follower.holds, System.nanoTime() + ANSWERS_FOR));
    }
  }

  /** All pieces were sent, or the follower took no more of them. */
  void onWholeSent(ActorRef<News> ref, CatalogState state) {
    Follower follower = followers.get(ref);
    if (follower != null) {
      follower.busy = false;
      catchUp(ref, follower, state);
    }
    if (followers.values().stream().noneMatch(each -> each.busy)) {
      whole = null;
    }
  }

  private void catchUp(ActorRef<News> ref, Follower follower, CatalogState state) {
    if (follower.busy || follower.told >= state.version()) {
      return;
    }
    Step first = recent.peekFirst();
    if (first != null && first.version() <= follower.told + 1) {
      for (Step step : recent) {
        if (step.version() > follower.told) {
          ref.tell(step);
        }
      }
    } else if (ref.path().address().hasLocalScope()) {
      ref.tell(new Changed(state, context.getSelf()));
    } else {
      sendWhole(ref, follower, state);
    }
    follower.told = state.version();
  }

  private void sendWhole(ActorRef<News> ref, Follower follower, CatalogState state) {
    try {
      Frames frames = new Frames(UUID.randomUUID().getMostSignificantBits(), bytes(state));
      ActorRef<Void> sender =
          context.spawnAnonymous(
              FrameSender.create(frames, (frame, credit) -> ref.tell(new Piece(frame, credit))));
      context.watchWith(sender, new CatalogLog.WholeSent(ref));
      follower.busy = true;
    } catch (MessageTooLargeException e) {
      context.getLog().error("The catalog cannot be sent to {}: {}", ref, e.getMessage());
    }
  }

  private byte[] bytes(CatalogState state) {
    Whole present = whole;
    if (present == null || present.version() != state.version()) {
      present =
          new Whole(state.version(), codec.write(new Changed(state, context.getSelf()), MAX_BYTES));
      whole = present;
    }
    return present.bytes();
  }
}
