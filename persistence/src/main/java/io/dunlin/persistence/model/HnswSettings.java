package io.dunlin.persistence.model;

import java.util.Optional;

/**
 * Graph settings as a user gave them; what is absent comes from the level above, in the end from
 * {@link #DEFAULTS}.
 *
 * @param inlineStorage keep codes of a node's links beside the links: more memory, less time
 */
public record HnswSettings(
    Optional<Integer> m,
    Optional<Integer> efConstruct,
    Optional<Integer> fullScanThresholdKb,
    Optional<Integer> maxIndexingThreads,
    Optional<Boolean> onDisk,
    Optional<Integer> payloadM,
    Optional<Boolean> inlineStorage) {
  public static final HnswSettings NONE =
      new HnswSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
  public static final HnswSettings DEFAULTS =
      new HnswSettings(
          Optional.of(16),
          Optional.of(100),
          Optional.of(10_000),
          Optional.of(0),
          Optional.of(false),
          Optional.empty(),
          Optional.empty());

  /** Settings that say nothing about where copies are kept. */
  public HnswSettings(
      Optional<Integer> m,
      Optional<Integer> efConstruct,
      Optional<Integer> fullScanThresholdKb,
      Optional<Integer> maxIndexingThreads,
      Optional<Boolean> onDisk,
      Optional<Integer> payloadM) {
    this(
        m,
        efConstruct,
        fullScanThresholdKb,
        maxIndexingThreads,
        onDisk,
        payloadM,
        Optional.empty());
  }

  /** The same, but for what decides how a graph is built: that is as {@code other} has it. */
  public HnswSettings builtAs(HnswSettings other) {
    return new HnswSettings(
        other.m,
        other.efConstruct,
        fullScanThresholdKb,
        maxIndexingThreads,
        onDisk,
        payloadM,
        other.inlineStorage);
  }

  /** These settings where they are given, else those of {@code below}. */
  public HnswSettings or(HnswSettings below) {
    return new HnswSettings(
        m.or(below::m),
        efConstruct.or(below::efConstruct),
        fullScanThresholdKb.or(below::fullScanThresholdKb),
        maxIndexingThreads.or(below::maxIndexingThreads),
        onDisk.or(below::onDisk),
        payloadM.or(below::payloadM),
        inlineStorage.or(below::inlineStorage));
  }
}
