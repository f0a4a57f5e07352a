package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.wire.Frame;
import io.dunlin.actors.wire.More;

/** Pieces of what is too large to be sent whole. */
final class FrameForm {
  private FrameForm() {}

  static final Form<Frame> FRAME =
      Form.first(
          (out, frame) -> {
            out.fixedLong(frame.stream());
            out.varInt(frame.number());
            out.bool(frame.last());
            out.bytes(frame.bytes());
          },
          in -> new Frame(in.fixedLong(), in.varInt(), in.bool(), in.bytes()));

  static final Form<More> MORE = Form.empty(new More());
}
