package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.query.WaitingSearch;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Reads some shards and hands all answers on at once, in the order of the requests. One small actor
 * per query; a shard that no copy answers for, or the deadline, ends it. A copy that is silent for
 * longer than its node usually takes is not waited for: another is asked too, and the first answer
 * counts (hedged requests: Dean and Barroso, The Tail at Scale, CACM 2013).
 *
 * <p>It runs on the threads of the reads, or where its query came in if there is no other, and
 * reads one shard itself: a query of one shard is handed to another thread once or not at all, and
 * one of many wakes no thread more than it has work for.
 */
public final class ShardGather {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /** Answers to a read that may be coming in pieces at the same time. */
  private static final int ATTEMPTS = 8;

  private sealed interface Command {}

  private record Answered(int number, ReadProtocol.Outcome outcome) implements Command {}

  private record Piece(ReadProtocol.Piece piece) implements Command {}

  private record Look() implements Command {}

  private record TimeIsUp() implements Command {}

  /**
   * A read and where it may go.
   *
   * @param needed copies that have to answer
   * @param waiting what was admitted, where another search may answer it too
   */
  public record RoutedRead(
      ReadProtocol.Request request,
      ReadRoutes.Routes routes,
      int needed,
      Optional<WaitingSearch> waiting) {}

  /** A copy that was asked. */
  private static final class Asked {
    final ShardRead read;
    final ShardRead.Next next;
    boolean over;

    Asked(ShardRead read, ShardRead.Next next) {
      this.read = read;
      this.next = next;
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ReadRoutes routes;
  private final ShardReader reader;
  private final Executor threads;
  private final boolean allowPartial;
  private final ActorRef<StatusReply<Gathered>> replyTo;
  private final List<ShardRead> reads = new ArrayList<>();
  // By number.
  private final List<Asked> asked = new ArrayList<>();
  private final NodeMessages messages = new NodeMessages();
  private final Map<ShardId, String> missing = new HashMap<>();
  private final Pieces pieces;
  private @Nullable ActorRef<ReadProtocol.Piece> replies;
  private int open;
  private boolean failed;

  /**
   * @param requests one or more; for each whose first copy is this node's the reader has admitted
   *     one
   * @param threads of the reads; this actor's own too
   * @param allowPartial whether shards that do not answer may be missing, unless all are
   */
  public static Behavior<Void> create(
      List<RoutedRead> requests,
      Deadline deadline,
      boolean allowPartial,
      ReadRoutes routes,
      ShardReader reader,
      Executor threads,
      ActorRef<StatusReply<Gathered>> replyTo) {
    return Behaviors.<Command>setup(context ->
            Behaviors.withTimers(timers ->
                new ShardGather(
                        context,
                        timers,
                        requests.size(),
                        allowPartial,
                        routes,
                        reader,
                        threads,
                        replyTo)
                    .begin(requests, deadline)))
        .unsafeCast();
  }

  private ShardGather(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      int requests,
      boolean allowPartial,
      ReadRoutes routes,
      ShardReader reader,
      Executor threads,
      ActorRef<StatusReply<Gathered>> replyTo) {
    this.context = context;
    this.timers = timers;
    this.routes = routes;
    this.reader = reader;
    this.threads = threads;
    this.allowPartial = allowPartial;
    this.replyTo = replyTo;
    this.pieces = new Pieces(routes.codec(), ATTEMPTS * requests);
    this.open = requests;
  }

  /** The first read that this node does is done here, when all others are under way. */
  private Behavior<Command> begin(List<RoutedRead> requests, Deadline deadline) {
    long now = System.nanoTime();
    ShardRead.@Nullable Next own = null;
    int ownNumber = 0;
    for (RoutedRead routed : requests) {
      ShardRead read = new ShardRead(routed.request(), routed.routes(), routed.needed(), now);
      reads.add(read);
      boolean admitted = routed.routes().here();
      for (ShardRead.Next next : read.first(now)) {
        int number = number(read, next);
        if (admitted && routed.waiting().isPresent()) {
          read(number, routed.waiting().get());
        } else if (next.route() instanceof ReadRoutes.Here && own == null && admitted) {
          own = next;
          ownNumber = number;
        } else {
          ask(number, next, admitted);
        }
        admitted = false;
      }
      if (!read.isWaiting()) {
        fail(read, read.giveUp());
      }
    }
    messages.send(this::replies, now);
    if (own != null) {
      onAnswered(ownNumber, reader.read(own.request()));
      messages.send(this::replies, System.nanoTime());
    }
    if (open == 0) {
      return end();
    }
    timers.startSingleTimer(new TimeIsUp(), deadline.left());
    return Behaviors.receive(Command.class)
        .onAnyMessage(this::onMessage)
        .onSignal(PostStop.class, _ -> onStop())
        .build();
  }

  private Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Answered(int number, ReadProtocol.Outcome outcome) -> onAnswered(number, outcome);
      case Piece(ReadProtocol.Piece piece) ->
          pieces.add(piece).ifPresent(reply -> onReply((int) piece.frame().stream(), reply));
      case Look _ -> onLook();
      case TimeIsUp _ -> onTimeIsUp();
    }
    if (open == 0) {
      return end();
    }
    messages.send(this::replies, System.nanoTime());
    return Behaviors.same();
  }

