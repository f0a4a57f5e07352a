package io.dunlin.persistence.event;

import io.dunlin.index.Metric;
import io.dunlin.persistence.event.proto.CollectionConfigProto;
import io.dunlin.persistence.event.proto.DatatypeProto;
import io.dunlin.persistence.event.proto.HnswSettingsProto;
import io.dunlin.persistence.event.proto.MetricProto;
import io.dunlin.persistence.event.proto.OptimizerSettingsProto;
import io.dunlin.persistence.event.proto.ShardingMethodProto;
import io.dunlin.persistence.event.proto.VectorSpecProto;
import io.dunlin.persistence.event.proto.VectorSpecProto.ComparatorProto;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.VectorHistory;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A collection's configuration to and from its protobuf form. */
final class CollectionConfigProtos {
  private CollectionConfigProtos() {}

  static CollectionConfigProto toProto(CollectionConfig config) {
    CollectionConfigProto.Builder proto =
        CollectionConfigProto.newBuilder()
            .setShardNumber(config.shardNumber())
            .setReplicationFactor(config.replicationFactor())
            .setWriteConsistencyFactor(config.writeConsistencyFactor())
            .setOnDiskPayload(config.onDiskPayload())
            .setHnsw(toProto(config.hnsw()))
            .setOptimizers(toProto(config.optimizers()))
            .setMetadata(PayloadProtos.toProto(config.metadata()));
    config.quantization().map(QuantizationProtos::toProto).ifPresent(proto::setQuantization);
    config.vectors().forEach((name, spec) -> proto.putVectors(name, toProto(spec)));
    config.fields().forEach((path, schema) -> proto.putFields(path, FieldProtos.toProto(schema)));
    if (!config.strictMode().equals(StrictModeSettings.NONE)) {
      proto.setStrictMode(StrictModeProtos.toProto(config.strictMode()));
    }
    config.sparse().forEach((name, spec) -> proto.putSparse(name, SparseProtos.toProto(spec)));
    if (!config.history().equals(VectorHistory.NONE)) {
      proto.setHistory(VectorColumnsProtos.toProto(config.history()));
    }
    if (!config.schema().equals(PayloadSchema.NONE)) {
      proto.setSchema(PayloadSchemaProtos.toProto(config.schema()));
    }
    proto.setLineage(config.lineage());
    switch (config.sharding()) {
      case AUTO -> {}
      case CUSTOM -> proto.setSharding(ShardingMethodProto.CUSTOM);
    }
    return proto.build();
  }

  static VectorSpecProto toProto(VectorSpec spec) {
    VectorSpecProto.Builder proto =
        VectorSpecProto.newBuilder()
            .setSize(spec.size())
            .setMetric(toProto(spec.metric()))
            .setHnsw(toProto(spec.hnsw()))
            .setNormalized(spec.normalized());
    spec.onDisk().ifPresent(proto::setOnDisk);
    spec.datatype().map(CollectionConfigProtos::toProto).ifPresent(proto::setDatatype);
    spec.quantization().map(QuantizationProtos::toProto).ifPresent(proto::setQuantization);
    spec.index().map(IndexProtos::toProto).ifPresent(proto::setIndex);
    spec.comparator().map(CollectionConfigProtos::toProto).ifPresent(proto::setComparator);
    return proto.build();
  }

