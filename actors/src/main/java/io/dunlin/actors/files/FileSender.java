package io.dunlin.actors.files;

import io.dunlin.actors.wire.Frame;
import io.dunlin.actors.wire.WireLimits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Sends one file, piece by piece. Waits for the disk, and for its turn where there is a rate. */
final class FileSender extends AbstractBehavior<FileProtocol.ToSender> {
  private static final int AHEAD = 4;

  /** So long a receiver may be silent before it is taken for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** Nothing was heard of the receiver. */
  record Silence() implements FileProtocol.ToSender {}

  private final FileProtocol.Ask ask;
  private final FileServer.Parts parts;
  private final FileChannel file;
  private final FilePins.Held pin;
  private final long length;
  private long position;
  private int pieces;

  static Behavior<FileProtocol.ToSender> create(
      FileProtocol.Ask ask, Path path, FileServer.Parts parts) {
    return Behaviors.setup(context -> {
      FilePins.Held pin = parts.pins().hold(ask.shard(), List.of(ask.file()));
      try {
        FileSender sender =
            new FileSender(
                context, ask, parts, FileChannel.open(path, StandardOpenOption.READ), pin);
        context.setReceiveTimeout(SILENCE, new Silence());
        for (int i = 0; i < AHEAD; i++) {
          context.getSelf().tell(new FileProtocol.More());
        }
        return sender;
      } catch (IOException failure) {
        pin.close();
        ask.replyTo().tell(new FileProtocol.Refused(ask.number(), failure.toString()));
        return Behaviors.stopped();
      }
    });
  }

  private FileSender(
      ActorContext<FileProtocol.ToSender> context,
      FileProtocol.Ask ask,
      FileServer.Parts parts,
      FileChannel file,
      FilePins.Held pin)
      throws IOException {
    super(context);
    this.ask = ask;
    this.parts = parts;
    this.file = file;
    this.pin = pin;
    this.length = file.size();
  }

  @Override
  public Receive<FileProtocol.ToSender> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onMessage)
        .onSignal(PostStop.class, _ -> close())
        .build();
  }

  private Behavior<FileProtocol.ToSender> onMessage(FileProtocol.ToSender message) {
    return switch (message) {
      case FileProtocol.More _ -> send();
      case Silence _ -> Behaviors.stopped();
    };
  }

  /** Once the last piece is sent nothing is left to be waited for. */
  private Behavior<FileProtocol.ToSender> send() {
    try {
      Frame frame = next();
      ask.replyTo().tell(new FileProtocol.Piece(frame, getContext().getSelf()));
      parts.metrics().served(frame.bytes().length);
      return frame.last() ? Behaviors.stopped() : this;
    } catch (IOException failure) {
      getContext().getLog().warn("File {} could not be sent", ask.file(), failure);
      ask.replyTo().tell(new FileProtocol.Refused(ask.number(), failure.toString()));
      return Behaviors.stopped();
    }
  }

  private Frame next() throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) Math.min(WireLimits.MAX_FRAME_BYTES, length - position));
    parts.rate().take(bytes.remaining());
    while (bytes.hasRemaining()) {
      int read = file.read(bytes, position + bytes.position());
      if (read < 0) {
        throw new EOFException("the file became shorter while it was sent");
      }
    }
    position += bytes.capacity();
    return new Frame(ask.number(), pieces++, position == length, bytes.array());
  }

  private Behavior<FileProtocol.ToSender> close() throws IOException {
    pin.close();
    file.close();
    return this;
  }
}
