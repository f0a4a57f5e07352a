package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogProtocol.SetReleased;
import io.dunlin.actors.shard.ShardProtocol.Rest;
import java.util.Set;
import java.util.UUID;

/** What is said of collections that are let go of until somebody asks for them. */
final class ReleaseForms {
  private ReleaseForms() {}

  static final Part<Set<UUID>> RELEASED = Part.set(Leaves.ANY_UUID);

  static final Form<SetReleased> SET =
      Form.first(
          (out, set) -> {
            out.string(set.collection());
            out.bool(set.released());
            out.actor(set.replyTo());
          },
          in -> new SetReleased(in.string(), in.bool(), in.actor()));

  static final Form<Rest> REST =
      Form.first((out, rest) -> out.actor(rest.replyTo()), in -> new Rest(in.actor()));
}
