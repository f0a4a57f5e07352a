package io.dunlin.sharding.gather;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.wire.FrameAssembler;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.More;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.pattern.StatusReply;

/** Puts the pieces of answers together; belongs to one gather. */
final class Pieces {
  /** The gather ends at its deadline: nothing has to be given up before. */
  private static final Duration SILENCE = Duration.ofDays(1);

  private final MessageCodec codec;
  private final FrameAssembler frames;

  Pieces(MessageCodec codec, int reads) {
    this.codec = codec;
    this.frames =
        new FrameAssembler(
            new FrameAssembler.Limits(reads, 2L * ReadServer.MAX_ANSWER_BYTES, SILENCE));
  }

  /** The answers, when this was their last piece, or why there will be none. */
  Optional<StatusReply<ReadProtocol.Reply>> add(ReadProtocol.Piece piece) {
    return switch (frames.add(piece.frame(), System.nanoTime())) {
      case FrameAssembler.Waiting _ -> {
        piece.sender().tell(new More());
        yield Optional.empty();
      }
      case FrameAssembler.Complete(byte[] whole) -> Optional.of(read(whole));
      case FrameAssembler.Refused(String reason) -> Optional.of(refused(reason));
    };
  }

  private StatusReply<ReadProtocol.Reply> read(byte[] whole) {
    try {
      return codec.read(whole) instanceof ReadProtocol.Reply reply
          ? StatusReply.success(reply)
          : refused("it is no answer to a read");
    } catch (NotSerializableException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private static StatusReply<ReadProtocol.Reply> refused(String reason) {
    return StatusReply.error(
        new DunlinFailure.Internal("an answer of another node could not be used: " + reason)
            .asException());
  }
}
