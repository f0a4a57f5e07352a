package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.files.FileProtocol.Ask;
import io.dunlin.actors.files.FileProtocol.Missing;
import io.dunlin.actors.files.FileProtocol.More;
import io.dunlin.actors.files.FileProtocol.Piece;
import io.dunlin.actors.files.FileProtocol.Refused;

/** How sealed files go from node to node. */
final class FileForms {
  private FileForms() {}

  static final Form<Ask> ASK =
      Form.first(
          (out, ask) -> {
            out.varLong(ask.number());
            Leaves.SHARD_ID.write(out, ask.shard());
            out.string(ask.file());
            out.actor(ask.replyTo());
          },
          in -> new Ask(in.varLong(), Leaves.SHARD_ID.read(in), in.string(), in.actor()));

  static final Form<Piece> PIECE =
      Form.first(
          (out, piece) -> {
            FrameForm.FRAME.write(out, piece.frame());
            out.actor(piece.sender());
          },
          in -> new Piece(FrameForm.FRAME.read(in), in.actor()));

  static final Form<Missing> MISSING =
      Form.first((out, missing) -> out.varLong(missing.number()), in -> new Missing(in.varLong()));

  static final Form<Refused> REFUSED =
      Form.first(
          (out, refused) -> {
            out.varLong(refused.number());
            out.string(refused.reason());
          },
          in -> new Refused(in.varLong(), in.string()));

  static final Form<More> MORE = Form.empty(new More());
}
