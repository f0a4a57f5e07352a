package io.dunlin.sharding.gather;

import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.wire.Frames;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Sends one answer that is too large for a message, piece by piece, a few ahead of what has come:
 * what others have to say on the same connection waits for these at most.
 */
final class AnswerSender {
  private static final int AHEAD = 4;

  /** So long an asker may be silent before it is taken for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final ActorContext<ReadProtocol.More> context;
  private final Frames frames;
  private final ActorRef<ReadProtocol.Answering> to;
  private int sent;

  private AnswerSender(
      ActorContext<ReadProtocol.More> context, Frames frames, ActorRef<ReadProtocol.Answering> to) {
    this.context = context;
    this.frames = frames;
    this.to = to;
  }

  static Behavior<ReadProtocol.More> create(Frames frames, ActorRef<ReadProtocol.Answering> to) {
    return Behaviors.setup(context -> {
      AnswerSender sender = new AnswerSender(context, frames, to);
      for (int i = 0; i < AHEAD; i++) {
        sender.sendNext();
      }
      return sender.waiting();
    });
  }

  private Behavior<ReadProtocol.More> waiting() {
    if (sent == frames.count()) {
      return Behaviors.stopped();
    }
    return Behaviors.withTimers(timers -> {
      timers.startSingleTimer("silence", new ReadProtocol.More(), SILENCE);
      return Behaviors.receiveMessage(_ -> {
        if (!timers.isTimerActive("silence")) {
          return Behaviors.stopped();
        }
        sendNext();
        if (sent == frames.count()) {
          return Behaviors.stopped();
        }
        timers.startSingleTimer("silence", new ReadProtocol.More(), SILENCE);
        return Behaviors.same();
      });
    });
  }

  private void sendNext() {
    if (sent < frames.count()) {
      to.tell(new ReadProtocol.Piece(frames.frame(sent), context.getSelf()));
      sent++;
    }
  }
}
