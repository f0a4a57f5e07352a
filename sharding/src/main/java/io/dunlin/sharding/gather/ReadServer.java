package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.wire.Frames;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.WireLimits;
import io.dunlin.actors.wire.kryo.WireCodec;
import io.dunlin.actors.wire.kryo.WireSize;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Answers the reads that other nodes send, one on every node under a name that all know. */
final class ReadServer {
  static final String NAME = "reads";

  /** The largest answer of one shard. */
  static final int MAX_ANSWER_BYTES = 256 << 20;

  private final ActorSystem<?> system;
  private final WireCodec codec;
  private final ShardReader reader;
  private final AtomicLong large = new AtomicLong();

  private ReadServer(ActorSystem<?> system, WireCodec codec, ShardReader reader) {
    this.system = system;
    this.codec = codec;
    this.reader = reader;
  }

  /**
   * @param threads of the reads
   */
  static Behavior<ReadProtocol.Ask> create(WireCodec codec, ShardReader reader, Executor threads) {
    return Behaviors.setup(context -> {
      ReadServer server = new ReadServer(context.getSystem(), codec, reader);
      return Behaviors.receiveMessage(ask -> {
        Optional<DunlinFailure> refusal = reader.admit(1);
        if (refusal.isPresent()) {
          server.send(ask, refused(refusal.get()));
        } else {
          threads.execute(() -> server.send(ask, server.reader.read(ask.request())));
        }
        return Behaviors.same();
      });
    });
  }

  private static ReadProtocol.Outcome refused(DunlinFailure failure) {
    return new ReadProtocol.Outcome(
        StatusReply.error(failure.asException()), ReadProtocol.Seen.NOTHING);
  }

  private void send(ReadProtocol.Ask ask, ReadProtocol.Outcome outcome) {
    ReadProtocol.Reply reply =
        new ReadProtocol.Reply(ask.number(), outcome.answer(), outcome.seen());
    if (WireSize.of(reply) <= WireLimits.MAX_MESSAGE_BYTES) {
      ask.replyTo().tell(reply);
      return;
    }
    try {
      Frames frames = new Frames(ask.number(), codec.write(reply, MAX_ANSWER_BYTES));
      system.systemActorOf(
          AnswerSender.create(frames, ask.replyTo()),
          "answer-" + large.incrementAndGet(),
          Props.empty());
    } catch (MessageTooLargeException e) {
      send(ask, refused(e.failure()));
    }
  }
}
