package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.Names;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.SparseSpec.Modifier;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sparse vectors of a collection by name: how they are to be, and how they are. */
final class SparseSpecJson {
  private Optional<Long> fullScanThreshold = Optional.empty();
  private Optional<Boolean> onDisk = Optional.empty();
  private Optional<Datatype> datatype = Optional.empty();
  private Optional<Modifier> modifier = Optional.empty();

  private SparseSpecJson() {}

  static SortedMap<String, SparseSpec> readAll(JsonReader json) throws IOException {
    SortedMap<String, SparseSpec> specs = new TreeMap<>();
    if (json.isNull()) {
      return specs;
    }
    json.beginObject("sparse vectors by name");
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      Names.problemOfVector(name)
          .ifPresent(problem -> {
            throw RequestException.invalidBody("sparse_vectors", problem);
          });
      specs.put(name, json.optional(SparseSpecJson::read).orElse(SparseSpec.NONE));
    }
    return specs;
  }

  /** One vector's. A vector that is made later has its datatype beside its modifier. */
  static SparseSpec read(JsonReader json) throws IOException {
    json.beginObject("a sparse vector's configuration");
    SparseSpecJson fields = new SparseSpecJson();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "index" -> {
          if (!json.isNull()) {
            fields.readIndex(json);
          }
        }
        case "datatype" -> fields.readDatatype(json);
        case "modifier" ->
            fields.modifier = json.optional(value -> Variants.read(value, Modifier.values()));
        default -> json.skip();
      }
    }
    return new SparseSpec(
        fields.fullScanThreshold, fields.onDisk, fields.datatype, fields.modifier);
  }

  private void readIndex(JsonReader json) throws IOException {
    json.beginObject("a sparse vector's index");
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "full_scan_threshold" -> fullScanThreshold = json.optional(value -> value.natural(0));
        case "on_disk" -> onDisk = json.optional(JsonReader::bool);
        case "datatype" -> readDatatype(json);
        case "memory" -> Unbuilt.unlessNull(json, name);
        default -> json.skip();
      }
    }
  }

  private void readDatatype(JsonReader json) throws IOException {
    datatype = json.optional(value -> Variants.read(value, Datatype.values()));
  }

  static void write(JsonGenerator json, SortedMap<String, SparseSpec> specs) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, SparseSpec> spec : specs.entrySet()) {
      json.writeFieldName(spec.getKey());
      write(json, spec.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, SparseSpec spec) throws IOException {
    json.writeStartObject();
    if (spec.fullScanThreshold().isPresent()
        || spec.onDisk().isPresent()
        || spec.datatype().isPresent()) {
      json.writeObjectFieldStart("index");
      if (spec.fullScanThreshold().isPresent()) {
        json.writeNumberField("full_scan_threshold", spec.fullScanThreshold().get());
      }
      if (spec.onDisk().isPresent()) {
        json.writeBooleanField("on_disk", spec.onDisk().get());
      }
      if (spec.datatype().isPresent()) {
        json.writeStringField("datatype", Variants.name(spec.datatype().get()));
      }
      json.writeEndObject();
    }
    if (spec.modifier().isPresent()) {
      json.writeStringField("modifier", Variants.name(spec.modifier().get()));
    }
    json.writeEndObject();
  }
}
