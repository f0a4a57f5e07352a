package io.dunlin.actors.catalog;

import io.dunlin.persistence.filter.PayloadEdits;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A change of a collection's configuration: only what is given is merged in.
 *
 * @param vectors by name
 * @param metadata merged key by key
 * @param sparse by name; what each leaves open stays
 * @param schema of what payloads have to be
 * @param lineage whether points tell who wrote them from then on
 */
public record CollectionPatch(
    Map<String, VectorPatch> vectors,
    HnswSettings hnsw,
    OptimizerSettings optimizers,
    QuantizationPatch quantization,
    Optional<Integer> replicationFactor,
    Optional<Integer> writeConsistencyFactor,
    Optional<Boolean> onDiskPayload,
    Payload metadata,
    StrictModeSettings strictMode,
    Map<String, SparseSpec> sparse,
    PayloadSchemaPatch schema,
    Optional<Boolean> lineage) {
  /** One that says nothing of payloads. */
  public CollectionPatch(
      Map<String, VectorPatch> vectors,
      HnswSettings hnsw,
      OptimizerSettings optimizers,
      QuantizationPatch quantization,
      Optional<Integer> replicationFactor,
      Optional<Integer> writeConsistencyFactor,
      Optional<Boolean> onDiskPayload,
      Payload metadata,
      StrictModeSettings strictMode,
      Map<String, SparseSpec> sparse) {
    this(
        vectors,
        hnsw,
        optimizers,
        quantization,
        replicationFactor,
        writeConsistencyFactor,
        onDiskPayload,
        metadata,
        strictMode,
        sparse,
        PayloadSchemaPatch.NONE,
        Optional.empty());
  }

  /** A vector that is to change and that the configuration does not have. */
  public Optional<String> unknownVector(CollectionConfig config) {
    return Stream.concat(
            vectors.keySet().stream().filter(name -> !config.vectors().containsKey(name)),
            sparse.keySet().stream().filter(name -> !config.sparse().containsKey(name)))
        .findFirst();
  }

  /** What points that are there might not keep to then, if there is anything. */
  public Optional<String> tightened(CollectionConfig config) {
    return schema.violation(config.schema());
  }

  /** The configuration with this change merged in. Vectors that it does not know are left out. */
  public CollectionConfig applyTo(CollectionConfig config) {
    SortedMap<String, VectorSpec> merged = new TreeMap<>(config.vectors());
    vectors.forEach(
        (name, patch) -> merged.computeIfPresent(name, (_, spec) -> patch.applyTo(spec)));
    SortedMap<String, SparseSpec> changed = new TreeMap<>(config.sparse());
    sparse.forEach((name, patch) -> changed.computeIfPresent(name, (_, spec) -> patch.or(spec)));
    return new CollectionConfig(
        merged,
        config.shardNumber(),
        replicationFactor.orElse(config.replicationFactor()),
        writeConsistencyFactor.orElse(config.writeConsistencyFactor()),
        onDiskPayload.orElse(config.onDiskPayload()),
        hnsw.or(config.hnsw()),
        optimizers.or(config.optimizers()),
        quantization.applyTo(config.quantization()),
        PayloadEdits.merge(config.metadata(), metadata),
        config.sharding(),
        config.fields(),
        strictMode.or(config.strictMode()),
        changed,
        config.history(),
        schema.applyTo(config.schema()),
        lineage.orElse(config.lineage()));
  }
}
