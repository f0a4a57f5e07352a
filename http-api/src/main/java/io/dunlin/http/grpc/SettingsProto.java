package io.dunlin.http.grpc;

import io.dunlin.http.error.ErrorMapping;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.MaxOptimizationThreads;
import io.qdrant.client.grpc.Collections.OptimizersConfigDiff;
import java.util.Optional;

/** Settings of graphs and of the upkeep of segments; a field that is not set stays absent. */
final class SettingsProto {
  private SettingsProto() {}

  static HnswSettings decode(HnswConfigDiff hnsw) {
    return new HnswSettings(
        optionalInt(hnsw.hasM(), hnsw.getM()),
        optionalInt(hnsw.hasEfConstruct(), hnsw.getEfConstruct()),
        optionalInt(hnsw.hasFullScanThreshold(), hnsw.getFullScanThreshold()),
        optionalInt(hnsw.hasMaxIndexingThreads(), hnsw.getMaxIndexingThreads()),
        hnsw.hasOnDisk() ? Optional.of(hnsw.getOnDisk()) : Optional.empty(),
        optionalInt(hnsw.hasPayloadM(), hnsw.getPayloadM()),
        hnsw.hasInlineStorage() ? Optional.of(hnsw.getInlineStorage()) : Optional.empty());
  }

  static HnswConfigDiff encode(HnswSettings settings) {
    HnswConfigDiff.Builder hnsw = HnswConfigDiff.newBuilder();
    settings.m().ifPresent(hnsw::setM);
    settings.efConstruct().ifPresent(hnsw::setEfConstruct);
    settings.fullScanThresholdKb().ifPresent(hnsw::setFullScanThreshold);
    settings.maxIndexingThreads().ifPresent(hnsw::setMaxIndexingThreads);
    settings.onDisk().ifPresent(hnsw::setOnDisk);
    settings.payloadM().ifPresent(hnsw::setPayloadM);
    settings.inlineStorage().ifPresent(hnsw::setInlineStorage);
    return hnsw.build();
  }

  static OptimizerSettings decode(OptimizersConfigDiff optimizers) {
    if (optimizers.getPreventUnoptimized()) {
      throw ErrorMapping.notBuilt("prevent_unoptimized");
    }
    return new OptimizerSettings(
        optimizers.hasDeletedThreshold()
            ? Optional.of(optimizers.getDeletedThreshold())
            : Optional.empty(),
        optionalLong(optimizers.hasVacuumMinVectorNumber(), optimizers.getVacuumMinVectorNumber()),
        optionalLong(optimizers.hasDefaultSegmentNumber(), optimizers.getDefaultSegmentNumber()),
        optionalLong(optimizers.hasMaxSegmentSize(), optimizers.getMaxSegmentSize()),
        optionalLong(optimizers.hasMemmapThreshold(), optimizers.getMemmapThreshold()),
        optionalLong(optimizers.hasIndexingThreshold(), optimizers.getIndexingThreshold()),
        optionalLong(optimizers.hasFlushIntervalSec(), optimizers.getFlushIntervalSec()),
        threads(optimizers));
  }

  /** The present field, else the one that older clients send; "auto" is the same as not given. */
  private static Optional<Long> threads(OptimizersConfigDiff optimizers) {
    MaxOptimizationThreads threads = optimizers.getMaxOptimizationThreads();
    return switch (threads.getVariantCase()) {
      case VALUE -> Optional.of(Unsigned.toLong(threads.getValue()));
      case SETTING -> Optional.empty();
      case VARIANT_NOT_SET ->
          optionalLong(
              optimizers.hasDeprecatedMaxOptimizationThreads(),
              optimizers.getDeprecatedMaxOptimizationThreads());
    };
  }

  static OptimizersConfigDiff encode(OptimizerSettings settings) {
    OptimizersConfigDiff.Builder optimizers = OptimizersConfigDiff.newBuilder();
    settings.deletedThreshold().ifPresent(optimizers::setDeletedThreshold);
    settings.vacuumMinVectorNumber().ifPresent(optimizers::setVacuumMinVectorNumber);
    settings.defaultSegmentNumber().ifPresent(optimizers::setDefaultSegmentNumber);
    settings.maxSegmentSizeKb().ifPresent(optimizers::setMaxSegmentSize);
    settings.memmapThresholdKb().ifPresent(optimizers::setMemmapThreshold);
    settings.indexingThresholdKb().ifPresent(optimizers::setIndexingThreshold);
    settings.flushIntervalSec().ifPresent(optimizers::setFlushIntervalSec);
    settings
        .maxOptimizationThreads()
        .ifPresent(threads ->
            optimizers.setMaxOptimizationThreads(
                MaxOptimizationThreads.newBuilder().setValue(threads)));
    return optimizers.build();
  }

  private static Optional<Integer> optionalInt(boolean given, long unsigned) {
    return given ? Optional.of(Unsigned.toInt(unsigned)) : Optional.empty();
  }

  private static Optional<Long> optionalLong(boolean given, long unsigned) {
    return given ? Optional.of(Unsigned.toLong(unsigned)) : Optional.empty();
  }
}
