package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.persistence.event.CollectionBytes;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Optional;

/** What is said of vectors that are made or dropped. */
final class VectorForms {
  private VectorForms() {}

  static final Form<VectorSpec> DENSE =
      Form.first(
          (out, spec) -> out.bytes(CollectionBytes.of(spec)),
          in -> CollectionBytes.toVector(in.bytes()));

  static final Form<SparseSpec> SPARSE = Form.first(Leaves.SPARSE::write, Leaves.SPARSE::read);

  private static final Part<Optional<VectorKind>> KIND =
      Part.optional(Part.oneOf(VectorKind.class));

  static final Form<CatalogProtocol.ChangeVector> CHANGE_IN_CATALOG =
      Form.first(
          (out, change) -> {
            out.string(change.collection());
            out.string(change.vector());
            KIND.write(out, change.kind());
            out.actor(change.replyTo());
          },
          in ->
              new CatalogProtocol.ChangeVector(
                  in.string(), in.string(), KIND.read(in), in.actor()));

  static final Form<ShardProtocol.ChangeVectors> CHANGE_IN_SHARD =
      Form.first(
          (out, change) -> {
            out.bytes(CollectionBytes.of(change.vectors()));
            Leaves.DEADLINE.write(out, change.deadline());
            out.actor(change.replyTo());
          },
          in ->
              new ShardProtocol.ChangeVectors(
                  CollectionBytes.toColumns(in.bytes()), Leaves.DEADLINE.read(in), in.actor()));
}
