package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardSearcher;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Asks some shards and hands all answers on at once, in the order of the requests. One small actor
 * per query; the first failure, or the deadline, ends it.
 */
public final class ShardGather {
  private sealed interface Command {}

  private record Answered(ShardSearcher.Reply reply) implements Command {}

  private record TimeIsUp() implements Command {}

  private ShardGather() {}

  public static Behavior<Void> create(
      List<ReadProtocol.Request> requests,
      Deadline deadline,
      ActorRef<ShardSearcher.Ask> searcher,
      ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo) {
    return Behaviors.<Command>setup(
            context -> {
              ActorRef<ShardSearcher.Reply> answers =
                  context.messageAdapter(ShardSearcher.Reply.class, Answered::new);
              for (int i = 0; i < requests.size(); i++) {
                searcher.tell(new ShardSearcher.Ask(requests.get(i), i, answers));
              }
              context.setReceiveTimeout(deadline.left(), new TimeIsUp());
              return new Gathering(requests.size(), replyTo).behavior();
            })
        .unsafeCast();
  }

  private static final class Gathering {
    private final ReadProtocol.@Nullable Answer[] answers;
    private final ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo;
    private int missing;

    Gathering(int expected, ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo) {
      this.answers = new ReadProtocol.Answer[expected];
      this.missing = expected;
      this.replyTo = replyTo;
    }

    Behavior<Command> behavior() {
      return Behaviors.receiveMessage(command ->
          switch (command) {
            case Answered(ShardSearcher.Reply reply) -> onReply(reply);
            case TimeIsUp _ -> onTimeIsUp();
          });
    }

    private Behavior<Command> onReply(ShardSearcher.Reply reply) {
      if (reply.answer().isError()) {
        replyTo.tell(StatusReply.error(reply.answer().getError()));
        return Behaviors.stopped();
      }
      answers[reply.number()] = reply.answer().getValue();
      missing--;
      if (missing > 0) {
        return Behaviors.same();
      }
      List<ReadProtocol.Answer> all = new ArrayList<>();
      for (ReadProtocol.@Nullable Answer answer : answers) {
        if (answer != null) {
          all.add(answer);
        }
      }
      replyTo.tell(StatusReply.success(all));
      return Behaviors.stopped();
    }

    private Behavior<Command> onTimeIsUp() {
      replyTo.tell(
          StatusReply.error(
              new DunlinFailure.TimedOut(
                      "%d of %d shards did not answer in time".formatted(missing, answers.length))
                  .asException()));
      return Behaviors.stopped();
    }
  }
}
