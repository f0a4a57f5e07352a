package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.catalog.PayloadSchemaPatch;
import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.actors.catalog.VectorPatch;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Extra;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.StrictModeSettings;
import java.util.Map;
import java.util.Optional;

/** Changes of a collection's configuration. */
final class PatchForms {
  private PatchForms() {}

  static final Form<QuantizationPatch.Keep> QUANTIZATION_KEEP =
      Form.empty(new QuantizationPatch.Keep());
  static final Form<QuantizationPatch.Set> QUANTIZATION_SET =
      Form.first(
          (out, set) -> Leaves.QUANTIZATION.write(out, set.settings()),
          in -> new QuantizationPatch.Set(Leaves.QUANTIZATION.read(in)));
  static final Form<QuantizationPatch.Disable> QUANTIZATION_DISABLE =
      Form.empty(new QuantizationPatch.Disable());

  private static final Part<QuantizationPatch> QUANTIZATION = Part.oneOf(QuantizationPatch.class);
  private static final Part<Optional<IndexSettings>> INDEX = Part.optional(Leaves.INDEX);

  private static final Form<VectorPatch> VECTOR =
      Form.first(
          (out, patch) -> {
            Leaves.HNSW.write(out, patch.hnsw());
            QUANTIZATION.write(out, patch.quantization());
            INDEX.write(out, patch.index());
          },
          in -> new VectorPatch(Leaves.HNSW.read(in), QUANTIZATION.read(in), INDEX.read(in)));

  private static final Part<Map<String, VectorPatch>> VECTORS = Part.map(Leaves.STRING, VECTOR);
  private static final Part<Optional<Integer>> INT = Part.optional(Leaves.INT);
  private static final Part<Optional<Boolean>> BOOL = Part.optional(Leaves.BOOL);

  private static final Part<Map<String, SparseSpec>> SPARSE =
      Part.map(Leaves.STRING, Leaves.SPARSE);

  private static final Part<Map<String, Optional<PayloadSchema.Field>>> FIELDS =
      Part.map(Leaves.STRING, Part.optional(Leaves.PAYLOAD_FIELD));

  /** What is not declared, if that is to change: whether it is refused. */
  private static final Part<PayloadSchemaPatch> SCHEMA =
      Part.of(
          (out, patch) -> {
            FIELDS.write(out, patch.fields());
            BOOL.write(out, patch.extra().map(extra -> extra == Extra.REFUSE));
          },
          in ->
              new PayloadSchemaPatch(
                  FIELDS.read(in),
                  BOOL.read(in).map(refused -> refused ? Extra.REFUSE : Extra.ALLOW)));

  /**
   * Since version 2 with strict mode, since version 3 with sparse vectors, since version 4 with
   * what payloads have to be, since version 5 with lineage.
   */
  static final Form<CollectionPatch> COLLECTION =
      Form.<CollectionPatch>first((_, _) -> {}, in -> read(in, 1))
          .orNext(in -> read(in, 2))
          .orNext(in -> read(in, 3))
          .orNext(in -> read(in, 4))
          .orNext(in -> read(in, 5))
          .writing((out, patch) -> {
            VECTORS.write(out, patch.vectors());
            Leaves.HNSW.write(out, patch.hnsw());
            Leaves.OPTIMIZERS.write(out, patch.optimizers());
            QUANTIZATION.write(out, patch.quantization());
            INT.write(out, patch.replicationFactor());
            INT.write(out, patch.writeConsistencyFactor());
            BOOL.write(out, patch.onDiskPayload());
            Leaves.PAYLOAD.write(out, patch.metadata());
            Leaves.STRICT_MODE.write(out, patch.strictMode());
            SPARSE.write(out, patch.sparse());
            SCHEMA.write(out, patch.schema());
            BOOL.write(out, patch.lineage());
          });

  private static CollectionPatch read(WireReader in, int version) {
    return new CollectionPatch(
        VECTORS.read(in),
        Leaves.HNSW.read(in),
        Leaves.OPTIMIZERS.read(in),
        QUANTIZATION.read(in),
        INT.read(in),
        INT.read(in),
        BOOL.read(in),
        Leaves.PAYLOAD.read(in),
        version < 2 ? StrictModeSettings.NONE : Leaves.STRICT_MODE.read(in),
        version < 3 ? Map.of() : SPARSE.read(in),
        version < 4 ? PayloadSchemaPatch.NONE : SCHEMA.read(in),
        version < 5 ? Optional.empty() : BOOL.read(in));
  }
}