  // ---- asking ----

  private int number(ShardRead read, ShardRead.Next next) {
    asked.add(new Asked(read, next));
    return asked.size() - 1;
  }

  private void ask(ShardRead.Next next, ShardRead read) {
    ask(number(read, next), next, false);
  }

  private void ask(int number, ShardRead.Next next, boolean admitted) {
    switch (next.route()) {
      case ReadRoutes.There there -> messages.add(there, number, next.request());
      case ReadRoutes.Here _ -> {
        Optional<DunlinFailure> refusal = admitted ? Optional.empty() : reader.admit(1);
        if (refusal.isPresent()) {
          StatusReply<ReadProtocol.Answer> refused = StatusReply.error(refusal.get().asException());
          context
              .getSelf()
              .tell(
                  new Answered(
                      number, new ReadProtocol.Outcome(refused, ReadProtocol.Seen.NOTHING)));
        } else {
          ActorRef<Command> self = context.getSelf();
          threads.execute(() -> self.tell(new Answered(number, reader.read(next.request()))));
        }
      }
    }
  }

  /** On a thread of its own or along with another: this actor's thread is free for its answer. */
  private void read(int number, WaitingSearch search) {
    ActorRef<Command> self = context.getSelf();
    CompletionStage<Void> _ =
        search.outcome().thenAccept(outcome -> self.tell(new Answered(number, outcome)));
    threads.execute(() -> reader.read(search));
  }

  private ActorRef<ReadProtocol.Piece> replies() {
    ActorRef<ReadProtocol.Piece> known = replies;
    if (known == null) {
      known = context.messageAdapter(ReadProtocol.Piece.class, Piece::new);
      replies = known;
      // Other nodes may be silent.
      timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
    }
    return known;
  }

  // ---- hearing ----

  private void onReply(int first, StatusReply<ReadProtocol.Reply> reply) {
    if (reply.isSuccess()) {
      reply.getValue().reads().forEach(ended -> onAnswered(ended.number(), ended.outcome()));
    } else {
      ReadProtocol.Outcome none =
          new ReadProtocol.Outcome(StatusReply.error(reply.getError()), ReadProtocol.Seen.NOTHING);
      messages.openWith(first).forEach(number -> onAnswered(number, none));
    }
  }

  private void onAnswered(int number, ReadProtocol.Outcome outcome) {
    Asked one = asked.get(number);
    if (one.over) {
      return;
    }
    over(number, true);
    ShardRead read = one.read;
    if (failed || read.isDone()) {
      return;
    }
    if (!outcome.answer().isError()) {
      if (read.answered(one.next.number(), outcome.answer().getValue(), outcome.seen())) {
        open--;
      }
      return;
    }
    DunlinFailure failure = failure(outcome.answer().getError());
    read.failed(one.next.number(), failure);
    boolean elsewhere = read.isExact() && failure instanceof DunlinFailure.OutOfRange;
    if (isOfTheRequest(failure) && !elsewhere) {
      fail(read, failure);
      return;
    }
    goOn(read, failure);
  }

  /** After a failure: to another copy, or to the start, or to the end. */
  private void goOn(ShardRead read, DunlinFailure failure) {
    long now = System.nanoTime();
    Optional<ShardRead.Next> next = read.afterFailure(now);
    if (next.isPresent()) {
      ask(next.get(), read);
    } else if (failure instanceof DunlinFailure.Unavailable && read.mayBeginAgain(now)) {
      timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
    } else if (!read.isWaiting()) {
      fail(read, read.giveUp());
    }
  }

