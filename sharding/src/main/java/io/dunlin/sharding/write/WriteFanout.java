package io.dunlin.sharding.write;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.follow.Primaries;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;

/**
 * Carries one request's operations to the shards, one operation after the other, each to its shards
 * at once. One small actor per request. The first failure ends it: what was done before stays done.
 */
public final class WriteFanout {
  private sealed interface Command {}

  private record Answered(StatusReply<ShardProtocol.Written> reply) implements Command {}

  private record TimeIsUp() implements Command {}

  private record Look() implements Command {}

  private record SendAgain(ShardId shard) implements Command {}

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** Shards say themselves what became of a write whose time is over. */
  private static final Duration LAST_ANSWERS_WITHIN = Duration.ofMillis(500);

  /** A shard that moves is open elsewhere after some such pauses. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final TimerScheduler<Command> timers;
  private final WriteRequest request;
  private final Primaries region;
  private final Writers writers;
  // The nodes that were written to, by shard, and have not answered.
  private final Map<ShardId, NodeId> waitingFor = new HashMap<>();
  private final Map<ShardId, ShardSend> sends = new LinkedHashMap<>();
  private final ActorRef<StatusReply<List<WriteResult>>> replyTo;
  private final ActorRef<StatusReply<ShardProtocol.Written>> answers;
  private final List<WriteResult> results = new ArrayList<>();
  private final Map<ShardId, Long> positions = new HashMap<>();
  private int missing;
  private boolean late;

  public static Behavior<Void> create(
      WriteRequest request,
      Primaries region,
      Writers writers,
      ActorRef<StatusReply<List<WriteResult>>> replyTo) {
    return Behaviors.<Command>setup(context ->
            Behaviors.withTimers(timers -> {
              timers.startSingleTimer(
                  new TimeIsUp(), request.deadline().left().plus(LAST_ANSWERS_WITHIN));
              timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
              return new WriteFanout(context, timers, request, region, writers, replyTo)
                  .nextOperation();
            }))
        .unsafeCast();
  }

  @SuppressWarnings("unchecked") // StatusReply has no class that tells its content
  private WriteFanout(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WriteRequest request,
      Primaries region,
      Writers writers,
      ActorRef<StatusReply<List<WriteResult>>> replyTo) {
    this.timers = timers;
    this.request = request;
    this.region = region;
    this.writers = writers;
    this.replyTo = replyTo;
    this.answers =
        context.messageAdapter(
            (Class<StatusReply<ShardProtocol.Written>>) (Class<?>) StatusReply.class,
            Answered::new);
  }

  private Behavior<Command> onMessage(Command command) {
    return switch (command) {
      case Answered(StatusReply<ShardProtocol.Written> reply) -> onReply(reply);
      case TimeIsUp _ -> onTimeIsUp();
      case Look _ -> onLook();
      case SendAgain(ShardId shard) -> {
        send(Objects.requireNonNull(sends.get(shard)));
        yield Behaviors.same();
      }
    };
  }

  private Behavior<Command> nextOperation() {
    while (results.size() < request.operations().size()) {
      List<WriteRequest.ShardPart> pieces = request.operations().get(results.size());
      positions.clear();
      missing = pieces.size();
      late = false;
      waitingFor.clear();
      sends.clear();
      for (WriteRequest.ShardPart piece : pieces) {
        sends.computeIfAbsent(piece.shard(), _ -> new ShardSend()).add(piece);
      }
      sends.values().forEach(this::send);
      if (missing > 0) {
        return Behaviors.receiveMessage(this::onMessage);
      }
      results.add(new WriteResult(Map.of(), request.status()));
    }
    replyTo.tell(StatusReply.success(results));
    return Behaviors.stopped();
  }

  private void send(ShardSend to) {
    for (Optional<WriteRequest.ShardPart> next = to.next(); next.isPresent(); next = to.next()) {
      WriteRequest.ShardPart part = next.get();
      writers.of(part.shard()).ifPresent(node -> waitingFor.put(part.shard(), node));
      region.tell(
          part.shard(),
          new ShardProtocol.Write(
              part.operation(),
              part.bytes(),
              request.deadline(),
              request.status() == WriteResult.Status.COMPLETED,
              answers,
              request.author()));
    }
  }

  private Behavior<Command> onReply(StatusReply<ShardProtocol.Written> reply) {
    if (reply.isError()) {
      return onFailure(reply.getError());
    }
    ShardId shard = reply.getValue().shard();
    ShardSend send = Objects.requireNonNull(sends.get(shard));
    send.answered();
    send(send);
    if (send.isIdle()) {
      waitingFor.remove(shard);
    }
    positions.merge(shard, reply.getValue().position(), Math::max);
    late |= reply.getValue().late();
    missing--;
    if (missing > 0) {
      return Behaviors.same();
    }
    results.add(
        new WriteResult(positions, late ? WriteResult.Status.WAIT_TIMEOUT : request.status()));
    return nextOperation();
  }

  private Behavior<Command> onFailure(Throwable failure) {
    if (failure instanceof DunlinException known
        && known.failure() instanceof DunlinFailure.NotDelivered(ShardId shard)
        && Objects.requireNonNull(sends.get(shard)).takeBack()) {
      waitingFor.remove(shard);
      timers.startSingleTimer(shard, new SendAgain(shard), PAUSE);
      return Behaviors.same();
    }
    replyTo.tell(StatusReply.error(failure));
    return Behaviors.stopped();
  }

  /** It may have been on its way there: sent once more it could come after what was sent since. */
  private Behavior<Command> onLook() {
    for (Map.Entry<ShardId, NodeId> waiting : waitingFor.entrySet()) {
      if (writers.isGone(waiting.getValue())) {
        replyTo.tell(
            StatusReply.error(
                new DunlinFailure.Unavailable(
                        "shard %s: its node %s is gone; the write may or may not be stored; send it again"
                            .formatted(waiting.getKey(), waiting.getValue()))
                    .asException()));
        return Behaviors.stopped();
      }
    }
    return Behaviors.same();
  }

  private Behavior<Command> onTimeIsUp() {
    replyTo.tell(
        StatusReply.error(
            new DunlinFailure.TimedOut(
                    "operation %d was not confirmed in time by %d of its shards; it may or may not be stored; send it again"
                        .formatted(results.size(), missing))
                .asException()));
    return Behaviors.stopped();
  }
}
