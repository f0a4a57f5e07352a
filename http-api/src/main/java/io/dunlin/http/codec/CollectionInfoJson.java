package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.VectorSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What Dunlin says about a collection, with every default filled in. */
final class CollectionInfoJson {
  private CollectionInfoJson() {}

  static void write(JsonGenerator json, CollectionInfo info, CollectionStatus status)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("status", light(status.light()));
    writeOptimizer(json, status.problemOfIndexes(info.config()));
    if (status.light() == CollectionStatus.Light.GREY) {
      json.writeNullField("points_count");
      json.writeNullField("indexed_vectors_count");
    } else {
      json.writeNumberField("points_count", status.points());
      json.writeNumberField("indexed_vectors_count", status.indexedVectors());
    }
    json.writeNumberField("segments_count", status.segments());
    json.writeFieldName("config");
    writeConfig(json, info.config());
    json.writeObjectFieldStart("payload_schema");
    for (Map.Entry<String, FieldSchema> field : info.config().fields().entrySet()) {
      json.writeFieldName(field.getKey());
      FieldSchemaJson.write(json, field.getValue(), status.field(field.getKey()).points());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("update_queue");
    // A write is answered once its shard has taken it, so that none is ever queued behind that.
    json.writeNumberField("length", 0);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeOptimizer(JsonGenerator json, Optional<String> problem)
      throws IOException {
    if (problem.isEmpty()) {
      json.writeStringField("optimizer_status", "ok");
      return;
    }
    json.writeObjectFieldStart("optimizer_status");
    json.writeStringField("error", problem.get());
    json.writeEndObject();
  }

  static void writeNames(JsonGenerator json, List<CollectionInfo> collections) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("collections");
    for (CollectionInfo collection : collections) {
      json.writeStartObject();
      json.writeStringField("name", collection.name());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String light(CollectionStatus.Light light) {
    return switch (light) {
      case GREEN -> "green";
      case YELLOW -> "yellow";
      case GREY -> "grey";
      case RED -> "red";
    };
  }

  private static void writeConfig(JsonGenerator json, CollectionConfig config) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("params");
    json.writeFieldName("vectors");
    writeVectors(json, config.vectors());
    writeIndexes(json, config.vectors());
    writeNormalized(json, config.vectors());
    if (!config.sparse().isEmpty()) {
      json.writeFieldName("sparse_vectors");
      SparseSpecJson.write(json, config.sparse());
    }
    json.writeNumberField("shard_number", config.shardNumber());
    if (config.sharding() != ShardingMethod.AUTO) {
      json.writeStringField("sharding_method", Variants.name(config.sharding()));
    }
    json.writeNumberField("replication_factor", config.replicationFactor());
    json.writeNumberField("write_consistency_factor", config.writeConsistencyFactor());
    json.writeBooleanField("on_disk_payload", config.onDiskPayload());
    if (!config.schema().equals(PayloadSchema.NONE)) {
      json.writeFieldName("schema");
      PayloadSchemaJson.write(json, config.schema());
    }
    if (config.lineage()) {
      json.writeBooleanField("lineage", true);
    }
    json.writeEndObject();
    json.writeFieldName("hnsw_config");
    SettingsJson.write(json, config.hnsw().or(HnswSettings.DEFAULTS));
    json.writeFieldName("optimizer_config");
    SettingsJson.write(json, config.optimizers().or(OptimizerSettings.DEFAULTS));
    writeWal(json);
    json.writeFieldName("quantization_config");
    if (config.quantization().isPresent()) {
      QuantizationJson.write(json, config.quantization().get());
    } else {
      json.writeNull();
    }
    json.writeFieldName("strict_mode_config");
    StrictModeJson.write(json, config.strictMode());
    json.writeFieldName("metadata");
    PayloadJson.write(json, config.metadata());
    json.writeEndObject();
  }

  /** The contract's defaults, which clients require; see {@link CollectionJson#create}. */
  private static void writeWal(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("wal_config");
    json.writeNumberField("wal_capacity_mb", 32);
    json.writeNumberField("wal_segments_ahead", 0);
    json.writeEndObject();
  }

  private static void writeVectors(JsonGenerator json, SortedMap<String, VectorSpec> vectors)
      throws IOException {
    VectorSpec unnamed = vectors.get(VectorJson.UNNAMED);
    if (unnamed != null) {
      writeVector(json, unnamed);
      return;
    }
    json.writeStartObject();
    for (Map.Entry<String, VectorSpec> vector : vectors.entrySet()) {
      json.writeFieldName(vector.getKey());
      writeVector(json, vector.getValue());
    }
    json.writeEndObject();
  }

  private static void writeVector(JsonGenerator json, VectorSpec spec) throws IOException {
    json.writeStartObject();
    json.writeNumberField("size", spec.size());
    json.writeStringField("distance", VectorSpecJson.metricName(spec.metric()));
    if (!spec.hnsw().equals(HnswSettings.NONE)) {
      json.writeFieldName("hnsw_config");
      SettingsJson.write(json, spec.hnsw());
    }
    if (spec.onDisk().isPresent()) {
      json.writeBooleanField("on_disk", spec.onDisk().get());
    }
    if (spec.datatype().isPresent()) {
      json.writeStringField("datatype", Variants.name(spec.datatype().get()));
    }
    if (spec.quantization().isPresent()) {
      json.writeFieldName("quantization_config");
      QuantizationJson.write(json, spec.quantization().get());
    }
    if (spec.comparator().isPresent()) {
      json.writeObjectFieldStart("multivector_config");
      json.writeStringField("comparator", Variants.name(spec.comparator().get()));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** By vector, where it is so; beside the vectors for the same reason as indexes. */
  private static void writeNormalized(JsonGenerator json, SortedMap<String, VectorSpec> vectors)
      throws IOException {
    if (vectors.values().stream().noneMatch(VectorSpec::normalized)) {
      return;
    }
    json.writeObjectFieldStart("normalize");
    for (Map.Entry<String, VectorSpec> vector : vectors.entrySet()) {
      if (vector.getValue().normalized()) {
        json.writeBooleanField(vector.getKey(), true);
      }
    }
    json.writeEndObject();
  }

  /**
   * Index settings by vector, where there are any. Beside the vectors and not within, since clients
   * refuse a vector with a field that they do not know.
   */
  private static void writeIndexes(JsonGenerator json, SortedMap<String, VectorSpec> vectors)
      throws IOException {
    if (vectors.values().stream().allMatch(spec -> spec.index().isEmpty())) {
      return;
    }
    json.writeObjectFieldStart("index");
    for (Map.Entry<String, VectorSpec> vector : vectors.entrySet()) {
      if (vector.getValue().index().isPresent()) {
        json.writeFieldName(vector.getKey());
        IndexSettingsJson.write(json, vector.getValue().index().get());
      }
    }
    json.writeEndObject();
  }
}
