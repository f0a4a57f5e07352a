package io.dunlin.persistence.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
 * @param sparse sparse vectors by name
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
    StrictModeSettings strictMode,
    SortedMap<String, SparseSpec> sparse) {
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
        StrictModeSettings.NONE,
        Collections.emptySortedMap());
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
    return with(method, fields, strictMode, sparse);
  }

  /** The same with a payload index at the path. */
  public CollectionConfig withField(String path, FieldSchema schema) {
    SortedMap<String, FieldSchema> more = new TreeMap<>(fields);
    more.put(path, schema);
    return with(sharding, more, strictMode, sparse);
  }

  /** The same without a payload index at the path. */
  public CollectionConfig withoutField(String path) {
    SortedMap<String, FieldSchema> fewer = new TreeMap<>(fields);
    fewer.remove(path);
    return with(sharding, fewer, strictMode, sparse);
  }

  /** The same, whose users may ask so much of it. */
  public CollectionConfig strict(StrictModeSettings strict) {
    return with(sharding, fields, strict, sparse);
  }

  /** The same with these sparse vectors. */
  public CollectionConfig withSparse(SortedMap<String, SparseSpec> specs) {
    return with(sharding, fields, strictMode, specs);
  }

  private CollectionConfig with(
      ShardingMethod method,
      SortedMap<String, FieldSchema> others,
      StrictModeSettings strict,
      SortedMap<String, SparseSpec> specs) {
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
        strict,
        Collections.unmodifiableSortedMap(specs));
  }

  /** The vector of that name, whatever its kind. */
  public Optional<VectorKind> kind(String vector) {
    @Nullable VectorKind dense = vectors.get(vector);
    return dense == null ? Optional.ofNullable(sparse.get(vector)) : Optional.of(dense);
  }

  /** All vectors by name. */
  public SortedMap<String, VectorKind> kinds() {
    SortedMap<String, VectorKind> kinds = new TreeMap<>(vectors);
    kinds.putAll(sparse);
    return kinds;
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
    for (String name : sparse.keySet()) {
      if (name.isEmpty() || vectors.containsKey(name)) {
        return Violation.of(
            "sparse_vectors." + name,
            name.isEmpty() ? "must have a name" : "is the name of a dense vector too");
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
