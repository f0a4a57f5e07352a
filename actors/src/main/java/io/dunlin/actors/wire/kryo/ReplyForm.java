package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.persistence.model.ShardId;
import org.apache.pekko.pattern.StatusReply;

/**
 * Replies. Pekko's own serializer keeps no more than the text of an error; here a {@link
 * DunlinFailure} arrives as what it is. Any other error arrives as an internal one with its text.
 */
final class ReplyForm {
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int LONG = 3;
  private static final int ANSWER = 4;
  private static final int FAILURE = 5;
  private static final int WRITTEN = 6;
  private static final int WRITTEN_LATE = 7;
  private static final int EXPORTED = 12;

  private static final Part<ReadProtocol.Answer> ANSWERS = Part.oneOf(ReadProtocol.Answer.class);

  private static final Part<ExportProtocol.Answer> EXPORTS =
      Part.oneOf(ExportProtocol.Answer.class);

  private ReplyForm() {}

  static final Form<StatusReply<?>> REPLY = Form.first(ReplyForm::write, ReplyForm::read);

  /** A reply that is an answer to a read. */
  static final Part<StatusReply<ReadProtocol.Answer>> ANSWERED =
      Part.of((out, reply) -> REPLY.write(out, reply), ReplyForm::readAnswered);

  private static StatusReply<ReadProtocol.Answer> readAnswered(WireReader in) {
    StatusReply<?> reply = REPLY.read(in);
    if (reply.isError()) {
      return StatusReply.error(reply.getError());
    }
    if (reply.getValue() instanceof ReadProtocol.Answer answer) {
      return StatusReply.success(answer);
    }
    throw new MalformedMessageException("a read is answered by something else");
  }

  private static void write(WireWriter out, StatusReply<?> reply) {
    if (reply.isError()) {
      out.code(FAILURE);
      FailureForms.FAILURE.write(out, failure(reply.getError()));
      return;
    }
    switch (reply.getValue()) {
      case Boolean value -> out.code(value ? TRUE : FALSE);
      case Long value -> {
        out.code(LONG);
        out.varLong(value);
      }
      case ShardProtocol.Written(ShardId shard, long position, boolean late) -> {
        out.code(late ? WRITTEN_LATE : WRITTEN);
        Leaves.SHARD_ID.write(out, shard);
        out.varLong(position);
      }
      case ReadProtocol.Answer answer -> {
        out.code(ANSWER);
        ANSWERS.write(out, answer);
      }
      case ExportProtocol.Answer answer -> {
        out.code(EXPORTED);
        EXPORTS.write(out, answer);
      }
      default ->
          throw new IllegalArgumentException(
              "A reply with a " + reply.getValue().getClass().getName());
    }
  }

  private static DunlinFailure failure(Throwable error) {
    return error instanceof DunlinException known
        ? known.failure()
        : new DunlinFailure.Internal(String.valueOf(error.getMessage()));
  }

  private static StatusReply<?> read(WireReader in) {
    int code = in.code();
    return switch (code) {
      case FALSE -> StatusReply.success(false);
      case TRUE -> StatusReply.success(true);
      case LONG -> StatusReply.success(in.varLong());
      case ANSWER -> StatusReply.success(ANSWERS.read(in));
      case WRITTEN, WRITTEN_LATE ->
          StatusReply.success(
              new ShardProtocol.Written(
                  Leaves.SHARD_ID.read(in), in.varLong(), code == WRITTEN_LATE));
      case EXPORTED -> StatusReply.success(EXPORTS.read(in));
      case FAILURE -> StatusReply.error(FailureForms.FAILURE.read(in).asException());
      default -> throw WireReader.unknown("reply", code);
    };
  }
}
