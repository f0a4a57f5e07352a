package io.dunlin.persistence.segment;

import com.google.protobuf.InvalidProtocolBufferException;
import io.dunlin.index.Metric;
import io.dunlin.persistence.event.IndexRecipeProtos;
import io.dunlin.persistence.event.proto.DatatypeProto;
import io.dunlin.persistence.event.proto.MetricProto;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorSpec.Comparator;
import io.dunlin.persistence.segment.proto.SegmentMetaProto;
import io.dunlin.persistence.segment.proto.SegmentVectorProto;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a sealed file says about its rows.
 *
 * @param numbers how many rows, the first ones, have a number as id
 * @param specs kind, and size, metric and datatype of each dense vector; other settings are the
 *     collection's, not the file's
 * @param recipes what the indexes of dense vectors were built by, as far as it is known
 */
record SegmentMeta(
    int rows, int numbers, Map<String, VectorKind> specs, Map<String, IndexRecipe> recipes) {
  byte[] toBytes() {
    SegmentMetaProto.Builder meta = SegmentMetaProto.newBuilder().setRows(rows).setNumbers(numbers);
    new TreeMap<>(specs)
        .forEach((name, kind) -> {
          switch (kind) {
            case VectorSpec spec -> meta.addVectors(toProto(name, spec));
            case SparseSpec _ -> meta.addSparse(name);
          }
        });
    return meta.build().toByteArray();
  }

  private SegmentVectorProto toProto(String name, VectorSpec spec) {
    SegmentVectorProto.Builder proto =
        SegmentVectorProto.newBuilder()
            .setName(name)
            .setSize(spec.size())
            .setMetric(toProto(spec.metric()))
            .setDatatype(toProto(spec.storedAs()))
            .setMulti(spec.isMulti());
    Optional.ofNullable(recipes.get(name))
        .map(IndexRecipeProtos::toProto)
        .ifPresent(proto::setRecipe);
    return proto.build();
  }

  static SegmentMeta fromBytes(byte[] bytes) throws InvalidProtocolBufferException {
    SegmentMetaProto meta = SegmentMetaProto.parseFrom(bytes);
    Map<String, VectorKind> specs = new TreeMap<>();
    Map<String, IndexRecipe> recipes = new TreeMap<>();
    for (SegmentVectorProto vector : meta.getVectorsList()) {
      specs.put(
          vector.getName(),
          new VectorSpec(
              vector.getSize(),
              fromProto(vector.getMetric()),
              HnswSettings.NONE,
              Optional.empty(),
              Optional.of(fromProto(vector.getDatatype())),
              Optional.empty(),
              Optional.empty(),
              vector.getMulti() ? Optional.of(Comparator.MAX_SIM) : Optional.empty()));
      recipe(vector).ifPresent(recipe -> recipes.put(vector.getName(), recipe));
    }
    meta.getSparseList().forEach(name -> specs.put(name, SparseSpec.NONE));
    return new SegmentMeta(
        meta.getRows(), meta.getNumbers(), Map.copyOf(specs), Map.copyOf(recipes));
  }

  /** One that a newer version wrote counts as unknown: the rows can be read without it. */
  private static Optional<IndexRecipe> recipe(SegmentVectorProto vector) {
    try {
      return vector.hasRecipe()
          ? Optional.of(IndexRecipeProtos.fromProto(vector.getRecipe()))
          : Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  private static MetricProto toProto(Metric metric) {
    return switch (metric) {
      case DOT -> MetricProto.DOT;
      case COSINE -> MetricProto.COSINE;
      case EUCLID -> MetricProto.EUCLID;
      case MANHATTAN -> MetricProto.MANHATTAN;
      case HAMMING -> MetricProto.HAMMING;
      case JACCARD -> MetricProto.JACCARD;
    };
  }

  private static DatatypeProto toProto(Datatype datatype) {
    return switch (datatype) {
      case FLOAT32 -> DatatypeProto.FLOAT32;
      case FLOAT16 -> DatatypeProto.FLOAT16;
      case UINT8 -> DatatypeProto.UINT8;
    };
  }

  private static Datatype fromProto(DatatypeProto datatype) throws InvalidProtocolBufferException {
    return switch (datatype) {
      case DATATYPE_UNSPECIFIED, FLOAT32 -> Datatype.FLOAT32;
      case FLOAT16 -> Datatype.FLOAT16;
      case UINT8 -> Datatype.UINT8;
      case UNRECOGNIZED ->
          throw new InvalidProtocolBufferException("datatype " + datatype + " is unknown");
    };
  }

  private static Metric fromProto(MetricProto metric) throws InvalidProtocolBufferException {
    return switch (metric) {
      case DOT -> Metric.DOT;
      case COSINE -> Metric.COSINE;
      case EUCLID -> Metric.EUCLID;
      case MANHATTAN -> Metric.MANHATTAN;
      case HAMMING -> Metric.HAMMING;
      case JACCARD -> Metric.JACCARD;
      case METRIC_UNSPECIFIED, UNRECOGNIZED ->
          throw new InvalidProtocolBufferException("metric " + metric + " is unknown");
    };
  }
}
