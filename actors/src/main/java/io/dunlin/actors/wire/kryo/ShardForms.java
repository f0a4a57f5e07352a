package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardProtocol.Drop;
import io.dunlin.actors.shard.ShardProtocol.Optimize;
import io.dunlin.actors.shard.ShardProtocol.Start;
import io.dunlin.actors.shard.ShardProtocol.Write;

/** What is said to a shard's owner. */
final class ShardForms {
  private ShardForms() {}

  static final Form<Start> START =
      Form.first((out, start) -> out.actor(start.replyTo()), in -> new Start(in.actor()));

  private static final Part<PointOperation> OPERATION = Part.oneOf(PointOperation.class);

  static final Form<Write> WRITE =
      Form.first(
          (out, write) -> {
            OPERATION.write(out, write.operation());
            out.varLong(write.bytes());
            Leaves.DEADLINE.write(out, write.deadline());
            out.actor(write.replyTo());
            out.varInt(write.piece());
            out.varInt(write.pieces());
          },
          in ->
              new Write(
                  OPERATION.read(in),
                  in.varLong(),
                  Leaves.DEADLINE.read(in),
                  in.actor(),
                  in.varInt(),
                  in.varInt()));

  static final Form<Optimize> OPTIMIZE =
      Form.first((out, optimize) -> out.actor(optimize.replyTo()), in -> new Optimize(in.actor()));

  static final Form<Drop> DROP = Form.empty(new Drop());
}
