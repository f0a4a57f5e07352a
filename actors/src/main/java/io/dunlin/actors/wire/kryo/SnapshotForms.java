package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogProtocol.Prepare;
import io.dunlin.actors.catalog.CatalogProtocol.Replace;
import io.dunlin.actors.shard.ShardProtocol.Pin;
import io.dunlin.actors.shard.ShardProtocol.Release;
import io.dunlin.actors.snapshot.ExportProtocol.Chunk;
import io.dunlin.actors.snapshot.ExportProtocol.Close;
import io.dunlin.actors.snapshot.ExportProtocol.Keep;
import io.dunlin.actors.snapshot.ExportProtocol.Next;
import io.dunlin.actors.snapshot.ExportProtocol.Pinned;
import io.dunlin.persistence.event.CollectionBytes;
import io.dunlin.persistence.model.ShardId;
import java.util.Optional;

/** What is said when a snapshot is made, and when one is put in the place of a collection. */
final class SnapshotForms {
  private SnapshotForms() {}

  static final Form<Pin> PIN =
      Form.first(
          (out, pin) -> {
            Leaves.ANY_UUID.write(out, pin.cut());
            Leaves.DEADLINE.write(out, pin.deadline());
            out.actor(pin.replyTo());
          },
          in -> new Pin(Leaves.ANY_UUID.read(in), Leaves.DEADLINE.read(in), in.actor()));

  static final Form<Release> RELEASE =
      Form.first(
          (out, release) -> Leaves.ANY_UUID.write(out, release.cut()),
          in -> new Release(Leaves.ANY_UUID.read(in)));

  static final Form<Pinned> PINNED =
      Form.first(
          (out, pinned) -> {
            Leaves.SHARD_ID.write(out, pinned.shard());
            out.varLong(pinned.position());
            out.varLong(pinned.points());
            out.varLong(pinned.bytes());
            out.actor(pinned.rows());
          },
          in ->
              new Pinned(
                  Leaves.SHARD_ID.read(in), in.varLong(), in.varLong(), in.varLong(), in.actor()));

  static final Form<Next> NEXT =
      Form.first(
          (out, next) -> {
            out.varInt(next.number());
            out.actor(next.replyTo());
          },
          in -> new Next(in.varInt(), in.actor()));

  static final Form<Chunk> CHUNK =
      Form.first(
          (out, chunk) -> {
            out.varInt(chunk.number());
            out.varInt(chunk.points());
            out.string(chunk.manifest());
            out.bytes(chunk.bytes());
            out.bool(chunk.last());
          },
          in -> new Chunk(in.varInt(), in.varInt(), in.string(), in.bytes(), in.bool()));

  static final Form<Keep> KEEP = Form.empty(new Keep());

  static final Form<Close> CLOSE = Form.empty(new Close());

  static final Form<Prepare> PREPARE =
      Form.first(
          (out, prepare) -> {
            out.bytes(CollectionBytes.of(prepare.prepared()));
            out.actor(prepare.replyTo());
          },
          in -> new Prepare(CollectionBytes.toCollection(in.bytes()), in.actor()));

  private static final Part<Optional<ShardId>> SHARD = Part.optional(Leaves.SHARD_ID);

  static final Form<Replace> REPLACE =
      Form.first(
          (out, replace) -> {
            Leaves.ANY_UUID.write(out, replace.prepared());
            out.string(replace.name());
            SHARD.write(out, replace.shard());
            out.actor(replace.replyTo());
          },
          in -> new Replace(Leaves.ANY_UUID.read(in), in.string(), SHARD.read(in), in.actor()));
}
