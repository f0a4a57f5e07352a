package io.dunlin.http.grpc;

import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.SparseSpec;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Collections.SparseIndexConfig;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Points.SparseVectorCreationConfig;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A collection's sparse vectors by name. */
final class SparseSpecProto {
  private static final String FIELD = "sparse_vectors_config";

  private SparseSpecProto() {}

  static SortedMap<String, SparseSpec> decode(SparseVectorConfig config) {
    SortedMap<String, SparseSpec> specs = new TreeMap<>();
    config
        .getMapMap()
        .forEach((name, params) -> specs.put(name, decode(FIELD + "." + name, params)));
    return specs;
  }

  /** One that is made later says what cannot be changed. */
  static SparseSpec decode(SparseVectorCreationConfig config) {
    SparseVectorParams.Builder params = SparseVectorParams.newBuilder();
    if (config.hasModifier()) {
      params.setModifierValue(config.getModifierValue());
    }
    if (config.hasDatatype()) {
      params.getIndexBuilder().setDatatypeValue(config.getDatatypeValue());
    }
    return decode("sparse_config", params.build());
  }

  private static SparseSpec decode(String path, SparseVectorParams params) {
    SparseIndexConfig index = params.getIndex();
    return new SparseSpec(
        index.hasFullScanThreshold()
            ? Optional.of(positive(path, index.getFullScanThreshold()))
            : Optional.empty(),
        index.hasOnDisk() ? Optional.of(index.getOnDisk()) : Optional.empty(),
        VectorSpecProto.datatype(path + ".index", index.getDatatype()),
        params.hasModifier() ? Optional.of(decode(path, params.getModifier())) : Optional.empty());
  }

  private static long positive(String path, long unsigned) {
    if (unsigned < 0) {
      throw RequestException.invalidMessage(
          path + ".index.full_scan_threshold",
          "value " + Long.toUnsignedString(unsigned) + " invalid, must be less than 2^63");
    }
    return unsigned;
  }

  private static SparseSpec.Modifier decode(String path, Modifier modifier) {
    return switch (modifier) {
      case None -> SparseSpec.Modifier.NONE;
      case Idf -> SparseSpec.Modifier.IDF;
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage(path + ".modifier", "expected None or Idf");
    };
  }

  static SparseVectorConfig encode(SortedMap<String, SparseSpec> specs) {
    SparseVectorConfig.Builder config = SparseVectorConfig.newBuilder();
    specs.forEach((name, spec) -> config.putMap(name, encode(spec)));
    return config.build();
  }

  private static SparseVectorParams encode(SparseSpec spec) {
    SparseVectorParams.Builder params = SparseVectorParams.newBuilder();
    spec.fullScanThreshold()
        .ifPresent(threshold -> params.getIndexBuilder().setFullScanThreshold(threshold));
    spec.onDisk().ifPresent(onDisk -> params.getIndexBuilder().setOnDisk(onDisk));
    spec.datatype()
        .ifPresent((Datatype datatype) ->
            params.getIndexBuilder().setDatatype(VectorSpecProto.datatype(datatype)));
    spec.modifier().ifPresent(modifier -> params.setModifier(encode(modifier)));
    return params.build();
  }

  private static Modifier encode(SparseSpec.Modifier modifier) {
    return switch (modifier) {
      case NONE -> Modifier.None;
      case IDF -> Modifier.Idf;
    };
  }
}
