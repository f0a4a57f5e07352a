package io.dunlin.persistence.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a user decided about a collection.
 *
 * @param vectors by name; "" is the unnamed one
 * @param shardNumber shards, at least 1; of each key where there are keys
 * @param quantization of the vectors that have none of their own
 * @param metadata free fields of the user
 * @param sharding never changes
 * @param fields indexes of the payload by the path that they are of, as it was written
 * @param strictMode what its users may ask of it
 */
public record CollectionConfig(
    SortedMap<String, VectorSpec> vectors,
    int shardNumber,
    int replicationFactor,
    int writeConsistencyFactor,
    boolean onDiskPayload,
    HnswSettings hnsw,
    OptimizerSettings optimizers,
    Optional<QuantizationSettings> quantization,
    Payload metadata,
    ShardingMethod sharding,
    SortedMap<String, FieldSchema> fields,
    StrictModeSettings strictMode) {
  /** A collection that is sharded by ids. */
  public CollectionConfig(
      SortedMap<String, VectorSpec> vectors,
      int shardNumber,
      int replicationFactor,
      int writeConsistencyFactor,
      boolean onDiskPayload,
      HnswSettings hnsw,
      OptimizerSettings optimizers,
      Optional<QuantizationSettings> quantization,
      Payload metadata) {
    this(
        vectors,
        shardNumber,
        replicationFactor,
        writeConsistencyFactor,
        onDiskPayload,
        hnsw,
        optimizers,
        quantization,
        metadata,
        ShardingMethod.AUTO,
        Collections.emptySortedMap(),
        StrictModeSettings.NONE);
  }

  /**
   * A collection that is sharded by ids and whose vectors are not quantized, unless they say so
   * themselves.
   */
  public CollectionConfig(
      SortedMap<String, VectorSpec> vectors,
      int shardNumber,
      int replicationFactor,
      int writeConsistencyFactor,
      boolean onDiskPayload,
      HnswSettings hnsw,
      OptimizerSettings optimizers,
      Payload metadata) {
    this(
        vectors,
        shardNumber,
        replicationFactor,
        writeConsistencyFactor,
        onDiskPayload,
        hnsw,
        optimizers,
        Optional.empty(),
        metadata);
  }

  /** The same, sharded so. */
  public CollectionConfig sharded(ShardingMethod method) {
    return with(method, fields, strictMode);
  }

  /** The same with a payload index at the path. */
  public CollectionConfig withField(String path, FieldSchema schema) {
    SortedMap<String, FieldSchema> more = new TreeMap<>(fields);
    more.put(path, schema);
    return with(sharding, more, strictMode);
  }

  /** The same without a payload index at the path. */
  public CollectionConfig withoutField(String path) {
    SortedMap<String, FieldSchema> fewer = new TreeMap<>(fields);
    fewer.remove(path);
    return with(sharding, fewer, strictMode);
  }

  /** The same, whose users may ask so much of it. */
  public CollectionConfig strict(StrictModeSettings strict) {
    return with(sharding, fields, strict);
  }

  private CollectionConfig with(
      ShardingMethod method, SortedMap<String, FieldSchema> others, StrictModeSettings strict) {
    return new CollectionConfig(
        vectors,
        shardNumber,
        replicationFactor,
        writeConsistencyFactor,
        onDiskPayload,
        hnsw,
        optimizers,
        quantization,
        metadata,
        method,
        Collections.unmodifiableSortedMap(others),
        strict);
  }

  /**
   * The codes to keep of one of the vectors: its own, else the collection's. None of vectors that
   * are bits already.
   */
  public Optional<QuantizationSettings> codesOf(VectorSpec vector) {
    return vector.quantization().or(this::quantization).filter(_ -> !vector.metric().isBinary());
  }

  /** What keeps a collection from being so, if anything does. */
  public Optional<Violation> violation() {
    for (Map.Entry<String, VectorSpec> vector : vectors.entrySet()) {
      Optional<Violation> found = vector.getValue().violation();
      if (found.isPresent()) {
        return found.map(v -> v.below(vector.getKey()).below("vectors"));
      }
    }
    for (Map.Entry<String, FieldSchema> field : fields.entrySet()) {
      Optional<Violation> found = field.getValue().violation();
      if (found.isPresent()) {
        return found.map(v -> v.below("field_schema"));
      }
    }
    return Optional.empty();
  }
}
