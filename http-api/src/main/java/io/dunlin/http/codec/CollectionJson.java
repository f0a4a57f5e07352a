package io.dunlin.http.codec;

import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.catalog.PayloadSchemaPatch;
import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.actors.catalog.VectorPatch;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.VectorSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A collection's configuration as its user gives it, whole or in part. */
final class CollectionJson {
  private CollectionJson() {}

  /**
   * A new collection. {@code wal_config} is read over: Dunlin has one journal for all collections,
   * so its sizes have no meaning here.
   */
  static CollectionConfig create(JsonReader json) throws IOException {
    json.beginObject("a collection's configuration");
    SortedMap<String, VectorSpec> vectors = new TreeMap<>();
    SortedMap<String, SparseSpec> sparse = new TreeMap<>();
    int shardNumber = 1;
    int replicationFactor = 1;
    int writeConsistencyFactor = 1;
    boolean onDiskPayload = true;
    HnswSettings hnsw = HnswSettings.NONE;
    OptimizerSettings optimizers = OptimizerSettings.NONE;
    Optional<QuantizationSettings> quantization = Optional.empty();
    Payload metadata = Payload.EMPTY;
    ShardingMethod sharding = ShardingMethod.AUTO;
    StrictModeSettings strict = StrictModeSettings.NONE;
    PayloadSchema schema = PayloadSchema.NONE;
    boolean lineage = false;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "vectors" -> vectors = json.isNull() ? new TreeMap<>() : VectorSpecJson.readAll(json);
        case "shard_number" -> shardNumber = json.isNull() ? 1 : json.between(1, KeyedShards.MOST);
        case "replication_factor" -> replicationFactor = json.isNull() ? 1 : json.count(1);
        case "write_consistency_factor" ->
            writeConsistencyFactor = json.isNull() ? 1 : json.count(1);
        case "on_disk_payload" -> onDiskPayload = json.isNull() || json.bool();
        case "hnsw_config" -> hnsw = json.optional(SettingsJson::hnsw).orElse(HnswSettings.NONE);
        case "optimizers_config" ->
            optimizers = json.optional(SettingsJson::optimizers).orElse(OptimizerSettings.NONE);
        case "metadata" -> metadata = PayloadJson.read(json);
        case "sharding_method" ->
            sharding =
                json.optional(value -> Variants.read(value, ShardingMethod.values()))
                    .orElse(ShardingMethod.AUTO);
        case "sparse_vectors" -> sparse = SparseSpecJson.readAll(json);
        case "strict_mode_config" ->
            strict = json.optional(StrictModeJson::read).orElse(StrictModeSettings.NONE);
        case "quantization_config" -> quantization = json.optional(QuantizationJson::read);
        case "schema" -> schema = json.optional(PayloadSchemaJson::read).orElse(PayloadSchema.NONE);
        case "lineage" -> lineage = !json.isNull() && json.bool();
        case "init_from", "ttl" -> Unbuilt.unlessNull(json, name);
        default -> json.skip();
      }
    }
    CollectionConfig config =
        new CollectionConfig(
                vectors,
                shardNumber,
                replicationFactor,
                writeConsistencyFactor,
                onDiskPayload,
                hnsw,
                optimizers,
                quantization,
                metadata)
            .sharded(sharding)
            .strict(strict)
            .withSparse(sparse)
            .withSchema(schema)
            .withLineage(lineage);
    config
        .violation()
        .ifPresent(violation -> {
          throw RequestException.invalidBody(violation.field(), violation.reason());
        });
    return config;
  }

  static CollectionPatch patch(JsonReader json) throws IOException {
    json.beginObject("a change of a collection's configuration");
    Map<String, VectorPatch> vectors = Map.of();
    HnswSettings hnsw = HnswSettings.NONE;
    OptimizerSettings optimizers = OptimizerSettings.NONE;
    QuantizationPatch quantization = new QuantizationPatch.Keep();
    Params params = Params.NONE;
    Map<String, SparseSpec> sparse = Map.of();
    Payload metadata = Payload.EMPTY;
    StrictModeSettings strict = StrictModeSettings.NONE;
    PayloadSchemaPatch schema = PayloadSchemaPatch.NONE;
    Optional<Boolean> lineage = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "vectors" -> vectors = json.isNull() ? Map.of() : vectorChanges(json);
        case "hnsw_config" -> hnsw = json.optional(SettingsJson::hnsw).orElse(HnswSettings.NONE);
        case "optimizers_config" ->
            optimizers = json.optional(SettingsJson::optimizers).orElse(OptimizerSettings.NONE);
        case "params" -> params = json.isNull() ? Params.NONE : Params.read(json);
        case "metadata" -> metadata = PayloadJson.read(json);
        case "sparse_vectors" -> sparse = SparseSpecJson.readAll(json);
        case "strict_mode_config" ->
            strict = json.optional(StrictModeJson::read).orElse(StrictModeSettings.NONE);
        case "quantization_config" -> quantization = QuantizationJson.readPatch(json);
        case "schema" ->
            schema = json.optional(PayloadSchemaJson::readPatch).orElse(PayloadSchemaPatch.NONE);
        case "lineage" -> lineage = json.optional(JsonReader::bool);
        default -> json.skip();
      }
    }
    return new CollectionPatch(
        vectors,
        hnsw,
        optimizers,
        quantization,
        params.replicationFactor(),
        params.writeConsistencyFactor(),
        params.onDiskPayload(),
        metadata,
        strict,
        sparse,
        schema,
        lineage);
  }

  private static Map<String, VectorPatch> vectorChanges(JsonReader json) throws IOException {
    json.beginObject("changes of vectors by name");
    Map<String, VectorPatch> changes = new LinkedHashMap<>();
    for (String vector = json.nextField(); vector != null; vector = json.nextField()) {
      changes.put(vector, vectorChange(json));
    }
    return changes;
  }

  private static VectorPatch vectorChange(JsonReader json) throws IOException {
    json.beginObject("a change of a vector's configuration");
    HnswSettings hnsw = HnswSettings.NONE;
    QuantizationPatch quantization = new QuantizationPatch.Keep();
    Optional<IndexSettings> index = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "hnsw_config" -> hnsw = json.optional(SettingsJson::hnsw).orElse(HnswSettings.NONE);
        case "quantization_config" -> quantization = QuantizationJson.readPatch(json);
        case "index" -> index = json.optional(IndexSettingsJson::read);
        case "on_disk", "memory" -> Unbuilt.unlessNull(json, name);
        default -> json.skip();
      }
    }
    return new VectorPatch(hnsw, quantization, index);
  }

  /** The part of a change that the contract calls {@code params}. */
  private record Params(
      Optional<Integer> replicationFactor,
      Optional<Integer> writeConsistencyFactor,
      Optional<Boolean> onDiskPayload) {
    static final Params NONE = new Params(Optional.empty(), Optional.empty(), Optional.empty());

    static Params read(JsonReader json) throws IOException {
      json.beginObject("collection parameters");
      Optional<Integer> replicationFactor = Optional.empty();
      Optional<Integer> writeConsistencyFactor = Optional.empty();
      Optional<Boolean> onDiskPayload = Optional.empty();
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "replication_factor" -> replicationFactor = json.optional(value -> value.count(1));
          case "write_consistency_factor" ->
              writeConsistencyFactor = json.optional(value -> value.count(1));
          case "on_disk_payload" -> onDiskPayload = json.optional(JsonReader::bool);
          default -> json.skip();
        }
      }
      return new Params(replicationFactor, writeConsistencyFactor, onDiskPayload);
    }
  }
}
