package io.dunlin.actors.wire;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Sends one message frame by frame, a few ahead of what has come: what others have to say on the
 * same connection waits for these at most. Stops when all are sent, or when nothing is heard of the
 * receiver for long.
 */
public final class FrameSender {
  private static final int AHEAD = 4;

  /** So long a receiver may be silent before it is taken for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private sealed interface Command {}

  private record Next() implements Command {}

  private record Silence() implements Command {}

  private final Frames frames;
  private final ActorRef<More> credit;
  private final BiConsumer<Frame, ActorRef<More>> receiver;
  private int sent;

  private FrameSender(
      Frames frames, ActorRef<More> credit, BiConsumer<Frame, ActorRef<More>> receiver) {
    this.frames = frames;
    this.credit = credit;
    this.receiver = receiver;
  }

  /**
   * @param receiver gets each frame, and whom to tell when it has come
   */
  public static Behavior<Void> create(Frames frames, BiConsumer<Frame, ActorRef<More>> receiver) {
    return Behaviors.<Command>setup(
            context -> {
              ActorRef<More> credit = context.messageAdapter(More.class, _ -> new Next());
              FrameSender sender = new FrameSender(frames, credit, receiver);
              for (int i = 1; i < AHEAD; i++) {
                sender.sendNext();
              }
              context.setReceiveTimeout(SILENCE, new Silence());
              return sender.onNext();
            })
        .unsafeCast();
  }

  private Behavior<Command> onNext() {
    sendNext();
    return sent == frames.count() ? Behaviors.stopped() : Behaviors.receiveMessage(this::onMessage);
  }

  private Behavior<Command> onMessage(Command command) {
    return switch (command) {
      case Next _ -> onNext();
      case Silence _ -> Behaviors.stopped();
    };
  }

  private void sendNext() {
    if (sent < frames.count()) {
      receiver.accept(frames.frame(sent), credit);
      sent++;
    }
  }
}
