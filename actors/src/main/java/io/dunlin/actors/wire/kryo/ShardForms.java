package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardProtocol.Drop;
import io.dunlin.actors.shard.ShardProtocol.Follow;
import io.dunlin.actors.shard.ShardProtocol.Optimize;
import io.dunlin.actors.shard.ShardProtocol.Seal;
import io.dunlin.actors.shard.ShardProtocol.Start;
import io.dunlin.actors.shard.ShardProtocol.Write;
import java.util.Optional;
import java.util.function.Function;

/** What is said to a shard's owner. */
final class ShardForms {
  private ShardForms() {}

  static final Form<Start> START =
      Form.first((out, start) -> out.actor(start.replyTo()), in -> new Start(in.actor()));

  private static final Part<PointOperation> OPERATION = Part.oneOf(PointOperation.class);

  private static final Part<Optional<String>> AUTHOR = Part.optional(Leaves.STRING);

  /** Since version 2 with what is waited for, since version 3 with who writes. */
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
                      true,
                      in.actor(),
                      in.varInt(),
                      in.varInt(),
                      Optional.empty()))
          .orNext(in -> write(in, _ -> Optional.empty()))
          .orNext(in -> write(in, AUTHOR::read))
          .writing((out, write) -> {
            OPERATION.write(out, write.operation());
            out.varLong(write.bytes());
            Leaves.DEADLINE.write(out, write.deadline());
            out.bool(write.untilVisible());
            out.actor(write.replyTo());
            out.varInt(write.piece());
            out.varInt(write.pieces());
            AUTHOR.write(out, write.author());
          });

  private static Write write(WireReader in, Function<WireReader, Optional<String>> author) {
    return new Write(
        OPERATION.read(in),
        in.varLong(),
        Leaves.DEADLINE.read(in),
        in.bool(),
        in.actor(),
        in.varInt(),
        in.varInt(),
        author.apply(in));
  }

  static final Form<Follow> FOLLOW =
      Form.first(
          (out, follow) -> {
            Leaves.NODE_ID.write(out, follow.node());
            FeedForms.POINT.write(out, follow.at());
            out.actor(follow.follower());
          },
          in -> new Follow(Leaves.NODE_ID.read(in), FeedForms.POINT.read(in), in.actor()));

  static final Form<Optimize> OPTIMIZE =
      Form.first((out, optimize) -> out.actor(optimize.replyTo()), in -> new Optimize(in.actor()));

  static final Form<Seal> SEAL =
      Form.first((out, seal) -> out.actor(seal.replyTo()), in -> new Seal(in.actor()));

  static final Form<Drop> DROP = Form.empty(new Drop());
}
