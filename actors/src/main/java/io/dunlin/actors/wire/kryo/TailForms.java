package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.feed.TailProtocol.Entries;
import io.dunlin.actors.feed.TailProtocol.Foreign;
import io.dunlin.actors.feed.TailProtocol.NotNow;
import io.dunlin.actors.feed.TailProtocol.Question;
import io.dunlin.actors.feed.TailProtocol.Trimmed;
import io.dunlin.actors.shard.ShardProtocol.Tail;
import java.time.Duration;

/** What change feeds ask a shard's writer, and what it answers. */
final class TailForms {
  private TailForms() {}

  private static final Part<Question> QUESTION =
      Part.of(
          (out, question) -> {
            Leaves.ANY_UUID.write(out, question.reader());
            FeedForms.POINT.write(out, question.after());
            out.varInt(question.had());
            out.varInt(question.maxBytes());
            out.varLong(question.patience().toMillis());
            out.actor(question.replyTo());
          },
          in ->
              new Question(
                  Leaves.ANY_UUID.read(in),
                  FeedForms.POINT.read(in),
                  in.varInt(),
                  in.varInt(),
                  Duration.ofMillis(in.varLong()),
                  in.actor()));

  static final Form<Tail> TAIL =
      Form.first(
          (out, tail) -> QUESTION.write(out, tail.question()), in -> new Tail(QUESTION.read(in)));

  static final Form<Entries> ENTRIES =
      Form.first(
          (out, entries) -> {
            FeedForms.POINT.write(out, entries.last());
            FeedForms.PIECES.write(out, entries.pieces());
          },
          in -> new Entries(FeedForms.POINT.read(in), FeedForms.PIECES.read(in)));

  static final Form<Trimmed> TRIMMED =
      Form.first(
          (out, trimmed) -> out.varLong(trimmed.position()), in -> new Trimmed(in.varLong()));

  static final Form<Foreign> FOREIGN =
      Form.first(
          (out, foreign) -> FeedForms.POINT.write(out, foreign.last()),
          in -> new Foreign(FeedForms.POINT.read(in)));

  static final Form<NotNow> NOT_NOW = Form.empty(new NotNow());
}
