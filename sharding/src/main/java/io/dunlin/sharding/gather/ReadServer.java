package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.wire.FrameSender;
import io.dunlin.actors.wire.Frames;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.MessageTooLargeException;
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
  private final MessageCodec codec;
  private final ShardReader reader;
  private final AtomicLong large = new AtomicLong();

  private ReadServer(ActorSystem<?> system, MessageCodec codec, ShardReader reader) {
    this.system = system;
    this.codec = codec;
    this.reader = reader;
  }

  /**
   * @param threads of the reads
   */
  static Behavior<ReadProtocol.Ask> create(
      MessageCodec codec, ShardReader reader, Executor threads) {
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

  /** Written once, here: how many frames it takes is known before it is sent. */
  private void send(ReadProtocol.Ask ask, ReadProtocol.Outcome outcome) {
    ReadProtocol.Reply reply =
        new ReadProtocol.Reply(ask.number(), outcome.answer(), outcome.seen());
    try {
      Frames frames = new Frames(ask.number(), codec.write(reply, MAX_ANSWER_BYTES));
      if (frames.count() == 1) {
        ask.replyTo().tell(new ReadProtocol.Piece(frames.frame(0), system.ignoreRef()));
      } else {
        system.systemActorOf(
            FrameSender.create(
                frames,
                (frame, credit) -> ask.replyTo().tell(new ReadProtocol.Piece(frame, credit))),
            "answer-" + large.incrementAndGet(),
            Props.empty());
      }
    } catch (MessageTooLargeException e) {
      send(ask, refused(e.failure()));
    }
  }
}
