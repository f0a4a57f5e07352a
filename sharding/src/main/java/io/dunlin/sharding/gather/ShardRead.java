package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One shard's part of a read: which copies were asked, and which is to be asked next. Copies that
 * have everything are asked first; when none of them answers, any copy may, and says how old it is.
 * No actor and no clock: {@code now} is in nanoseconds. Belongs to one {@link ShardGather}.
 */
final class ShardRead {
  /** After so long a silence copies that may be stale are asked. */
  private static final long PATIENCE = Duration.ofMillis(500).toNanos();

  /**
   * So long a shard that is about to move, or a copy that is about to have a position, is waited
   * for.
   */
  private static final long AGAIN_FOR = Duration.ofSeconds(2).toNanos();

  private static final long PAUSE = Duration.ofMillis(50).toNanos();

  /** A copy to ask, and on which terms. */
  record Next(ReadRoutes.Route route, ReadProtocol.Request request) {}

  private record Got(ReadProtocol.Answer answer, ReadProtocol.Seen seen) {}

  private final ReadProtocol.Request request;
  private final int needed;
  private final long began;
  private final List<Got> got = new ArrayList<>();
  private ReadRoutes.Routes routes;
  private int next;
  private boolean anyCopy;
  private int underWay;
  private long lastAsked;
  private @Nullable DunlinFailure failure;
  private boolean done;

  /**
   * @param request on the terms of copies that have everything
   * @param needed copies that have to answer
   */
  ShardRead(ReadProtocol.Request request, ReadRoutes.Routes routes, int needed, long now) {
    this.request = request;
    this.routes = routes;
    this.needed = needed;
    this.began = now;
    this.lastAsked = now;
  }

  ShardId shard() {
    return request.shard();
  }

  boolean isDone() {
    return done;
  }

  /** Whether answers are waited for. */
  boolean isWaiting() {
    return !done && underWay > 0;
  }

  /** Those to ask at once; none when there is no copy to ask. */
  List<Next> first(long now) {
    List<Next> asked = new ArrayList<>();
    for (Optional<Next> one = take(now); one.isPresent(); one = take(now)) {
      asked.add(one.get());
      if (asked.size() == needed) {
        break;
      }
    }
    return asked;
  }

  /** An answer came. True when that is all. */
  boolean answered(ReadProtocol.Answer answer, ReadProtocol.Seen seen) {
    underWay--;
    got.add(new Got(answer, seen));
    done = got.size() >= needed;
    return done;
  }

  /** A copy does not answer. What to do then is asked of {@link #afterFailure}. */
  void failed(DunlinFailure why) {
    underWay--;
    // That of a copy which may not answer says less than that of one which could not.
    if (failure == null || !anyCopy) {
      failure = why;
    }
  }

  /** The copy to ask in its place, if there is one. */
  Optional<Next> afterFailure(long now) {
    Optional<Next> another = take(now);
    if (another.isPresent() || underWay > 0) {
      return another;
    }
    return beginAnyCopy() ? take(now) : Optional.empty();
  }

  /** The copy to ask too, when one that was asked is silent. */
  Optional<Next> afterSilence(long now) {
    return done ? Optional.empty() : take(now);
  }

  /** The copy to ask too, when one that was asked has been silent for long. */
  Optional<Next> afterPatience(long now) {
    return !done && now - began >= PATIENCE && (anyCopy || beginAnyCopy())
        ? take(now)
        : Optional.empty();
  }

  /** Whether the shard may be asked for again from the start. */
  boolean mayBeginAgain(long now) {
    return underWay == 0 && !routes.routes().isEmpty() && now - began < AGAIN_FOR;
  }

  boolean isDueAgain(long now) {
    return !done && underWay == 0 && now - lastAsked >= PAUSE;
  }

  List<Next> again(ReadRoutes.Routes newer, long now) {
    routes = newer;
    next = 0;
    anyCopy = false;
    got.clear();
    lastAsked = now;
    return first(now);
  }

  /** No copy can be waited for any longer. */
  DunlinFailure giveUp() {
    done = true;
    DunlinFailure last = failure;
    if (needed > 1 && got.size() < needed) {
      return new DunlinFailure.Unavailable(
          "shard %s: %d of its copies had to answer, %d did%s"
              .formatted(shard(), needed, got.size(), last == null ? "" : "; " + last.message()));
    }
    return last == null ? routes.failure() : last;
  }

  /** Of several answers, that of the copy which had most. */
  ReadProtocol.Answer answer() {
    return best().answer();
  }

  ReadProtocol.Seen seen() {
    return best().seen();
  }

  private Got best() {
    return got.stream()
        .max(Comparator.comparingLong(one -> one.seen().position()))
        .orElseThrow(() -> new IllegalStateException("shard " + shard() + " was not answered"));
  }

  /** Where one answer is enough, an old one is better than none. */
  private boolean beginAnyCopy() {
    if (anyCopy || needed > 1 || request.terms().mayBeStale()) {
      return false;
    }
    anyCopy = true;
    next = 0;
    return true;
  }

  private Optional<Next> take(long now) {
    if (done || next >= routes.routes().size()) {
      return Optional.empty();
    }
    ReadRoutes.Route route = routes.routes().get(next++);
    underWay++;
    lastAsked = now;
    return Optional.of(
        new Next(
            route,
            anyCopy
                ? request.on(new ReadProtocol.Terms(true, request.terms().position()))
                : request));
  }
}
