package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Reads some shards and hands all answers on at once, in the order of the requests. One small actor
 * per query; the first failure, or the deadline, ends it.
 *
 * <p>It runs on the threads of the reads and reads one shard itself, so that a query of one shard
 * is handed to another thread once, and one of many wakes no thread more than it has work for.
 */
public final class ShardGather {
  private sealed interface Command {}

  private record Answered(int number, StatusReply<ReadProtocol.Answer> answer) implements Command {}

  private record Piece(ReadProtocol.Piece piece) implements Command {}

  private record TimeIsUp() implements Command {}

  /** A read and where it goes. */
  public record RoutedRead(ReadProtocol.Request request, ReadRoutes.Route route) {}

  private ShardGather() {}

  /**
   * @param reads one or more; those that are done here are admitted by the reader
   * @param threads of the reads; this actor's own too
   */
  public static Behavior<Void> create(
      List<RoutedRead> reads,
      Deadline deadline,
      ReadRoutes routes,
      ShardReader reader,
      Executor threads,
      ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo) {
    return Behaviors.<Command>setup(
            context -> {
              Gathering gathering =
                  new Gathering(reads.size(), new Pieces(routes.codec(), reads.size()), replyTo);
              int own = send(context, reads, reader, threads);
              Behavior<Command> next =
                  own < 0
                      ? Behaviors.same()
                      : gathering.onAnswer(own, reader.read(reads.get(own).request()));
              return gathering.missing == 0 ? next : waiting(gathering, deadline);
            })
        .unsafeCast();
  }

  /** All but the first that is read here, whose number is returned; -1 when there is none. */
  private static int send(
      ActorContext<Command> context, List<RoutedRead> reads, ShardReader reader, Executor threads) {
    ActorRef<Command> self = context.getSelf();
    @Nullable ActorRef<ReadProtocol.Answering> replies = null;
    int own = -1;
    for (int i = 0; i < reads.size(); i++) {
      int number = i;
      ReadProtocol.Request request = reads.get(i).request();
      switch (reads.get(i).route()) {
        case ReadRoutes.There(ActorRef<ReadProtocol.Ask> node) -> {
          replies = replies == null ? replies(context) : replies;
          node.tell(new ReadProtocol.Ask(number, request, replies));
        }
        case ReadRoutes.Nowhere(DunlinFailure failure) ->
            self.tell(new Answered(number, StatusReply.error(failure.asException())));
        case ReadRoutes.Here _ -> {
          if (own < 0) {
            own = number;
          } else {
            threads.execute(() -> self.tell(new Answered(number, reader.read(request))));
          }
        }
      }
    }
    return own;
  }

  private static ActorRef<ReadProtocol.Answering> replies(ActorContext<Command> context) {
    return context.messageAdapter(
        ReadProtocol.Answering.class,
        answering ->
            switch (answering) {
              case ReadProtocol.Reply(int number, StatusReply<ReadProtocol.Answer> answer) ->
                  new Answered(number, answer);
              case ReadProtocol.Piece piece -> new Piece(piece);
            });
  }

  private static Behavior<Command> waiting(Gathering gathering, Deadline deadline) {
    return Behaviors.withTimers(timers -> {
      timers.startSingleTimer(new TimeIsUp(), deadline.left());
      return Behaviors.receiveMessage(command ->
          switch (command) {
            case Answered(int number, StatusReply<ReadProtocol.Answer> answer) ->
                gathering.onAnswer(number, answer);
            case Piece(ReadProtocol.Piece piece) -> gathering.onPiece(piece);
            case TimeIsUp _ -> gathering.onTimeIsUp();
          });
    });
  }

  private static final class Gathering {
    private final ReadProtocol.Answer[] answers;
    private final ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo;
    private final Pieces pieces;
    private int missing;

    Gathering(
        int expected, Pieces pieces, ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo) {
      this.pieces = pieces;
      this.answers = new ReadProtocol.Answer[expected];
      this.missing = expected;
      this.replyTo = replyTo;
    }

    Behavior<Command> onAnswer(int number, StatusReply<ReadProtocol.Answer> answer) {
      if (answer.isError()) {
        missing = 0;
        replyTo.tell(StatusReply.error(answer.getError()));
        return Behaviors.stopped();
      }
      answers[number] = answer.getValue();
      missing--;
      if (missing > 0) {
        return Behaviors.same();
      }
      replyTo.tell(StatusReply.success(Arrays.asList(answers)));
      return Behaviors.stopped();
    }

    Behavior<Command> onPiece(ReadProtocol.Piece piece) {
      int number = (int) piece.frame().stream();
      return pieces.add(piece).map(answer -> onAnswer(number, answer)).orElseGet(Behaviors::same);
    }

    Behavior<Command> onTimeIsUp() {
      replyTo.tell(
          StatusReply.error(
              new DunlinFailure.TimedOut(
                      "%d of %d shards did not answer in time".formatted(missing, answers.length))
                  .asException()));
      return Behaviors.stopped();
    }
  }
}
