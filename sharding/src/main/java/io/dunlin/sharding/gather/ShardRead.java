package io.dunlin.sharding.gather;

import io.dunlin.actors.copy.Standing;
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
 * have everything are asked first; when none of them answers, any copy may whose writer has fallen
 * silent, and says how old it is. No actor and no clock: {@code now} is in nanoseconds. Belongs to
 * one {@link ShardGather}.
 */
final class ShardRead {
  /**
   * So long a shard that is about to move, or a copy that is about to have a position, is waited
   * for: longer than a writer is silent before copies may answer in its place.
   */
  private static final long AGAIN_FOR = Standing.SILENCE.plusSeconds(1).toNanos();

  private static final long PAUSE = Duration.ofMillis(50).toNanos();

  /** Messages can be lost: after so long a silence the same copy may be asked once more. */
  private static final long LOST_AFTER = Duration.ofSeconds(1).toNanos();

  /**
   * A copy to ask, and on which terms.
   *
   * @param number what this is known by when an answer comes, or none
   */
  record Next(int number, ReadRoutes.Route route, ReadProtocol.Request request) {}

  /** What is under way. */
  private static final class Asked {
    final Next next;
    final long since;

    /** It is not waited for any longer. */
    boolean givenUp;

    Asked(Next next, long since) {
      this.next = next;
      this.since = since;
    }
  }

  private record Got(ReadProtocol.Answer answer, ReadProtocol.Seen seen) {}

  private final ReadProtocol.Request request;
  private final int needed;
  private final long began;
  private final List<Got> got = new ArrayList<>();
  // Seldom more than one.
  private final List<Asked> underWay = new ArrayList<>(2);
  private ReadRoutes.Routes routes;
  private int next;
  private boolean anyCopy;
  private int numbers;
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

  /** Whether it is about one view, which another copy has or has not: a later one will not do. */
  boolean isExact() {
    return request.terms().exact();
  }

  boolean isDone() {
    return done;
  }

  /** Whether answers are waited for. */
  boolean isWaiting() {
    return !done && !underWay.isEmpty();
  }

  /** Whether an answer may come soon. */
  private boolean isHopeful() {
    for (Asked asked : underWay) {
      if (!asked.givenUp) {
        return true;
      }
    }
    return false;
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
  boolean answered(int number, ReadProtocol.Answer answer, ReadProtocol.Seen seen) {
    underWay.removeIf(asked -> asked.next.number() == number);
    got.add(new Got(answer, seen));
    done = got.size() >= needed;
    return done;
  }

  /** A copy does not answer. What to do then is asked of {@link #afterFailure}. */
  void failed(int number, DunlinFailure why) {
    underWay.removeIf(asked -> asked.next.number() == number);
    // That of a copy which may not answer says less than that of one which could not.
    if (failure == null || !anyCopy) {
      failure = why;
    }
  }

  /** The copy to ask in its place, if there is one. */
  Optional<Next> afterFailure(long now) {
    Optional<Next> another = take(now);
    return another.isPresent() || isHopeful() ? another : takeAnyCopy(now);
  }

  /** One that was asked has been silent for longer than usual. The copy to ask too. */
  Optional<Next> afterSilence(long now) {
    return take(now);
  }

  /** One that was asked is not waited for any longer. The copy to ask in its place. */
  Optional<Next> afterLoss(int number, long now) {
    for (Asked asked : underWay) {
      asked.givenUp |= asked.next.number() == number;
    }
    return done ? Optional.empty() : afterFailure(now);
  }

  /** Whether the shard may be asked for again from the start. */
  boolean mayBeginAgain(long now) {
    return !isExact() && !isHopeful() && !routes.routes().isEmpty() && now - began < AGAIN_FOR;
  }

  boolean isDueAgain(long now) {
    return !done && !isHopeful() && now - lastAsked >= PAUSE;
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
  private Optional<Next> takeAnyCopy(long now) {
    if (anyCopy || needed > 1 || isExact()) {
      return Optional.empty();
    }
    anyCopy = true;
    next = 0;
    return take(now);
  }

  private Optional<Next> take(long now) {
    while (!done && next < routes.routes().size()) {
      ReadRoutes.Route route = routes.routes().get(next++);
      if (!isAwaited(route, now)) {
        Next asked = new Next(numbers++, route, anyCopy ? request.on(anyTerms()) : request);
        underWay.add(new Asked(asked, now));
        lastAsked = now;
        return Optional.of(asked);
      }
    }
    return Optional.empty();
  }

  private boolean isAwaited(ReadRoutes.Route route, long now) {
    for (Asked asked : underWay) {
      if (asked.next.route().equals(route) && now - asked.since < LOST_AFTER) {
        return true;
      }
    }
    return false;
  }

  private ReadProtocol.Terms anyTerms() {
    return new ReadProtocol.Terms(true, request.terms().position());
  }
}
