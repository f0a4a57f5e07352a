package io.dunlin.http.codec;

import io.dunlin.http.error.RequestException;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.Names;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.VectorSpec;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The vectors of a new collection: one unnamed configuration, or several by name. */
final class VectorSpecJson {
  private @Nullable Integer size;
  private @Nullable Metric metric;
  private HnswSettings hnsw = HnswSettings.NONE;
  private Optional<Boolean> onDisk = Optional.empty();
  private Optional<Datatype> datatype = Optional.empty();
  private Optional<QuantizationSettings> quantization = Optional.empty();
  private Optional<IndexSettings> index = Optional.empty();
  private Optional<VectorSpec.Comparator> comparator = Optional.empty();
  private boolean normalized;

  private VectorSpecJson() {}

  static SortedMap<String, VectorSpec> readAll(JsonReader json) throws IOException {
    json.beginObject("a vector configuration, or configurations by name");
    VectorSpecJson unnamed = new VectorSpecJson();
    boolean single = false;
    SortedMap<String, VectorSpec> named = new TreeMap<>();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (json.isObject() && !single && !isNestedConfig(name)) {
        json.beginObject("a vector configuration");
        String first = json.nextField();
        if (name.equals("index") && IndexSettingsJson.has(first)) {
          unnamed.index = Optional.of(IndexSettingsJson.read(json, first));
          single = true;
        } else {
          checkName(name);
          named.put(name, read(json, first));
        }
      } else if (unnamed.accept(name, json)) {
        single = true;
      } else {
        json.skip();
      }
    }
    if (single) {
      return new TreeMap<>(Map.of(VectorJson.UNNAMED, unnamed.spec(json)));
    }
    return named;
  }

  /**
   * Tells a part of the unnamed configuration from a vector's name, both with an object. A vector
   * may well be called {@code index}: there the object's first field decides.
   */
  private static boolean isNestedConfig(String name) {
    return switch (name) {
      case "hnsw_config", "quantization_config", "multivector_config" -> true;
      default -> false;
    };
  }

  /** One vector's. */
  static VectorSpec read(JsonReader json) throws IOException {
    json.beginObject("a vector configuration");
    return read(json, json.nextField());
  }

  /** With the cursor on the first field's value; {@code first} is null where there is none. */
  private static VectorSpec read(JsonReader json, @Nullable String first) throws IOException {
    VectorSpecJson fields = new VectorSpecJson();
    for (String name = first; name != null; name = json.nextField()) {
      if (!fields.accept(name, json)) {
        json.skip();
      }
    }
    return fields.spec(json);
  }

  private boolean accept(String name, JsonReader json) throws IOException {
    switch (name) {
      case "size" -> size = json.between(1, VectorSpec.MAX_SIZE);
      case "distance" -> metric = metric(json);
      case "hnsw_config" -> hnsw = json.optional(SettingsJson::hnsw).orElse(HnswSettings.NONE);
      case "on_disk" -> onDisk = json.optional(JsonReader::bool);
      case "datatype" -> datatype = json.optional(value -> Variants.read(value, Datatype.values()));
      case "quantization_config" -> quantization = json.optional(QuantizationJson::read);
      case "index" -> index = json.optional(IndexSettingsJson::read);
      case "multivector_config" -> comparator = json.optional(VectorSpecJson::comparator);
      case "normalize" -> normalized = !json.isNull() && json.bool();
      case "memory" -> Unbuilt.unlessNull(json, name);
      default -> {
        return false;
      }
    }
    return true;
  }

  private VectorSpec spec(JsonReader json) {
    if (size == null || metric == null) {
      throw json.missing(size == null ? "size" : "distance");
    }
    VectorSpec spec =
        new VectorSpec(
            size, metric, hnsw, onDisk, datatype, quantization, index, comparator, normalized);
    spec.violation()
        .map(violation -> violation.below(json.path()))
        .ifPresent(violation -> {
          throw RequestException.invalidBody(violation.field(), violation.reason());
        });
    return spec;
  }

  private static VectorSpec.Comparator comparator(JsonReader json) throws IOException {
    json.beginObject("a multivector's configuration");
    VectorSpec.Comparator comparator = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "comparator" -> comparator = Variants.read(json, VectorSpec.Comparator.values());
        default -> json.skip();
      }
    }
    if (comparator == null) {
      throw json.missing("comparator");
    }
    return comparator;
  }

  private static Metric metric(JsonReader json) throws IOException {
    String name = json.string();
    return switch (name) {
      case "Cosine" -> Metric.COSINE;
      case "Euclid" -> Metric.EUCLID;
      case "Dot" -> Metric.DOT;
      case "Manhattan" -> Metric.MANHATTAN;
      case "Hamming" -> Metric.HAMMING;
      case "Jaccard" -> Metric.JACCARD;
      default ->
          throw json.unknownVariant(
              name, "`Cosine`, `Euclid`, `Dot`, `Manhattan`, `Hamming`, `Jaccard`");
    };
  }

  static String metricName(Metric metric) {
    return switch (metric) {
      case COSINE -> "Cosine";
      case EUCLID -> "Euclid";
      case DOT -> "Dot";
      case MANHATTAN -> "Manhattan";
      case HAMMING -> "Hamming";
      case JACCARD -> "Jaccard";
    };
  }

  private static void checkName(String name) {
    Names.problemOfVector(name)
        .ifPresent(problem -> {
          throw RequestException.invalidBody("vectors", problem);
        });
  }
}
