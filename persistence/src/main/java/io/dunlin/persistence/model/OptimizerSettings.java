package io.dunlin.persistence.model;

import java.util.Optional;

/**
 * When segments are sealed, merged and flushed, as a user gave it; the names are the wire
 * contract's.
 */
public record OptimizerSettings(
    Optional<Double> deletedThreshold,
    Optional<Long> vacuumMinVectorNumber,
    Optional<Long> defaultSegmentNumber,
    Optional<Long> maxSegmentSizeKb,
    Optional<Long> memmapThresholdKb,
    Optional<Long> indexingThresholdKb,
    Optional<Long> flushIntervalSec,
    Optional<Long> maxOptimizationThreads) {
  public static final OptimizerSettings NONE =
      new OptimizerSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
  public static final OptimizerSettings DEFAULTS =
      new OptimizerSettings(
          Optional.of(0.2),
          Optional.of(1000L),
          Optional.of(0L),
          Optional.empty(),
          Optional.empty(),
          Optional.of(20_000L),
          Optional.of(5L),
          Optional.empty());

  /** These settings where they are given, else those of {@code below}. */
  public OptimizerSettings or(OptimizerSettings below) {
    return new OptimizerSettings(
        deletedThreshold.or(below::deletedThreshold),
        vacuumMinVectorNumber.or(below::vacuumMinVectorNumber),
        defaultSegmentNumber.or(below::defaultSegmentNumber),
        maxSegmentSizeKb.or(below::maxSegmentSizeKb),
        memmapThresholdKb.or(below::memmapThresholdKb),
        indexingThresholdKb.or(below::indexingThresholdKb),
        flushIntervalSec.or(below::flushIntervalSec),
        maxOptimizationThreads.or(below::maxOptimizationThreads));
  }
}
