package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.wire.FrameSender;
import io.dunlin.actors.wire.Frames;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.MessageTooLargeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
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
        Optional<DunlinFailure> refusal = reader.admit(ask.reads().size());
        if (refusal.isPresent()) {
          ReadProtocol.Outcome refused = refused(refusal.get());
          server.send(
              ask,
              ask.reads().stream()
                  .map(read -> new ReadProtocol.Ended(read.number(), refused))
                  .toList());
        } else {
          server.new Reads(ask).start(threads);
        }
        return Behaviors.same();
      });
    });
  }

  /** Reads that were asked for together, and are answered when the last of them is done. */
  private final class Reads {
    private final ReadProtocol.Ask ask;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private final ReadProtocol.Ended[] ended;

    Reads(ReadProtocol.Ask ask) {
      this.ask = ask;
      this.left = new AtomicInteger(ask.reads().size());
      this.ended = new ReadProtocol.Ended[ask.reads().size()];
    }

    /** On no more threads than can run at a time. */
    void start(Executor threads) {
      int most = Math.min(ended.length, Runtime.getRuntime().availableProcessors());
      for (int thread = 0; thread < most; thread++) {
        threads.execute(this::run);
      }
    }

    private void run() {
      for (int at = next.getAndIncrement(); at < ended.length; at = next.getAndIncrement()) {
        ReadProtocol.Numbered read = ask.reads().get(at);
        ended[at] = new ReadProtocol.Ended(read.number(), reader.read(read.request()));
        // Whoever comes to the end sees what the others have put in.
        if (left.decrementAndGet() == 0) {
          send(ask, List.of(ended));
        }
      }
    }
  }

  private static ReadProtocol.Outcome refused(DunlinFailure failure) {
    return new ReadProtocol.Outcome(
        StatusReply.error(failure.asException()), ReadProtocol.Seen.NOTHING);
  }

  /** Written once, here: how many frames it takes is known before it is sent. */
  private void send(ReadProtocol.Ask ask, List<ReadProtocol.Ended> ended) {
    int first = ended.getFirst().number();
    try {
      byte[] whole = codec.write(new ReadProtocol.Reply(ended), MAX_ANSWER_BYTES);
      Frames frames = new Frames(first, whole);
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
      if (ended.size() > 1) {
        ended.forEach(one -> send(ask, List.of(one)));
      } else {
        send(ask, List.of(new ReadProtocol.Ended(first, refused(e.failure()))));
      }
    }
  }
}
