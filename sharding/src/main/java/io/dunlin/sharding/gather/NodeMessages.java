package io.dunlin.sharding.gather;

import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ReadProtocol.Numbered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a gather asks of other nodes, by the numbers of its reads: all that is asked of a node at
 * once goes in one message, as sending one takes longer than to search a small shard. Also tells
 * which of them have been silent for too long. Belongs to one {@link ShardGather}.
 */
final class NodeMessages {
  /** From a node that cannot be reached nothing is waited for any longer. */
  private static final long UNREACHABLE_AFTER = Duration.ofSeconds(1).toNanos();

  /** From any other, as long as copies that are old may answer in its place. */
  private static final long LOST_AFTER = Duration.ofMillis(500).toNanos();

  /** What is told of reads that have not been answered. */
  interface Watcher {
    /** It takes longer than usual. */
    void silent(int number);

    /** It may be waited for, but no longer alone. */
    void lost(int number);

    /** It is not waited for. */
    void unreachable(int number, ReadRoutes.There there);
  }

  private static final class Sent {
    final ReadRoutes.There there;
    final Set<Integer> open = new LinkedHashSet<>();
    final long since;
    boolean heard;
    boolean silent;
    boolean lost;

    Sent(ReadRoutes.There there, List<Numbered> reads, long since) {
      this.there = there;
      this.since = since;
      reads.forEach(read -> open.add(read.number()));
    }
  }

  private final Map<ReadRoutes.There, List<Numbered>> next = new LinkedHashMap<>();
  private final List<Sent> sent = new ArrayList<>();
  private final Map<Integer, Sent> byRead = new HashMap<>();

  /** Asks with the next message to that node. */
  void add(ReadRoutes.There there, int number, ReadProtocol.Request request) {
    next.computeIfAbsent(there, _ -> new ArrayList<>()).add(new Numbered(number, request));
  }

  /**
   * Sends what was added.
   *
   * @param replyTo asked for only if there is something
   */
  void send(Supplier<ActorRef<ReadProtocol.Piece>> replyTo, long now) {
    next.forEach((there, reads) -> {
      Sent message = new Sent(there, reads, now);
      sent.add(message);
      reads.forEach(read -> byRead.put(read.number(), message));
      there.pulse().asked();
      there.server().tell(new ReadProtocol.Ask(reads, replyTo.get()));
    });
    next.clear();
  }

  /** A read is answered, or not waited for any longer. */
  void over(int number, boolean answered) {
    Sent message = byRead.remove(number);
    if (message == null) {
      return;
    }
    message.open.remove(number);
    if (answered && !message.heard) {
      message.heard = true;
      message.there.pulse().answered(System.nanoTime() - message.since);
    } else if (message.open.isEmpty() && !message.heard) {
      message.there.pulse().givenUp();
    }
  }

  /** What is not over of the message that asked for a read, itself among it. */
  List<Integer> openWith(int number) {
    Sent message = byRead.get(number);
    return message == null ? List.of() : List.copyOf(message.open);
  }

  /** To be called now and then. */
  void look(Predicate<ReadRoutes.There> reachable, Watcher watcher, long now) {
    for (Sent message : sent) {
      if (!message.open.isEmpty()) {
        look(message, reachable.test(message.there), watcher, now);
      }
    }
  }

  private static void look(Sent message, boolean reachable, Watcher watcher, long now) {
    NodePulse pulse = message.there.pulse();
    long silence = now - message.since;
    if (!message.silent && silence > pulse.hedgeAfterNanos()) {
      message.silent = true;
      if (!message.heard) {
        pulse.silent();
      }
      List.copyOf(message.open).forEach(watcher::silent);
    }
    boolean lost = silence > LOST_AFTER || pulse.shunned() || !reachable;
    if (message.silent && !message.lost && lost) {
      message.lost = true;
      List.copyOf(message.open).forEach(watcher::lost);
    }
    if (silence > UNREACHABLE_AFTER && !reachable) {
      for (int number : List.copyOf(message.open)) {
        watcher.unreachable(number, message.there);
      }
    }
  }
}
