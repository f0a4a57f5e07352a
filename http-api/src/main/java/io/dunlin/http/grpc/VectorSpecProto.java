package io.dunlin.http.grpc;

import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.VectorSpec;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsDiff;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Collections.VectorsConfigDiff;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A collection's vectors: by name, "" is the unnamed one. */
final class VectorSpecProto {
  private VectorSpecProto() {}

  static SortedMap<String, VectorSpec> decode(VectorsConfig config) {
    SortedMap<String, VectorSpec> specs = new TreeMap<>();
    switch (config.getConfigCase()) {
      case PARAMS -> specs.put(VectorProto.UNNAMED, decode(config.getParams()));
      case PARAMS_MAP ->
          config
              .getParamsMap()
              .getMapMap()
              .forEach((name, params) -> specs.put(name, decode(params)));
      case CONFIG_NOT_SET -> {}
    }
    return Collections.unmodifiableSortedMap(specs);
  }

  private static VectorSpec decode(VectorParams params) {
    if (params.hasQuantizationConfig()) {
      throw ErrorMapping.notBuilt("quantization_config");
    }
    if (params.hasMultivectorConfig()) {
      throw ErrorMapping.notBuilt("multivector_config");
    }
    if (params.getDatatype() != Datatype.Default && params.getDatatype() != Datatype.Float32) {
      throw ErrorMapping.notBuilt("datatype " + params.getDatatype());
    }
    return new VectorSpec(
        Unsigned.toInt(params.getSize()),
        metric(params.getDistance()),
        SettingsProto.decode(params.getHnswConfig()),
        params.hasOnDisk() ? Optional.of(params.getOnDisk()) : Optional.empty());
  }

  private static Metric metric(Distance distance) {
    return switch (distance) {
      case Cosine -> Metric.COSINE;
      case Euclid -> Metric.EUCLID;
      case Dot -> Metric.DOT;
      case Manhattan -> Metric.MANHATTAN;
      case UnknownDistance, UNRECOGNIZED ->
          throw RequestException.invalidMessage("vectors_config", "the distance is not given");
    };
  }

  /** Graph settings by vector name. */
  static Map<String, HnswSettings> decode(VectorsConfigDiff diff) {
    Map<String, HnswSettings> changes = new TreeMap<>();
    switch (diff.getConfigCase()) {
      case PARAMS -> changes.put(VectorProto.UNNAMED, decode(diff.getParams()));
      case PARAMS_MAP ->
          diff.getParamsMap()
              .getMapMap()
              .forEach((name, params) -> changes.put(name, decode(params)));
      case CONFIG_NOT_SET -> {}
    }
    return Collections.unmodifiableMap(changes);
  }

  private static HnswSettings decode(VectorParamsDiff diff) {
    if (diff.hasQuantizationConfig()) {
      throw ErrorMapping.notBuilt("quantization_config");
    }
    if (diff.hasOnDisk()) {
      throw ErrorMapping.notBuilt("Changing on_disk of a vector");
    }
    return SettingsProto.decode(diff.getHnswConfig());
  }

  static VectorsConfig encode(SortedMap<String, VectorSpec> specs) {
    VectorSpec only = specs.get(VectorProto.UNNAMED);
    if (only != null && specs.size() == 1) {
      return VectorsConfig.newBuilder().setParams(encode(only)).build();
    }
    VectorParamsMap.Builder named = VectorParamsMap.newBuilder();
    specs.forEach((name, spec) -> named.putMap(name, encode(spec)));
    return VectorsConfig.newBuilder().setParamsMap(named).build();
  }

  private static VectorParams encode(VectorSpec spec) {
    VectorParams.Builder params =
        VectorParams.newBuilder().setSize(spec.size()).setDistance(distance(spec.metric()));
    spec.onDisk().ifPresent(params::setOnDisk);
    if (!spec.hnsw().equals(HnswSettings.NONE)) {
      params.setHnswConfig(SettingsProto.encode(spec.hnsw()));
    }
    return params.build();
  }

  private static Distance distance(Metric metric) {
    return switch (metric) {
      case COSINE -> Distance.Cosine;
      case EUCLID -> Distance.Euclid;
      case DOT -> Distance.Dot;
      case MANHATTAN -> Distance.Manhattan;
    };
  }
}
