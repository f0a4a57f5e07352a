package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogProtocol.CreateKey;
import io.dunlin.actors.catalog.CatalogProtocol.DropKey;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardKey;
import java.util.Optional;
import java.util.Set;

/** What the catalog is told of shard keys. */
final class ShardKeyForms {
  private static final Part<Optional<Integer>> NUMBER = Part.optional(Leaves.INT);
  private static final Part<Set<NodeId>> NODES = Part.set(Leaves.NODE_ID);

  private ShardKeyForms() {}

  private static final Part<ShardKey> KEY =
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

  static final Form<DropKey> DROP =
      Form.first(
          (out, drop) -> {
            out.string(drop.collection());
            KEY.write(out, drop.key());
            out.actor(drop.replyTo());
          },
          in -> new DropKey(in.string(), KEY.read(in), in.actor()));
}
