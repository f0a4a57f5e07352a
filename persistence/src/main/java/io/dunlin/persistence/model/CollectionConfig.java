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
 * @param history of the vectors of both kinds
 * @param schema what payloads have to be
 * @param lineage whether points tell who wrote them and when; see {@link Lineage}
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
    SortedMap<String, SparseSpec> sparse,
    VectorHistory history,
    PayloadSchema schema,
    boolean lineage) {
  /** A collection whose payloads may be anything, and are what was sent. */
  public CollectionConfig(
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
      SortedMap<String, SparseSpec> sparse,
      VectorHistory history) {
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
        sharding,
        fields,
        strictMode,
        sparse,
        history,
        PayloadSchema.NONE,
        false);
  }

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
        Collections.emptySortedMap(),
        VectorHistory.NONE);
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

  /** The same with these sparse vectors. */
  public CollectionConfig withSparse(SortedMap<String, SparseSpec> specs) {
    return with(vectors, specs, history);
  }

  /** The same with one more vector, whose name is free. */
  public CollectionConfig withVector(String vector, VectorKind kind) {
    VectorHistory then = history.withMade(vector, kinds());
    return switch (kind) {
      case VectorSpec spec -> {
        SortedMap<String, VectorSpec> more = new TreeMap<>(vectors);
        more.put(vector, spec);
        yield with(more, sparse, then);
      }
      case SparseSpec spec -> {
        SortedMap<String, SparseSpec> more = new TreeMap<>(sparse);
        more.put(vector, spec);
        yield with(vectors, more, then);
      }
    };
  }

  /** The same without one of its vectors, and what was said of it. */
  public CollectionConfig withoutVector(String vector) {
    SortedMap<String, VectorSpec> dense = new TreeMap<>(vectors);
    dense.remove(vector);
    SortedMap<String, SparseSpec> others = new TreeMap<>(sparse);
    others.remove(vector);
    return with(dense, others, history.withDropped(vector, kinds()));
  }

  private CollectionConfig with(
      ShardingMethod method, SortedMap<String, FieldSchema> indexes, StrictModeSettings strict) {
    return with(method, indexes, strict, vectors, sparse, history);
  }

  private CollectionConfig with(
      SortedMap<String, VectorSpec> dense,
      SortedMap<String, SparseSpec> others,
      VectorHistory then) {
    return with(sharding, fields, strictMode, dense, others, then);
  }

  /** With all that can be other; what stays the same is named here alone. */
  private CollectionConfig with(
      ShardingMethod method,
      SortedMap<String, FieldSchema> indexes,
      StrictModeSettings strict,
      SortedMap<String, VectorSpec> dense,
      SortedMap<String, SparseSpec> others,
      VectorHistory then) {
    return new CollectionConfig(
        Collections.unmodifiableSortedMap(dense),
        shardNumber,
        replicationFactor,
        writeConsistencyFactor,
        onDiskPayload,
        hnsw,
        optimizers,
        quantization,
        metadata,
        method,
        Collections.unmodifiableSortedMap(indexes),
        strict,
        Collections.unmodifiableSortedMap(others),
        then,
        schema,
        lineage);
  }

  /** The same of a collection that is made with its present vectors. */
  public CollectionConfig withoutHistory() {
    return with(vectors, sparse, VectorHistory.NONE);
  }

  /** What a vector is stored as in the collection's shards. */
  public String keyOf(String vector) {
    return VectorColumns.key(vector, history.madeBy(vector));
  }

  /** The vectors as shards are to have them now. */
  public VectorColumns columns() {
    SortedMap<String, VectorColumns.Column> columns = new TreeMap<>();
    kinds()
        .forEach((name, kind) ->
            columns.put(name, new VectorColumns.Column(history.madeBy(name), kind.shape())));
    return new VectorColumns(history.changes(), Collections.unmodifiableSortedMap(columns));
  }

  /** The vectors as shards have them before their logs say anything else. */
  public VectorColumns firstColumns() {
    return VectorColumns.first(history.changes() == 0 ? kinds() : history.first());
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

  /** What each vector's index is built by, by key; multivectors and sparse vectors have none. */
  public Map<String, IndexRecipe> recipes() {
    Map<String, IndexRecipe> recipes = new TreeMap<>();
    vectors.forEach((name, spec) -> {
      if (!spec.isMulti()) {
        recipes.put(keyOf(name), IndexRecipe.of(graphOf(spec), codesOf(spec), spec.index()));
      }
    });
    return recipes;
  }

  /** A vector's graph settings with all defaults. */
  public HnswSettings graphOf(VectorSpec vector) {
    return vector.hnsw().or(hnsw).or(HnswSettings.DEFAULTS);
  }

  /** The same, whose vectors with these keys have indexes by these recipes. */
  public CollectionConfig builtBy(Map<String, IndexRecipe> recipes) {
    SortedMap<String, VectorSpec> others = new TreeMap<>();
    vectors.forEach((name, spec) -> {
      @Nullable IndexRecipe recipe = recipes.get(keyOf(name));
      others.put(
          name,
          recipe == null
              ? spec.indexedBy(spec.hnsw(), codesOf(spec), spec.index())
              : spec.indexedBy(
                  recipe.graph().or(graphOf(spec)), recipe.codes(), Optional.of(recipe.index())));
    });
    return with(others, hnsw, Optional.empty());
  }

  /**
   * The same, whose indexes are built as another configuration of the collection says; vectors that
   * the other does not have stay as they are.
   */
  public CollectionConfig indexedAs(CollectionConfig other) {
    SortedMap<String, VectorSpec> others = new TreeMap<>(vectors);
    other.vectors.forEach((name, former) -> {
      if (other.keyOf(name).equals(keyOf(name))) {
        others.computeIfPresent(
            name,
            (_, spec) ->
                spec.indexedBy(
                    spec.hnsw().builtAs(former.hnsw()), former.quantization(), former.index()));
      }
    });
    return with(others, hnsw.builtAs(other.hnsw), other.quantization);
  }

  private CollectionConfig with(
      SortedMap<String, VectorSpec> dense,
      HnswSettings graph,
      Optional<QuantizationSettings> codes) {
    return new CollectionConfig(
        Collections.unmodifiableSortedMap(dense),
        shardNumber,
        replicationFactor,
        writeConsistencyFactor,
        onDiskPayload,
        graph,
        optimizers,
        codes,
        metadata,
        sharding,
        fields,
        strictMode,
        sparse,
        history,
        schema,
        lineage);
  }

  /** The same, whose payloads have to be so. */
  public CollectionConfig withSchema(PayloadSchema declared) {
    return with(declared, lineage);
  }

  /** The same, whose points tell who wrote them and when, or do not. */
  public CollectionConfig withLineage(boolean told) {
    return with(schema, told);
  }

  private CollectionConfig with(PayloadSchema declared, boolean told) {
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
        sharding,
        fields,
        strictMode,
        sparse,
        history,
        declared,
        told);
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
    return schema.violation();
  }
}
