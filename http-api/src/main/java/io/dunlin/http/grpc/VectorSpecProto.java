package io.dunlin.http.grpc;

import io.dunlin.actors.catalog.VectorPatch;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Names;
import io.dunlin.persistence.model.VectorSpec;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.MultiVectorComparator;
import io.qdrant.client.grpc.Collections.MultiVectorConfig;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsDiff;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Collections.VectorsConfigDiff;
import io.qdrant.client.grpc.Points.DenseVectorCreationConfig;
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
      case PARAMS -> specs.put(VectorProto.UNNAMED, decode("vectors_config", config.getParams()));
      case PARAMS_MAP ->
          config
              .getParamsMap()
              .getMapMap()
              .forEach(
                  (name, params) -> specs.put(fit(name), decode("vectors_config." + name, params)));
      case CONFIG_NOT_SET -> {}
    }
    return Collections.unmodifiableSortedMap(specs);
  }

  private static String fit(String name) {
    Names.problemOfVector(name)
        .ifPresent(problem -> {
          throw RequestException.invalidMessage("vectors_config", problem);
        });
    return name;
  }

  /**
   * @param path where it stands in the message
   */
  private static VectorSpec decode(String path, VectorParams params) {
    VectorSpec spec =
        new VectorSpec(
            Unsigned.toInt(params.getSize()),
            metric(params.getDistance()),
            SettingsProto.decode(params.getHnswConfig()),
            params.hasOnDisk() ? Optional.of(params.getOnDisk()) : Optional.empty(),
            datatype(path, params.getDatatype()),
            params.hasQuantizationConfig()
                ? Optional.of(QuantizationProto.decode(params.getQuantizationConfig()))
                : Optional.empty(),
            Optional.empty(),
            params.hasMultivectorConfig()
                ? Optional.of(comparator(path, params.getMultivectorConfig()))
                : Optional.empty());
    spec.violation()
        .map(violation -> violation.below(path))
        .ifPresent(violation -> {
          throw RequestException.invalidMessage(violation.field(), violation.reason());
        });
    return spec;
  }

  /** One that is made later says what cannot be changed. */
  static VectorSpec decode(DenseVectorCreationConfig config) {
    VectorParams.Builder params =
        VectorParams.newBuilder()
            .setSize(config.getSize())
            .setDistanceValue(config.getDistanceValue());
    if (config.hasMultivectorConfig()) {
      params.setMultivectorConfig(config.getMultivectorConfig());
    }
    if (config.hasDatatype()) {
      params.setDatatypeValue(config.getDatatypeValue());
    }
    return decode("dense_config", params.build());
  }

  private static VectorSpec.Comparator comparator(String path, MultiVectorConfig config) {
    return switch (config.getComparator()) {
      case MaxSim -> VectorSpec.Comparator.MAX_SIM;
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage(
              path + ".multivector_config.comparator", "expected MaxSim");
    };
  }

  static Optional<Datatype> datatype(
      String path, io.qdrant.client.grpc.Collections.Datatype datatype) {
    return switch (datatype) {
      case Default -> Optional.empty();
      case Float32 -> Optional.of(Datatype.FLOAT32);
      case Float16 -> Optional.of(Datatype.FLOAT16);
      case Uint8 -> Optional.of(Datatype.UINT8);
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage(path + ".datatype", "this datatype is unknown");
    };
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

  static Map<String, VectorPatch> decode(VectorsConfigDiff diff) {
    Map<String, VectorPatch> changes = new TreeMap<>();
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

  private static VectorPatch decode(VectorParamsDiff diff) {
    if (diff.hasOnDisk()) {
      throw ErrorMapping.notBuilt("Changing on_disk of a vector");
    }
    return new VectorPatch(
        SettingsProto.decode(diff.getHnswConfig()),
        QuantizationProto.decode(diff.hasQuantizationConfig(), diff.getQuantizationConfig()),
        Optional.empty());
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
    spec.datatype().map(VectorSpecProto::datatype).ifPresent(params::setDatatype);
    spec.quantization().map(QuantizationProto::encode).ifPresent(params::setQuantizationConfig);
    if (spec.isMulti()) {
      params.getMultivectorConfigBuilder().setComparator(MultiVectorComparator.MaxSim);
    }
    if (!spec.hnsw().equals(HnswSettings.NONE)) {
      params.setHnswConfig(SettingsProto.encode(spec.hnsw()));
    }
    return params.build();
  }

  static io.qdrant.client.grpc.Collections.Datatype datatype(Datatype datatype) {
    return switch (datatype) {
      case FLOAT32 -> io.qdrant.client.grpc.Collections.Datatype.Float32;
      case FLOAT16 -> io.qdrant.client.grpc.Collections.Datatype.Float16;
      case UINT8 -> io.qdrant.client.grpc.Collections.Datatype.Uint8;
    };
  }

  private static Distance distance(Metric metric) {
    return switch (metric) {
      case COSINE -> Distance.Cosine;
      case EUCLID -> Distance.Euclid;
      case DOT -> Distance.Dot;
      case MANHATTAN -> Distance.Manhattan;
      // The contract's enum has no such distances; they come over REST only.
      case HAMMING, JACCARD -> Distance.UnknownDistance;
    };
  }
}
