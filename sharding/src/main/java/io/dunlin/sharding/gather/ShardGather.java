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
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

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

  private record TimeIsUp() implements Command {}

  private ShardGather() {}

  /**
   * @param requests one or more, admitted by the reader
   * @param threads of the reads; this actor's own too
   */
  public static Behavior<Void> create(
      List<ReadProtocol.Request> requests,
      Deadline deadline,
      ShardReader reader,
      Executor threads,
      ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo) {
    return Behaviors.<Command>setup(
            context -> {
              ActorRef<Command> self = context.getSelf();
              for (int number = 1; number < requests.size(); number++) {
                int other = number;
                threads.execute(
                    () -> self.tell(new Answered(other, reader.read(requests.get(other)))));
              }
              Gathering gathering = new Gathering(requests.size(), replyTo);
              Behavior<Command> next = gathering.onAnswer(0, reader.read(requests.getFirst()));
              return gathering.missing == 0 ? next : waiting(gathering, deadline);
            })
        .unsafeCast();
  }

  private static Behavior<Command> waiting(Gathering gathering, Deadline deadline) {
    return Behaviors.withTimers(timers -> {
      timers.startSingleTimer(new TimeIsUp(), deadline.left());
      return Behaviors.receiveMessage(command ->
          switch (command) {
            case Answered(int number, StatusReply<ReadProtocol.Answer> answer) ->
                gathering.onAnswer(number, answer);
            case TimeIsUp _ -> gathering.onTimeIsUp();
          });
    });
  }

  private static final class Gathering {
    private final ReadProtocol.Answer[] answers;
    private final ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo;
    private int missing;

    Gathering(int expected, ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo) {
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
