package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogProtocol.CreateKey;
import io.dunlin.actors.catalog.CatalogProtocol.DropKey;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What the catalog is told of shard keys. */
final class ShardKeyForms {
  private static final Part<Optional<Integer>> NUMBER = Part.optional(Leaves.INT);
  private static final Part<Set<NodeId>> NODES = Part.set(Leaves.NODE_ID);

  private ShardKeyForms() {}

  static final Part<ShardKey> KEY =
      Part.of(
          (out, key) -> {
            switch (key) {
              case ShardKey.Keyword(String text) -> {
                out.code(1);
                out.string(text);
              }
              case ShardKey.Numeric(long value) -> {
                out.code(2);
                out.fixedLong(value);
              }
            }
          },
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> ShardKey.of(in.string());
              case 2 -> ShardKey.of(in.fixedLong());
              default -> throw WireReader.unknown("shard key", code);
            };
          });

  static final Form<CreateKey> CREATE =
      Form.first(
          (out, create) -> {
            out.string(create.collection());
            KEY.write(out, create.key());
            NUMBER.write(out, create.shards());
            NUMBER.write(out, create.copies());
            NODES.write(out, create.nodes());
            out.actor(create.replyTo());
          },
          in ->
              new CreateKey(
                  in.string(),
                  KEY.read(in),
                  NUMBER.read(in),
                  NUMBER.read(in),
                  NODES.read(in),
                  in.actor()));

  private static final Part<Optional<ShardId>> MEANT = Part.optional(Leaves.SHARD_ID);

  /** Since version 2 with the key that is meant. */
  static final Form<DropKey> DROP =
      Form.<DropKey>first(
              ShardKeyForms::writeFirst,
              in -> new DropKey(in.string(), KEY.read(in), Optional.empty(), in.actor()))
          .orNext(in -> {
            String collection = in.string();
            ShardKey key = KEY.read(in);
            ActorRef<StatusReply<Boolean>> replyTo = in.actor();
            return new DropKey(collection, key, MEANT.read(in), replyTo);
          })
          .writing((out, drop) -> {
            writeFirst(out, drop);
            MEANT.write(out, drop.meant());
          });

  private static void writeFirst(WireWriter out, DropKey drop) {
    out.string(drop.collection());
    KEY.write(out, drop.key());
    out.actor(drop.replyTo());
  }
}
