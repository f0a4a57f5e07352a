package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Answers the reads that other nodes send, one on every node under a name that all know. */
public final class ReadServer {
  static final String NAME = "reads";

  private ReadServer() {}

  /**
   * @param threads of the reads
   */
  public static Behavior<ReadProtocol.Ask> create(ShardReader reader, Executor threads) {
    return Behaviors.receiveMessage(ask -> {
      Optional<DunlinFailure> refusal = reader.admit(1);
      if (refusal.isPresent()) {
        reply(ask, StatusReply.error(refusal.get().asException()));
      } else {
        threads.execute(() -> reply(ask, reader.read(ask.request())));
      }
      return Behaviors.same();
    });
  }

  private static void reply(ReadProtocol.Ask ask, StatusReply<ReadProtocol.Answer> answer) {
    ask.replyTo().tell(new ReadProtocol.Reply(ask.number(), answer));
  }
}
