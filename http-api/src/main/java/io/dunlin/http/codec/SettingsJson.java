package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import java.io.IOException;
import java.util.Optional;

/** {@code hnsw_config} and {@code optimizers_config}, of which any part may be given. */
final class SettingsJson {
  private SettingsJson() {}

  static HnswSettings hnsw(JsonReader json) throws IOException {
    json.beginObject("graph settings");
    Optional<Integer> m = Optional.empty();
    Optional<Integer> efConstruct = Optional.empty();
    Optional<Integer> fullScanThreshold = Optional.empty();
    Optional<Integer> maxIndexingThreads = Optional.empty();
    Optional<Boolean> onDisk = Optional.empty();
    Optional<Integer> payloadM = Optional.empty();
    Optional<Boolean> inlineStorage = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "m" -> m = json.optional(value -> value.count(0));
        case "ef_construct" -> efConstruct = json.optional(value -> value.count(4));
        case "full_scan_threshold", "full_scan_threshold_kb" ->
            fullScanThreshold = json.optional(value -> value.count(0));
        case "max_indexing_threads" -> maxIndexingThreads = json.optional(value -> value.count(0));
        case "on_disk" -> onDisk = json.optional(JsonReader::bool);
        case "payload_m" -> payloadM = json.optional(value -> value.count(0));
        case "inline_storage" -> inlineStorage = json.optional(JsonReader::bool);
        default -> json.skip();
      }
    }
    return new HnswSettings(
        m, efConstruct, fullScanThreshold, maxIndexingThreads, onDisk, payloadM, inlineStorage);
  }

  static OptimizerSettings optimizers(JsonReader json) throws IOException {
    json.beginObject("optimizer settings");
    Optional<Double> deletedThreshold = Optional.empty();
    Optional<Long> vacuumMinVectorNumber = Optional.empty();
    Optional<Long> defaultSegmentNumber = Optional.empty();
    Optional<Long> maxSegmentSize = Optional.empty();
    Optional<Long> memmapThreshold = Optional.empty();
    Optional<Long> indexingThreshold = Optional.empty();
    Optional<Long> flushInterval = Optional.empty();
    Optional<Long> maxThreads = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "deleted_threshold" -> deletedThreshold = json.optional(SettingsJson::share);
        case "vacuum_min_vector_number" ->
            vacuumMinVectorNumber = json.optional(value -> value.natural(100));
        case "default_segment_number" ->
            defaultSegmentNumber = json.optional(value -> value.natural(0));
        case "max_segment_size" -> maxSegmentSize = json.optional(value -> value.natural(1));
        case "memmap_threshold" -> memmapThreshold = json.optional(value -> value.natural(0));
        case "indexing_threshold" -> indexingThreshold = json.optional(value -> value.natural(0));
        case "flush_interval_sec" -> flushInterval = json.optional(value -> value.natural(0));
        case "max_optimization_threads" -> maxThreads = threads(json);
        case "prevent_unoptimized" ->
            Unbuilt.unlessFalse(json, "optimizers_config.prevent_unoptimized");
        default -> json.skip();
      }
    }
    return new OptimizerSettings(
        deletedThreshold,
        vacuumMinVectorNumber,
        defaultSegmentNumber,
        maxSegmentSize,
        memmapThreshold,
        indexingThreshold,
        flushInterval,
        maxThreads);
  }

  static void write(JsonGenerator json, HnswSettings settings) throws IOException {
    json.writeStartObject();
    writeNumber(json, "m", settings.m());
    writeNumber(json, "ef_construct", settings.efConstruct());
    writeNumber(json, "full_scan_threshold", settings.fullScanThresholdKb());
    writeNumber(json, "max_indexing_threads", settings.maxIndexingThreads());
    if (settings.onDisk().isPresent()) {
      json.writeBooleanField("on_disk", settings.onDisk().get());
    }
    writeNumber(json, "payload_m", settings.payloadM());
    if (settings.inlineStorage().isPresent()) {
      json.writeBooleanField("inline_storage", settings.inlineStorage().get());
    }
    json.writeEndObject();
  }

  static void write(JsonGenerator json, OptimizerSettings settings) throws IOException {
    json.writeStartObject();
    if (settings.deletedThreshold().isPresent()) {
      json.writeNumberField("deleted_threshold", settings.deletedThreshold().get());
    }
    writeNumber(json, "vacuum_min_vector_number", settings.vacuumMinVectorNumber());
    writeNumber(json, "default_segment_number", settings.defaultSegmentNumber());
    writeNumberOrNull(json, "max_segment_size", settings.maxSegmentSizeKb());
    writeNumberOrNull(json, "memmap_threshold", settings.memmapThresholdKb());
    writeNumber(json, "indexing_threshold", settings.indexingThresholdKb());
    writeNumber(json, "flush_interval_sec", settings.flushIntervalSec());
    writeNumberOrNull(json, "max_optimization_threads", settings.maxOptimizationThreads());
    json.writeEndObject();
  }

  private static double share(JsonReader json) throws IOException {
    double share = json.number();
    if (share < 0 || share > 1) {
      throw json.invalid("value " + share + " invalid, must be from 0.0 to 1.0");
    }
    return share;
  }

  /** A number, or "auto", which is the same as leaving it out. */
  private static Optional<Long> threads(JsonReader json) throws IOException {
    if (!json.isString()) {
      return json.optional(value -> value.natural(0));
    }
    if (!json.string().equals("auto")) {
      throw json.wrongType("a number of threads or \"auto\"");
    }
    return Optional.empty();
  }

  private static void writeNumber(
      JsonGenerator json, String name, Optional<? extends Number> number) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.get().longValue());
    }
  }

  private static void writeNumberOrNull(
      JsonGenerator json, String name, Optional<? extends Number> number) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.get().longValue());
    } else {
      json.writeNullField(name);
    }
  }
}