  private static ComparatorProto toProto(VectorSpec.Comparator comparator) {
    return switch (comparator) {
      case MAX_SIM -> ComparatorProto.MAX_SIM;
    };
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

  static DatatypeProto toProto(Datatype datatype) {
    return switch (datatype) {
      case FLOAT32 -> DatatypeProto.FLOAT32;
      case FLOAT16 -> DatatypeProto.FLOAT16;
      case UINT8 -> DatatypeProto.UINT8;
    };
  }

  static HnswSettingsProto toProto(HnswSettings settings) {
    HnswSettingsProto.Builder proto = HnswSettingsProto.newBuilder();
    settings.m().ifPresent(proto::setM);
    settings.efConstruct().ifPresent(proto::setEfConstruct);
    settings.fullScanThresholdKb().ifPresent(proto::setFullScanThresholdKb);
    settings.maxIndexingThreads().ifPresent(proto::setMaxIndexingThreads);
    settings.onDisk().ifPresent(proto::setOnDisk);
    settings.payloadM().ifPresent(proto::setPayloadM);
    settings.inlineStorage().ifPresent(proto::setInlineStorage);
    return proto.build();
  }

  static OptimizerSettingsProto toProto(OptimizerSettings settings) {
    OptimizerSettingsProto.Builder proto = OptimizerSettingsProto.newBuilder();
    settings.deletedThreshold().ifPresent(proto::setDeletedThreshold);
    settings.vacuumMinVectorNumber().ifPresent(proto::setVacuumMinVectorNumber);
    settings.defaultSegmentNumber().ifPresent(proto::setDefaultSegmentNumber);
    settings.maxSegmentSizeKb().ifPresent(proto::setMaxSegmentSizeKb);
    settings.memmapThresholdKb().ifPresent(proto::setMemmapThresholdKb);
    settings.indexingThresholdKb().ifPresent(proto::setIndexingThresholdKb);
    settings.flushIntervalSec().ifPresent(proto::setFlushIntervalSec);
    settings.maxOptimizationThreads().ifPresent(proto::setMaxOptimizationThreads);
    return proto.build();
  }

  static CollectionConfig fromProto(CollectionConfigProto proto) {
    SortedMap<String, VectorSpec> vectors = new TreeMap<>();
    proto.getVectorsMap().forEach((name, spec) -> vectors.put(name, fromProto(spec)));
    SortedMap<String, FieldSchema> fields = new TreeMap<>();
    proto.getFieldsMap().forEach((path, schema) -> fields.put(path, FieldProtos.fromProto(schema)));
    SortedMap<String, SparseSpec> sparse = new TreeMap<>();
    proto.getSparseMap().forEach((name, spec) -> sparse.put(name, SparseProtos.fromProto(spec)));
    return new CollectionConfig(
        Collections.unmodifiableSortedMap(vectors),
        proto.getShardNumber(),
        proto.getReplicationFactor(),
        proto.getWriteConsistencyFactor(),
        proto.getOnDiskPayload(),
        fromProto(proto.getHnsw()),
        fromProto(proto.getOptimizers()),
        given(proto::hasQuantization, proto::getQuantization).map(QuantizationProtos::fromProto),
        PayloadProtos.fromProto(proto.getMetadata()),
        fromProto(proto.getSharding()),
        Collections.unmodifiableSortedMap(fields),
        StrictModeProtos.fromProto(proto.getStrictMode()),
        Collections.unmodifiableSortedMap(sparse),
        VectorColumnsProtos.fromProto(proto.getHistory()),
        PayloadSchemaProtos.fromProto(proto.getSchema()),
        proto.getLineage());
  }

  private static ShardingMethod fromProto(ShardingMethodProto method) {
    return switch (method) {
      case SHARDING_METHOD_UNSPECIFIED -> ShardingMethod.AUTO;
      case CUSTOM -> ShardingMethod.CUSTOM;
      case UNRECOGNIZED -> throw new IllegalArgumentException("No known way to shard: " + method);
    };
  }

  static VectorSpec fromProto(VectorSpecProto proto) {
    return new VectorSpec(
        proto.getSize(),
        fromProto(proto.getMetric()),
        fromProto(proto.getHnsw()),
        given(proto::hasOnDisk, proto::getOnDisk),
        fromProto(proto.getDatatype()),
        given(proto::hasQuantization, proto::getQuantization).map(QuantizationProtos::fromProto),
        given(proto::hasIndex, proto::getIndex).map(IndexProtos::fromProto),
        fromProto(proto.getComparator()),
        proto.getNormalized());
  }

  private static Optional<VectorSpec.Comparator> fromProto(ComparatorProto comparator) {
    return switch (comparator) {
      case COMPARATOR_UNSPECIFIED -> Optional.empty();
      case MAX_SIM -> Optional.of(VectorSpec.Comparator.MAX_SIM);
      case UNRECOGNIZED -> throw new IllegalArgumentException("No known comparator: " + comparator);
    };
  }

  static Optional<Datatype> fromProto(DatatypeProto datatype) {
    return switch (datatype) {
      case DATATYPE_UNSPECIFIED -> Optional.empty();
      case FLOAT32 -> Optional.of(Datatype.FLOAT32);
      case FLOAT16 -> Optional.of(Datatype.FLOAT16);
      case UINT8 -> Optional.of(Datatype.UINT8);
      case UNRECOGNIZED -> throw new IllegalArgumentException("No known datatype: " + datatype);
    };
  }

  private static Metric fromProto(MetricProto metric) {
    return switch (metric) {
      case DOT -> Metric.DOT;
      case COSINE -> Metric.COSINE;
      case EUCLID -> Metric.EUCLID;
      case MANHATTAN -> Metric.MANHATTAN;
      case HAMMING -> Metric.HAMMING;
      case JACCARD -> Metric.JACCARD;
      case METRIC_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("No known metric: " + metric);
    };
  }

  static HnswSettings fromProto(HnswSettingsProto proto) {
    return new HnswSettings(
        given(proto::hasM, proto::getM),
        given(proto::hasEfConstruct, proto::getEfConstruct),
        given(proto::hasFullScanThresholdKb, proto::getFullScanThresholdKb),
        given(proto::hasMaxIndexingThreads, proto::getMaxIndexingThreads),
        given(proto::hasOnDisk, proto::getOnDisk),
        given(proto::hasPayloadM, proto::getPayloadM),
        given(proto::hasInlineStorage, proto::getInlineStorage));
  }

  static OptimizerSettings fromProto(OptimizerSettingsProto proto) {
    return new OptimizerSettings(
        given(proto::hasDeletedThreshold, proto::getDeletedThreshold),
        given(proto::hasVacuumMinVectorNumber, proto::getVacuumMinVectorNumber),
        given(proto::hasDefaultSegmentNumber, proto::getDefaultSegmentNumber),
        given(proto::hasMaxSegmentSizeKb, proto::getMaxSegmentSizeKb),
        given(proto::hasMemmapThresholdKb, proto::getMemmapThresholdKb),
        given(proto::hasIndexingThresholdKb, proto::getIndexingThresholdKb),
        given(proto::hasFlushIntervalSec, proto::getFlushIntervalSec),
        given(proto::hasMaxOptimizationThreads, proto::getMaxOptimizationThreads));
  }

  static <T> Optional<T> given(BooleanSupplier present, Supplier<T> value) {
    return present.getAsBoolean() ? Optional.of(value.get()) : Optional.empty();
  }
}