  private void over(int number, boolean answered) {
    asked.get(number).over = true;
    messages.over(number, answered);
  }

  /** What another copy would answer too. */
  private static boolean isOfTheRequest(DunlinFailure failure) {
    return switch (failure) {
      case DunlinFailure.Unavailable _,
          DunlinFailure.NotDelivered _,
          DunlinFailure.Overloaded _,
          DunlinFailure.Internal _,
          DunlinFailure.InsufficientStorage _ ->
          false;
      case DunlinFailure.NotFound _,
          DunlinFailure.AlreadyExists _,
          DunlinFailure.WrongInput _,
          DunlinFailure.BadRequest _,
          DunlinFailure.ChecksumMismatch _,
          DunlinFailure.OutOfRange _,
          DunlinFailure.TimedOut _,
          DunlinFailure.NotBuilt _ ->
          true;
    };
  }

  private void fail(ShardRead read, DunlinFailure failure) {
    if (failed) {
      return;
    }
    if (allowPartial && othersAnswer(read)) {
      missing.put(read.shard(), failure.message());
      read.giveUp();
      open--;
    } else {
      open = 0;
      failed = true;
      replyTo.tell(StatusReply.error(failure.asException()));
    }
  }

  /** Whether there is a shard besides that one which is not missing. */
  private boolean othersAnswer(ShardRead failing) {
    return reads.stream()
        .map(ShardRead::shard)
        .anyMatch(shard -> !shard.equals(failing.shard()) && !missing.containsKey(shard));
  }

  private static DunlinFailure failure(Throwable error) {
    return error instanceof DunlinException known
        ? known.failure()
        : new DunlinFailure.Internal(String.valueOf(error.getMessage()));
  }

  // ---- now and then ----

  private void onLook() {
    long now = System.nanoTime();
    messages.look(routes::reachable, new Silences(), now);
    for (ShardRead read : reads) {
      if (read.isDueAgain(now) && read.mayBeginAgain(now)) {
        routes.open(read.shard());
        read.again(routes.of(read.shard()), now).forEach(next -> ask(next, read));
        if (!read.isWaiting()) {
          fail(read, read.giveUp());
        }
      }
    }
  }

  /** What is done about copies that do not answer. */
  private final class Silences implements NodeMessages.Watcher {
    @Override
    public void silent(int number) {
      Asked one = asked.get(number);
      one.read.afterSilence(System.nanoTime()).ifPresent(next -> ask(next, one.read));
    }

    @Override
    public void lost(int number) {
      Asked one = asked.get(number);
      one.read
          .afterLoss(one.next.number(), System.nanoTime())
          .ifPresent(next -> ask(next, one.read));
    }

    @Override
    public void unreachable(int number, ReadRoutes.There there) {
      over(number, false);
      Asked one = asked.get(number);
      if (!one.read.isDone()) {
        DunlinFailure failure =
            new DunlinFailure.Unavailable(
                "shard %s: its node %s does not answer".formatted(one.read.shard(), there.node()));
        one.read.failed(one.next.number(), failure);
        goOn(one.read, failure);
      }
    }
  }

  private void onTimeIsUp() {
    long waiting = reads.stream().filter(read -> !read.isDone()).count();
    DunlinFailure failure =
        new DunlinFailure.TimedOut(
            "%d of %d shards did not answer in time".formatted(waiting, reads.size()));
    for (ShardRead read : reads) {
      if (!read.isDone()) {
        fail(read, failure);
      }
    }
  }

  private Behavior<Command> end() {
    if (!failed) {
      tellAll();
    }
    onStop();
    return Behaviors.stopped();
  }

  private void tellAll() {
    List<ReadProtocol.Answer> answers = new ArrayList<>(reads.size());
    Map<ShardId, Long> positions = new HashMap<>();
    long stale = 0;
    for (ShardRead read : reads) {
      if (!missing.containsKey(read.shard())) {
        answers.add(read.answer());
        positions.merge(read.shard(), read.seen().position(), Math::max);
        stale = Math.max(stale, read.seen().staleMillis());
      }
    }
    replyTo.tell(
        StatusReply.success(
            new Gathered(answers, positions.size(), new ReadNotes(stale, missing, positions))));
  }

  /** What is still under way is not waited for. */
  private Behavior<Command> onStop() {
    for (int number = 0; number < asked.size(); number++) {
      if (!asked.get(number).over) {
        over(number, false);
      }
    }
    return Behaviors.same();
  }
}
