package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.catalog.IndexChange;
import io.dunlin.actors.copy.BuildReport.Kind;
import io.dunlin.actors.copy.BuildReport.Shadow;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.VectorColumns;
import io.dunlin.sharding.IndexProgress;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far indexes are what a collection's settings say. */
public final class IndexJson {
  private IndexJson() {}

  public static JsonBody progress(IndexProgress progress) {
    return json -> {
      json.writeStartObject();
      json.writeBooleanField(
          "accepted", progress.change().filter(IndexChange::accepted).isPresent());
      json.writeArrayFieldStart("vectors");
      for (Map.Entry<String, IndexRecipe> vector : progress.config().recipes().entrySet()) {
        writeVector(json, progress, vector.getKey(), vector.getValue());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("shards");
      for (ShardStatus shard : progress.status().shards()) {
        writeShard(json, progress, shard);
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  private static void writeVector(
      JsonGenerator json, IndexProgress progress, String vector, IndexRecipe wanted)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("vector", VectorColumns.name(vector));
    json.writeFieldName("wanted");
    write(json, wanted);
    @Nullable IndexRecipe former = progress.former().get(vector);
    if (former != null && !former.equals(wanted)) {
      json.writeFieldName("former");
      write(json, former);
    }
    long rows = 0;
    long asWanted = 0;
    for (ShardStatus shard : progress.status().shards()) {
      rows += IndexProgress.rows(shard, vector);
      asWanted += progress.rowsAsWanted(shard, vector);
    }
    json.writeNumberField("rows", rows);
    json.writeNumberField("rows_as_wanted", asWanted);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, IndexRecipe recipe) throws IOException {
    json.writeStartObject();
    json.writeFieldName("index");
    IndexSettingsJson.write(json, recipe.index());
    HnswSettings graph = recipe.graph();
    if (!graph.equals(HnswSettings.NONE)) {
      json.writeObjectFieldStart("hnsw_config");
      json.writeNumberField("m", graph.m().orElseThrow());
      json.writeNumberField("ef_construct", graph.efConstruct().orElseThrow());
      if (graph.inlineStorage().isPresent()) {
        json.writeBooleanField("inline_storage", graph.inlineStorage().get());
      }
      json.writeEndObject();
    }
    if (recipe.codes().isPresent()) {
      json.writeFieldName("quantization_config");
      QuantizationJson.write(json, recipe.codes().get());
    }
    json.writeEndObject();
  }

  private static void writeShard(JsonGenerator json, IndexProgress progress, ShardStatus shard)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("shard_id", shard.number());
    json.writeStringField("state", state(progress, shard));
    json.writeNumberField("rows_outdated", progress.outdated(shard));
    json.writeArrayFieldStart("compared");
    for (Map.Entry<String, Shadow> each : shard.indexing().shadows().entrySet()) {
      Shadow shadow = each.getValue();
      json.writeStartObject();
      json.writeStringField("vector", VectorColumns.name(each.getKey()));
      json.writeFieldName("index");
      write(json, shadow.recipe());
      json.writeBooleanField("refused", shadow.refused());
      json.writeNumberField("recall_before", shadow.recall().before());
      json.writeNumberField("recall_after", shadow.recall().after());
      json.writeNumberField("queries", shadow.recall().queries());
      json.writeNumberField("queries_of_users", shadow.recall().ofUsers());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String state(IndexProgress progress, ShardStatus shard) {
    if (!shard.live()) {
      return "unknown";
    }
    if (shard
        .indexing()
        .running()
        .filter(build -> build.kind() == Kind.CONFIG_MISMATCH)
        .isPresent()) {
      return "building";
    }
    if (progress.isRefused(shard)) {
      return "refused";
    }
    return progress.outdated(shard) > 0 ? "waiting" : "current";
  }
}
